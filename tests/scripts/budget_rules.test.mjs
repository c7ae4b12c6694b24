import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { budgetRules } = load("kit/budget_rules.js", { cloudsense_kit: {} }).cloudsense_kit;
const KNOWN = ["service", "region", "tag:team"];
const read = (text) => {
  const rules = budgetRules.read(text, KNOWN);
  return rules && Object.fromEntries([...rules].map(([name, rule]) => [name, { ...rule }]));
};

test("lines of one name are values of one filter", () => {
  assert.equal(
    JSON.stringify(read("service=A=b\n\n region!=x \nservice=C\ntag:team=data!")),
    JSON.stringify({
      service: { exclude: false, values: ["A=b", "C"] },
      region: { exclude: true, values: ["x"] },
      "tag:team": { exclude: false, values: ["data!"] },
    }),
  );
  assert.deepEqual(read(""), {});
});

for (const text of ["colour=red", "service", "service=", "region=x\nregion!=y"]) {
  test(`${JSON.stringify(text)} is shown as text only`, () => assert.equal(read(text), null));
}

test("other values of a filter stand where its first one was", () => {
  const text = "service=A\nregion=x\nservice=B\ntag:team=t";
  assert.equal(
    budgetRules.change(text, "service", ["C", "D"], true),
    "service!=C\nservice!=D\nregion=x\ntag:team=t",
  );
  assert.equal(budgetRules.change(text, "region", [], false), "service=A\nservice=B\ntag:team=t");
  assert.equal(budgetRules.change("", "region", ["x"], false), "region=x");
});
