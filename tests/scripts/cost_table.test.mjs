import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const window = load("kit/cost_table-logic.js", { cloudsense_kit: {} });
const { arranged, download, matcher, ordered, sortedBy, summed, widths } =
  window.cloudsense_kit.costTable;
const examples = JSON.parse(readFileSync(new URL("cost_table_rows.json", import.meta.url), "utf8"));
const START = { sort: "", falling: true, find: "" };

/* What comes out of another context has other prototypes. */
const same = (found, expected) => assert.deepEqual(JSON.parse(JSON.stringify(found)), expected);

for (const { find, texts, is_found } of examples.found) {
  test(`“${find}” in ${JSON.stringify(texts)}: ${is_found}`, () => {
    const [name, title] = texts;
    const row = { name, title, cells: {} };
    assert.equal(matcher(find)(row), is_found);
    assert.equal(matcher(find)({ name: texts[texts.length - 1], note: name, cells: {} }), is_found);
  });
}

for (const { why, values, falling, order } of examples.ordered) {
  test(`order: ${why}`, () => {
    const rows = values.map((sort, n) => ({ name: String(n), cells: { cost: { sort } } }));
    const names = ordered(rows, "cost", falling).map((row) => Number(row.name));
    same(names, order);
  });
}

test("names are ordered without regard to case", () => {
  const rows = examples.names.values.map((name) => ({ name, cells: {} }));
  for (const word of ["rising", "falling"]) {
    const names = ordered(rows, "name", word === "falling").map((row) => row.name);
    same(names, examples.names[word]);
  }
});

test("rows stay as they are given until a column is clicked", () => {
  const rows = [1, 3, 2].map((sort) => ({ name: `n${sort}`, cells: { cost: { sort } } }));
  same(
    arranged(rows, START).map((row) => row.name),
    ["n1", "n3", "n2"],
  );
  same(
    arranged(rows, { ...START, sort: "cost", find: "n*" }).map((row) => row.name),
    ["n3", "n2", "n1"],
  );
});

test("a click sorts numbers falling and names rising; a second one reverses", () => {
  const [name, cost, share] = ["name", "cost", "share"].map((key) => ({
    key,
    kind: key === "name" ? "name" : "money",
  }));
  const byShare = sortedBy(share, START, "cost");
  same(byShare, { sort: "share", falling: true, find: "" });
  same(sortedBy(share, byShare, "cost"), { sort: "share", falling: false, find: "" });
  same(sortedBy(name, byShare, "cost"), { sort: "name", falling: false, find: "" });
  same(sortedBy(cost, START, "cost"), { sort: "cost", falling: false, find: "" });
});

test("a download says what the table shows", () => {
  assert.equal(download("costs.csv?period=7d", START), "costs.csv?period=7d");
  const state = { sort: "change", falling: false, find: "a&b" };
  assert.equal(
    download("costs.csv?period=7d", state),
    "costs.csv?period=7d&sort=change&order=asc&find=a%26b",
  );
  assert.equal(download("costs.xlsx?", { ...START, find: "x" }), "costs.xlsx?find=x");
  assert.equal(download("https://example.com/costs.csv?", state), "");
  assert.equal(download("data:text/csv,costs.csv?", state), "");
});

test("a column is as wide as its longest text", () => {
  const columns = [
    { key: "name", kind: "name", title: "Service" },
    { key: "cost", kind: "money", title: "Cost" },
    { key: "trend", kind: "trend", title: "Trend" },
  ];
  const rows = ["$1.00", "$12,345.00"].map((text) => ({ cells: { cost: { text } } }));
  assert.match(widths(columns, rows, true), /^minmax\(10ch, 1fr\) calc\(max\(10ch, .*126px/);
  assert.ok(!widths(columns, rows, false).includes("126px"));
});

test("what rows cost together, to the cent", () => {
  const rows = [1000.005, 169.13, -0.001, null].map((sort) => ({ cells: { cost: { sort } } }));
  assert.equal(summed([...rows, { cells: {} }], "cost", "$"), "$1,169.13");
  assert.equal(summed([{ cells: { cost: { sort: -12.5 } } }], "cost", "¥"), "−¥12.50");
  assert.equal(summed([{ cells: { cost: { sort: -0.001 } } }], "cost", "$"), "$0.00");
});
