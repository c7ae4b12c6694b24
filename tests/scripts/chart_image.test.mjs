import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const React = { createElement: () => null, useContext: () => ({}) };
const { picture, wordsOf } = load("kit/chart_image.js", { cloudsense_kit: {}, React })
  .cloudsense_kit.chartImage;
const plain = (value) => JSON.parse(JSON.stringify(value));
const bars = (more) => ({ type: "bar", y: [1], meta: {}, ...more });
const layout = { margin: { l: 58, r: 6, t: 16, b: 40 }, paper_bgcolor: "rgba(0,0,0,0)" };

test("names and titles are text, not markup", () => {
  const chart = { data: [bars({ name: "<b>x</b> & y" })], layout };
  const made = picture(chart, "<i>Costs</i>", "a < b");
  assert.equal(made.data[0].name, "&lt;b&gt;x&lt;/b&gt; &amp; y");
  assert.ok(made.layout.title.text.startsWith("<b>&lt;i&gt;Costs&lt;/i&gt;</b><br>"));
  assert.ok(made.layout.title.text.includes("a &lt; b"));
  assert.equal(made.config.typesetMath, false, "what stands between two dollars is no formula");
});

test("it is light, and the chart on the page stays as it is", () => {
  const chart = { data: [bars({ name: "S3" })], layout };
  const made = picture(chart, "Costs", "");
  assert.equal(made.layout.paper_bgcolor, "#ffffff");
  assert.equal(made.layout.showlegend, true);
  assert.equal(layout.paper_bgcolor, "rgba(0,0,0,0)");
  assert.equal(chart.data[0].showlegend, undefined);
});

test("lines that are not seen have no name beside the chart", () => {
  const low = { name: "low", line: { width: 0 } };
  const range = { name: "range", line: { width: 0 }, fill: "tonexty" };
  const made = picture({ data: [bars(low), bars(range), bars({})], layout }, "Costs", "");
  assert.deepEqual(plain(made.data.map(({ showlegend }) => showlegend)), [false, true, false]);
  assert.equal(picture({ data: [bars({})], layout }, "Costs", "").layout.showlegend, false);
});

test("slices have their names, and equal names stay two slices", () => {
  const pie = { type: "pie", labels: ["0", "1", "2"], meta: { names: ["a", "b", "a"] } };
  const [trace] = picture({ data: [pie], layout }, "Share", "").data;
  assert.equal(new Set(trace.labels).size, 3);
  assert.deepEqual(plain(trace.labels.map((label) => label[0])), ["a", "b", "a"]);
});

const PAGE = {
  period: "Oct 24 – Nov 22, 2026",
  costs: "RDS · unblended",
  days: "2026-10-24-2026-11-22",
};

test("it says the page's days, or its own where its note names them", () => {
  assert.deepEqual(plain(wordsOf(["Daily cost", "by service"], PAGE)), {
    title: "Daily cost · by service",
    scope: "Oct 24 – Nov 22, 2026 · RDS · unblended",
    days: "2026-10-24-2026-11-22",
  });
  assert.deepEqual(plain(wordsOf(["Whole account", "November 2026"], {})), {
    title: "Whole account",
    scope: "November 2026",
    days: "november-2026",
  });
});
