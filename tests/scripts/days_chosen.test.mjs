import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { daysChosen } = load("kit/days_chosen.js", { cloudsense_kit: {} }).cloudsense_kit;
const { start, press, over, release, leave, extend } = daysChosen;
const BEFORE = start("2026-10-24", "2026-11-22");
const between = (state) => `${state.first.slice(8)}-${state.last.slice(8)}`;
const day = (number) => `2026-11-${String(number).padStart(2, "0")}`;

test("a drag chooses, in either direction", () => {
  let state = over(over(press(BEFORE, day(10)), day(12)), day(4));
  assert.equal(between(state), "04-10");
  state = release(state);
  assert.equal(state.anchor, null);
  assert.equal(between(over(state, day(20))), "04-10");
});

test("two clicks choose; days on the way are shown", () => {
  let state = release(press(BEFORE, day(10)));
  assert.equal(between(state), "10-10");
  assert.equal(between(over(state, day(14))), "10-14");
  state = release(press(over(state, day(14)), day(12)));
  assert.equal(between(state), "10-12");
  assert.equal(between(release(press(state, day(3)))), "03-03");
});

test("what was only shown is forgotten when the pointer leaves", () => {
  const clicked = over(release(press(BEFORE, day(10))), day(20));
  assert.equal(between(leave(clicked)), "10-10");
  assert.deepEqual(leave(BEFORE), BEFORE);
  const dragging = over(press(BEFORE, day(10)), day(20));
  assert.equal(between(leave(dragging)), "10-20");
});

test("a click with shift reaches from the first day", () => {
  assert.equal(between(press(start(day(5), day(6)), day(9), true)), "05-09");
  assert.equal(between(press(start(day(5), day(6)), day(2), true)), "02-05");
});

test("shift and arrows move the end on which the keyboard stands", () => {
  const state = start(day(5), day(9));
  assert.equal(between(extend(state, day(9), day(10))), "05-10");
  assert.equal(between(extend(state, day(5), day(4))), "04-09");
  assert.equal(between(extend(state, day(20), day(21))), "20-21");
  assert.equal(between(extend(start(day(5), day(5)), day(5), day(4))), "04-05");
});
