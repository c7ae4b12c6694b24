import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { days } = load("kit/days.js", { cloudsense_kit: {} }).cloudsense_kit;
const plain = (value) => JSON.parse(JSON.stringify(value));

/* Every day of four centuries, as a calendar with leap years counts them. */
function* calendar() {
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  for (let year = 1900; year < 2300; year += 1) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    for (const [index, length] of lengths.entries()) {
      const last = index === 1 && leap ? 29 : length;
      const month = `${year}-${String(index + 1).padStart(2, "0")}`;
      for (let day = 1; day <= last; day += 1) {
        yield { day: `${month}-${String(day).padStart(2, "0")}`, month, last };
      }
    }
  }
}

test("a day follows the other through leap years, ends of months and years", () => {
  const all = [...calendar()];
  for (let at = 1; at < all.length; at += 1) {
    assert.equal(days.add(all[at - 1].day, 1), all[at].day);
    assert.equal(days.add(all[at].day, -1), all[at - 1].day);
  }
  assert.equal(days.count(all[0].day, all.at(-1).day), all.length);
});

test("months have their last day", () => {
  for (const { month, last } of calendar()) assert.equal(days.lastOf(month), `${month}-${last}`);
});

for (const [day, weekday] of [
  ["2026-11-23", 0],
  ["2026-11-22", 6],
  ["2024-02-29", 3],
  ["2000-01-01", 5],
  ["1970-01-01", 3],
]) {
  test(`${day} is weekday ${weekday}`, () => assert.equal(days.weekday(day), weekday));
}

for (const [month, step, expected] of [
  ["2026-11", 1, "2026-12"],
  ["2026-12", 1, "2027-01"],
  ["2026-01", -1, "2025-12"],
  ["2026-11", -13, "2025-10"],
  ["2026-11", 26, "2029-01"],
]) {
  test(`${month} and ${step} months`, () => assert.equal(days.addMonths(month, step), expected));
}

for (const [day, step, expected] of [
  ["2026-01-31", 1, "2026-02-28"],
  ["2024-01-31", 1, "2024-02-29"],
  ["2024-02-29", 12, "2025-02-28"],
  ["2026-03-31", -1, "2026-02-28"],
  ["2026-12-31", 1, "2027-01-31"],
  ["2026-10-31", 1, "2026-11-30"],
  ["2026-10-24", -1, "2026-09-24"],
]) {
  test(`${day} ${step} months on`, () => assert.equal(days.sameDay(day, step), expected));
}

test("weeks begin on Monday and hold the month alone", () => {
  const november = days.weeks("2026-11");
  assert.deepEqual(plain(november[0]), [null, null, null, null, null, null, "2026-11-01"]);
  assert.deepEqual(plain(november.at(-1)), ["2026-11-30", null, null, null, null, null, null]);
  assert.equal(days.weeks("2027-02").length, 4);
  for (const month of ["2024-02", "2026-02", "2026-05", "2026-12"]) {
    const weeks = days.weeks(month);
    const inside = weeks.flat().filter(Boolean);
    assert.equal(inside[0], days.firstOf(month));
    assert.equal(inside.at(-1), days.lastOf(month));
    assert.equal(new Set(inside).size, days.count(inside[0], inside.at(-1)));
    assert.ok(weeks.every((week) => week.length === 7));
  }
});

const PRESETS = [
  { word: "7d", first: "2026-11-16", last: "2026-11-22" },
  { word: "last-month", first: "2026-10-01", last: "2026-10-31" },
  { word: "this-year" },
];
for (const [first, last, word] of [
  ["2026-11-16", "2026-11-22", "7d"],
  ["2026-11-16", "2026-11-21", "2026-11-16..2026-11-21"],
  ["2026-10-01", "2026-10-31", "last-month"],
  ["2026-09-01", "2026-09-30", "2026-09"],
  ["2024-02-01", "2024-02-29", "2024-02"],
  ["2025-02-01", "2025-02-28", "2025-02"],
  ["2024-02-01", "2024-02-28", "2024-02-01..2024-02-28"],
  ["2026-12-31", "2026-12-31", "2026-12-31"],
  ["2026-08-01", "2026-09-30", "2026-08-01..2026-09-30"],
]) {
  test(`${first} to ${last} is written ${word}`, () =>
    assert.equal(days.written(first, last, PRESETS), word));
}

