import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { filterValues } = load(
  "kit/filter_values.js",
  load("kit/addresses.js", { cloudsense_kit: {} }),
).cloudsense_kit;
const { address, index, list, money, quote, search, total } = filterValues;
const QUOTED = JSON.parse(readFileSync(new URL("quoted.json", import.meta.url), "utf8"));

const ACCOUNTS = index([
  ["874332967367", "prod-storefront", "874332967367", "$3,106.10", 3106.1],
  ["112775784856", "prod-search", "112775784856", "$976.00", 976],
  ["758772844177", "prod-payments", "758772844177", "$3,034.00", 3034],
  ["289914567468", "data.platform", "289914567468", "−$4.00", -4],
]);
const SERVICES = index([
  ["Amazon Elastic Compute Cloud - Compute", "EC2", "", "$5.00", 5],
  ["Amazon Simple Storage Service", "S3", "", "$4.00", 4],
  ["EC2 - Other", "EC2 - Other", "EC2 - Other", "$3.00", 3],
  ["AWS Data, Inc.", "AWS Data, Inc.", "", "$2.00", 2],
]);
const names = (rows) => [...rows].map(({ name }) => name);

for (const [text, quoted] of Object.entries(QUOTED)) {
  test(`${JSON.stringify(text)} is quoted as in Python`, () => assert.equal(quote(text), quoted));
}

test("a long value is quoted in full", () => {
  assert.equal(quote("é".repeat(256)), "%C3%A9".repeat(256));
});

test("an address holds each value once more", () => {
  const template = "?period=7d&account=%1A&by=region";
  assert.equal(address(template, ["1", "2"]), "?period=7d&account=1&account=2&by=region");
  assert.equal(address("?account!=%1A", ["$&", "$1"]), "?account!=%24%26&account!=%241");
  assert.equal(address("?tag%3AOwner=%1A", [""]), "?tag%3AOwner=");
});

test("no value is taken for the place of the values", () => {
  for (const value of ["%1A", "account=%1A", "__VALUE__", "{value}"]) {
    const template = `?service=${quote(value)}&account=%1A`;
    assert.equal(address(template, ["1"]), `?service=${quote(value)}&account=1`);
  }
});

test("rows come by cost", () => {
  assert.deepEqual(names(ACCOUNTS.rows), [
    "prod-storefront",
    "prod-payments",
    "prod-search",
    "data.platform",
  ]);
});

for (const [query, found] of [
  ["", 4],
  ["PROD", 3],
  ["prod-s", 2],
  ["8743", 1],
  ["prod*", 3],
  ["*search", 1],
  ["*o*s*", 3],
  ["prod", 3],
  ["search*", 0],
  ["data.platform", 1],
  ["dataxplatform", 0],
  ["data?platform*", 0],
  ["112775784856, 758772844177", 2],
  ["112775784856 758772844177 1", 2],
  ["nothing", 0],
]) {
  test(`“${query}” finds ${found}`, () => assert.equal(search(ACCOUNTS, query).length, found));
}

for (const [text, found, missing] of [
  ["112775784856\n758772844177\r\n", ["prod-search", "prod-payments"], []],
  ["PROD-SEARCH;prod-payments", ["prod-search", "prod-payments"], []],
  ["112775784856, 999", ["prod-search"], ["999"]],
  ["112775784856 758772844177 999", ["prod-search", "prod-payments"], ["999"]],
  ["112775784856,112775784856, prod-search, 1", ["prod-search"], ["1"]],
]) {
  test(`${JSON.stringify(text)} is a list`, () => {
    const read = list(ACCOUNTS, text);
    assert.deepEqual(names(read.found), found);
    assert.deepEqual([...read.missing], missing);
  });
}

test("names with spaces and commas are one", () => {
  const text = "Amazon Simple Storage Service, EC2 - Other\nAWS Data, Inc.";
  assert.deepEqual(names(list(SERVICES, text).found), ["S3", "EC2 - Other", "AWS Data, Inc."]);
});

for (const text of ["prod", "112775784856", "EC2 - Other", "a, b", "prod storefront", ""]) {
  test(`“${text}” is no list`, () => {
    assert.equal(list(ACCOUNTS, text), null);
    assert.equal(list(SERVICES, text), null);
  });
}

test("words with one name among them are searched, not listed", () => {
  assert.equal(list(SERVICES, "EC2 spot"), null);
  assert.deepEqual(names(search(SERVICES, "ec2 -")), ["EC2 - Other"]);
});

for (const [amount, text] of [
  [9852.6, "$9,853"],
  [99.994, "$99.99"],
  [99.996, "$100"],
  [0, "$0.00"],
  [-4.5, "−$4.50"],
  [-0.001, "$0.00"],
  [1234567.4, "$1,234,567"],
]) {
  test(`${amount} is ${text}`, () => assert.equal(money(amount, "$"), text));
}

test("values without a cost count nothing", () => {
  assert.equal(total(ACCOUNTS, ["112775784856", "289914567468", "unknown"]), 972);
});

test("costs without a tag come first, and names without costs keep their order", () => {
  const indexed = index([
    ["b", "b", "", "", null],
    ["a", "a", "", "", null],
    ["", "No tag: team", "", "$1.00", 1],
    ["c", "c", "", "$9.00", 9],
  ]);
  assert.deepEqual(names(indexed.rows)[0], "No tag: team");
  assert.ok(names(indexed.rows).indexOf("b") < names(indexed.rows).indexOf("a"));
  assert.equal(total(indexed, ["", "c", "gone"]), 10);
  assert.ok(Number.isNaN(total(indexed, ["c", "a"])), "a sum without a cost is none");
});
