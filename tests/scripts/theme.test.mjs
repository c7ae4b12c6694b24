import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

/* A browser that shows `search`, remembers `stored` and was started with a budget of these payers. */
function browser({ search = "", stored = {}, budgets = "" } = {}) {
  const shown = [];
  const metas = {
    "cloudsense-budgets": budgets,
    "cloudsense-filters": "payer service region",
  };
  const content = (selector) => ({ content: metas[selector.match(/"(.*)"/)[1]] });
  const storage = {
    getItem: (key) => stored[key] ?? null,
    setItem: (key, value) => Object.assign(stored, { [key]: value }),
    removeItem: (key) => Reflect.deleteProperty(stored, key),
  };
  const window = load("05-theme.js", {
    document: { documentElement: { dataset: {} }, querySelector: content },
    history: { state: null, replaceState: (_state, _title, address) => shown.push(address) },
    localStorage: storage,
    location: { search, pathname: "/", hash: "" },
    matchMedia: () => ({ matches: false, addEventListener() {} }),
  });
  return { budget: window.cloudsenseBudget, shown, stored };
}

test("a budget is remembered for its filters, whatever their order", () => {
  const { budget, stored } = browser();
  budget.remember("?service=A&region=B&metric=blended", "500");
  assert.deepEqual(stored, { "cloudsense-budget?region=B&service=A": "500" });
  const recalled = budget.recall("?region=B&service=A&period=7d");
  assert.equal(recalled, "?region=B&service=A&period=7d&budget=500");
  assert.equal(budget.recall("?service=A"), "?service=A");
});

test("a budget of what an excluding filter leaves is not the account's", () => {
  const { budget, stored } = browser();
  budget.remember("?service!=A", "500");
  assert.deepEqual(stored, { "cloudsense-budget?service!=A": "500" });
  assert.equal(budget.recall("?service!=A"), "?service!=A&budget=500");
  assert.equal(budget.recall("?period=7d"), "?period=7d");
});

test("an empty amount is forgotten", () => {
  const { budget, stored } = browser({ stored: { "cloudsense-budget": "500" } });
  budget.remember("", "");
  assert.deepEqual(stored, {});
});

test("the budget in the address and the one of the setting come first", () => {
  const stored = { "cloudsense-budget": "500", "cloudsense-budget?service=A": "20" };
  const { budget } = browser({ stored, budgets: "payer=" });
  assert.equal(budget.recall("?budget=1"), "?budget=1");
  assert.equal(budget.recall("?period=7d"), "?period=7d");
  assert.equal(budget.recall("?service=A"), "?service=A&budget=20");
});

test("the budget of a payer in the settings is that payer's alone", () => {
  const stored = { "cloudsense-budget": "500", "cloudsense-budget?payer=%C3%84%20(eu)": "20" };
  const { budget } = browser({ stored, budgets: "payer=%C3%84%20(eu) payer=acme" });
  assert.equal(budget.recall("?period=7d"), "?period=7d&budget=500");
  assert.equal(budget.recall("?payer=%C3%84+%28eu%29"), "?payer=%C3%84+%28eu%29");
  assert.equal(budget.recall("?payer=acme"), "?payer=acme");
});

test("the first address of a visit gets the remembered budget", () => {
  assert.deepEqual(browser({ stored: { "cloudsense-budget": "500" } }).shown, ["/?budget=500"]);
  assert.deepEqual(browser({ stored: { "cloudsense-budget": "<b>" } }).shown, []);
});
