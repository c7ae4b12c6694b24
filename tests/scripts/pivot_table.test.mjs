/* Which rows a pivot shows, in what order, and how amounts are written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const table = load("kit/cost_table-logic.js", { cloudsense_kit: {} }).cloudsense_kit;
const kit = load("kit/addresses.js", { cloudsense_kit: table }).cloudsense_kit;
const { amount, change, found, linksOf, ordered, path, percent, rowsOf } = load(
  "kit/pivot_table-logic.js",
  {
    cloudsense_kit: kit,
  },
).cloudsense_kit.pivot;
const DOLLARS = { prefix: "$", digits: 2 };
const PRICES = { prefix: "$", digits: 6 };
const CLOSED = { sort: "total", falling: true, find: "", open: new Set() };

/* What comes out of another context has other prototypes. */
const same = (given, expected) => assert.deepEqual(JSON.parse(JSON.stringify(given)), expected);
const row = (name, total, more) => ({ id: name, name, total, values: [total], ...more });
const untagged = row("No tag", 99, { hatched: true, parts: [row("S3", 99)] });
const groups = [
  row("web", 30, { parts: [row("EC2", 10), row("RDS", 20), row("2 others", 25, { rest: true })] }),
  row("data", 50, { parts: [row("S3", 50)] }),
  untagged,
];
const names = (state) => rowsOf(groups, { ...CLOSED, ...state }).map((each) => each.row.name);

test("amounts are whole from 100 on, exact as totals, with six decimals as prices", () => {
  assert.equal(amount(1018.4, DOLLARS, false), "$1,018");
  assert.equal(amount(12145.9, DOLLARS, true), "$12,145.90");
  assert.equal(amount(-3.456, DOLLARS, false), "−$3.46");
  assert.equal(amount(0.0012, DOLLARS, false), "$0.0012");
  assert.equal(amount(0, DOLLARS, true), "$0");
  assert.equal(amount(0.096, PRICES, false), "$0.096");
  assert.equal(amount(0.0000004, PRICES, false), "$0");
  assert.equal(amount(null, PRICES, false), "–");
});

test("a rise has a plus, nothing has no sign", () => {
  same(
    [416.2, -273, 0, -0.000001].map((value) => change(value, DOLLARS)),
    ["+$416", "−$273", "$0", "$0"],
  );
  same([0.248, -0.01, undefined].map(percent), ["24.8%", "−1.0%", ""]);
});

test("what has no tag is last however it is sorted, and so is the rest of a group", () => {
  for (const sort of ["total", "name", 0]) {
    for (const falling of [true, false]) {
      assert.equal(ordered(groups, { sort, falling }).at(-1).name, "No tag");
      assert.equal(ordered(groups[0].parts, { sort, falling }).at(-1).name, "2 others");
    }
  }
  same(names({ falling: false }), ["web", "data", "No tag"]);
});

test("open groups have their parts below them, in the same order", () => {
  same(names({ open: new Set(["web"]) }), ["data", "web", "RDS", "EC2", "2 others", "No tag"]);
});

test("a search finds groups, and opens those that have it within them", () => {
  same(names({ find: "web" }), ["web"]);
  same(names({ find: "s3" }), ["data", "S3", "No tag", "S3"]);
  same(names({ find: "nowhere" }), []);
  assert.equal(found(groups, " ").length, 3);
});

test("an amount leads to the days of its column with the filters of its row", () => {
  const opens = {
    total: "?period=%1A&page=changes",
    group: "?period=%1A&%1B&page=changes",
    part: "?period=%1A&%1B&%1C&page=changes",
    periods: ["2026-10", null],
    groups: { web: "team=$%26", "": "team=" },
    parts: { EC2: "service=EC2" },
  };
  const [web, none] = [row("web", 30), row("No tag", 9, { id: "" })];
  same(linksOf({ row: web }, opens), ["?period=2026-10&team=$%26&page=changes", null]);
  same(linksOf({ row: none }, opens), ["?period=2026-10&team=&page=changes", null]);
  const part = { row: row("EC2", 10), within: none };
  same(linksOf(part, opens), ["?period=2026-10&team=&service=EC2&page=changes", null]);
  const total = { row: row("Total", 99, { id: "" }), isTotal: true };
  same(linksOf(total, opens), ["?period=2026-10&page=changes", null]);
  const others = { row: row("2 others", 2, { rest: true }), within: web };
  const unknown = { row: row("S3", 1), within: web };
  for (const entry of [others, unknown, { row: row("data", 1) }]) same(linksOf(entry, opens), []);
  same(linksOf({ row: web }, undefined), []);
});

test("a trend begins at zero and is nothing for one column", () => {
  assert.equal(path([5]), "");
  assert.equal(path([0, 10]), "M0.0,21.0L90.0,1.0");
});
