import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

let globals = load("kit/addresses.js", { cloudsense_kit: {} });
globals = load("kit/filter_values.js", globals);
const { index, search } = load("kit/finder-logic.js", globals).cloudsense_kit.finder;

const account = (value, name, cost) => ({ value, name, id: value, cost });
const GROUPS = index([
  { title: "Pages", items: [{ name: "Overview", href: "?", price: "" }] },
  { title: "Saved views", items: [{ name: "Products", href: "?page=explore" }] },
  {
    title: "Accounts",
    template: "?period=7d&account=%1A",
    paid: true,
    values: [
      account("444455556666", "reproduction", "$9.00"),
      account("111122223333", "data-prod", "$5.00"),
      account("999900001111", "prod search", "$1.00"),
    ],
  },
]);
const names = (query, most = 9) =>
  search(GROUPS, query, most).map(({ links }) => links.map(({ name }) => name));

test("everything is there until something is typed", () => {
  const accounts = ["reproduction", "data-prod", "prod search"];
  assert.deepEqual(names("  "), [["Overview"], ["Products"], accounts]);
});

test("names that begin with it come first, then those with a word that does", () => {
  assert.deepEqual(names("prod"), [["Products"], ["prod search", "data-prod", "reproduction"]]);
  assert.deepEqual(names("PROD*"), names("prod"));
});

test("every word has to be there, in the name or the id", () => {
  assert.deepEqual(names("search 0000"), [["prod search"]]);
  assert.deepEqual(names("1111"), [["data-prod", "prod search"]]);
  assert.deepEqual(names("nothing"), []);
});

test("a group says how many there are of those that it does not show", () => {
  const [, { links, count }] = search(GROUPS, "prod", 2);
  assert.deepEqual([links.length, count], [2, 3]);
});

test("a value has the address of its group, and a price only where nothing is bought", () => {
  const [{ links }] = search(GROUPS, "search", 9);
  assert.equal(links[0].href, "?period=7d&account=999900001111");
  assert.equal(links[0].price, undefined);
  assert.equal(search(GROUPS, "overview", 9)[0].links[0].price, "");
});
