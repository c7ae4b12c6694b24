import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const HREF = "?period=90d";

/* One component that shows the price of an address, with the clock and the answers in hand. */
function shown(answers) {
  const [asked, timers] = [[], new Map()];
  const [said, effects] = [[], []];
  const React = {
    useEffect: (run) => effects.push(run),
    useState: (known) => [known, ({ price }) => said.push(price)],
  };
  const kit = {
    price(href, signal) {
      asked.push(signal);
      return answers.shift()();
    },
  };
  const clock = {
    setTimeout: (run, delay) => timers.set(timers.size + 1, { run, delay }).size,
    clearTimeout: (timer) => timers.delete(timer),
  };
  const globals = { React, cloudsense_kit: kit, AbortController, ...clock };
  load("kit/use_price.js", globals).cloudsense_kit.usePrice(HREF);
  const leave = effects[0]();
  async function next() {
    const [[timer, { run, delay }]] = timers;
    timers.delete(timer);
    run();
    await new Promise(setImmediate);
    return delay;
  }
  return { asked, said, timers, next, leave };
}
const unavailable = () => Promise.reject(new Error("no price: 503"));
const price = () => Promise.resolve("≈2¢");

test("after a refusal the price is asked for again, until it is known", async () => {
  const { asked, said, timers, next } = shown([unavailable, unavailable, price]);
  const first = await next();
  assert.deepEqual([said, timers.size], [[], 1]);
  assert.ok((await next()) > first, "not at once");
  await next();
  assert.deepEqual([said, asked.length, timers.size], [["≈2¢"], 3, 0]);
});

test("nobody asks for a price that is no longer shown", async () => {
  const waiting = shown([price]);
  waiting.leave();
  assert.equal(waiting.timers.size, 0);
  const refused = shown([unavailable]);
  await refused.next();
  refused.leave();
  assert.equal(refused.timers.size, 0);
  const left = shown([() => new Promise((_, reject) => setImmediate(reject))]);
  const answered = left.next();
  left.leave();
  await answered;
  await new Promise(setImmediate);
  assert.equal(left.asked[0].aborted, true);
  assert.equal(left.timers.size, 0);
});