const [EARLIEST, LATEST] = ["2025-10-01", "2026-11-23"];
for (const [typed, day] of [
  ["2026-10-24", "2026-10-24"],
  ["2026-1-5", "2026-01-05"],
  ["Oct 24 2026", "2026-10-24"],
  ["Oct 24, 2026", "2026-10-24"],
  ["  october   24,  2026 ", "2026-10-24"],
  ["24 Oct 2026", "2026-10-24"],
  ["24. Oct 2026", "2026-10-24"],
  ["Sept. 3", "2026-09-03"],
  ["Oct 24", "2026-10-24"],
  ["24 oct", "2026-10-24"],
  ["Nov 23", "2026-11-23"],
  ["Nov 24", "2025-11-24"],
  ["Dec 31", "2025-12-31"],
]) {
  test(`“${typed}” is ${day}`, () =>
    assert.deepEqual(plain(days.parse(typed, EARLIEST, LATEST)), { day }));
}

for (const [typed, problem] of [
  ["", /^Enter a date/],
  ["10/24/2026", /easily mixed up/],
  ["24.10.2026", /easily mixed up/],
  ["2026/10/24", /easily mixed up/],
  ["Otc 24 2026", /not a date/],
  ["O 24", /not a date/],
  ["Oct", /not a date/],
  ["tomorrow", /not a date/],
  ["Oct 24 26", /not a date/],
  ["Feb 29 2026", /^February 2026 has 28 days\.$/],
  ["Feb 30", /^February 2026 has 28 days\.$/],
  ["2026-04-31", /^April 2026 has 30 days\.$/],
  ["Oct 0 2026", /^October 2026 has 31 days\.$/],
  ["2026-13-01", /no month 13/],
  ["2026-00-01", /no month 0/],
  ["Sep 30 2025", /^AWS keeps costs from Oct 1, 2025 on\.$/],
  ["2026-11-24", /^Nov 24, 2026 is after Nov 23, 2026, the last day\.$/],
]) {
  test(`“${typed}” is refused`, () => {
    const read = days.parse(typed, EARLIEST, LATEST);
    assert.match(read.problem, problem);
    assert.equal(read.day, undefined);
  });
}

test("29 Feb without a year is that of a leap year", () => {
  assert.deepEqual(plain(days.parse("29 Feb", "2023-01-01", "2024-03-01")), { day: "2024-02-29" });
});

test("typed dates are a range in order", () => {
  const read = (first, last) => plain(days.parseRange({ first, last }, EARLIEST, LATEST));
  assert.deepEqual(read("Oct 1", "Oct 2"), { first: "2026-10-01", last: "2026-10-02" });
  assert.equal(read("Oct 2", "Oct 1").problem, "The first day is after the last.");
  assert.equal(read("x", "Oct 1").field, "first");
  assert.equal(read("Oct 1", "x").field, "last");
});

test("days are named", () => {
  assert.equal(days.short("2026-10-04"), "Oct 4, 2026");
  assert.equal(days.spoken("2026-10-24", "2026-11-22"), "Oct 24 – Nov 22, 2026");
  assert.equal(days.spoken("2025-12-31", "2026-01-01"), "Dec 31, 2025 – Jan 1, 2026");
  assert.equal(days.spoken("2026-10-04", "2026-10-04"), "Oct 4, 2026");
  assert.equal(days.long("2026-10-24"), "Saturday, October 24, 2026");
  assert.equal(days.monthName("2026-12"), "December 2026");
});
