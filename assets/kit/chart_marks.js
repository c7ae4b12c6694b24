/* Marks of a chart, from its traces and `meta`: the bar, line or slice at a point, its text, and
   the numbers as a table. Pure; `chart` is {data, layout} as `figures` makes it. */
(function (kit) {
  /* Returns the address of the n-th bar, from one with a placeholder for the period. */
  function opened(chart, template, n) {
    return template ? kit.fill(template, chart.layout.meta.periods[n]) : null;
  }

  function isSplit(trace) {
    return "href" in trace.meta;
  }

  function nearestLine(data, n, amount) {
    const distances = data.map((trace) => Math.abs(trace.y[n] - amount));
    return distances.indexOf(Math.min(...distances));
  }

  function stackedBar(data, n, amount) {
    const ends = { up: 0, down: 0 };
    for (const [place, { y }] of data.entries()) {
      const side = y[n] < 0 ? "down" : "up";
      const start = ends[side];
      ends[side] += y[n];
      const [low, high] = [Math.min(start, ends[side]), Math.max(start, ends[side])];
      if (amount >= low && amount < high) return place;
    }
    return null;
  }

  /* Returns the nearest line, or the stacked bar at this amount, or null. */
  function traceAt(data, n, amount) {
    const isLine = data[0].type === "scatter";
    return isLine ? nearestLine(data, n, amount) : stackedBar(data, n, amount);
  }

  /* Whether the chart is a waterfall, whose bars have their own addresses. */
  function isSteps(chart) {
    return Boolean(chart.layout.meta && chart.layout.meta.rows);
  }

  function sliceMark(chart, n) {
    return n < 0 ? null : { n, trace: 0, href: chart.data[0].meta.hrefs[n] };
  }

  /* `across` and `up` are parts of the plot's width and height, `range` its lowest and highest amount. */
  function barMark(chart, across, up, range) {
    const { meta } = chart.layout;
    const n = Math.floor(across * meta.when.length);
    if (n < 0 || n >= meta.when.length || up < 0 || up > 1) return null;
    if (isSteps(chart)) return { n, trace: 0, href: meta.hrefs[n] };
    const amount = range[0] + up * (range[1] - range[0]);
    const trace = traceAt(chart.data, n, amount);
    const own = trace !== null && isSplit(chart.data[trace]) ? chart.data[trace].meta : meta;
    return { n, trace, href: opened(chart, own.open, n) };
  }

  function strong(text) {
    return { t: "strong", x: [text] };
  }

  function namedLine(name, colour, text) {
    return { t: "span", x: [{ t: "i", c: "swatch", a: { fill: colour } }, name, strong(text)] };
  }

  function sliceWords(trace, { n }) {
    const { names, texts, largest } = trace.meta;
    const lines = [namedLine(names[n], trace.marker.colors[n], texts[n])];
    if (n === names.length - 1 && largest) lines.push({ t: "small", x: [largest] });
    return lines;
  }

  function stepWords({ titles, rows }, { n }) {
    const lines = rows[n].map((text, place) => text && [titles[place + 1], text]).filter(Boolean);
    return lines.map(([title, text]) => ({ t: "span", x: [title, strong(text)] }));
  }

  function barWords(chart, trace, { n }) {
    const { meta } = chart.layout;
    const lines = [];
    if (trace && isSplit(trace)) {
      const { color } = trace.marker || trace.line;
      lines.push(namedLine(trace.name, color, trace.text[n]));
      const { largest } = trace.meta;
      if (largest && largest[n]) lines.push({ t: "small", x: [largest[n]] });
    }
    const all = meta.all || `All of the ${meta.unit}`;
    lines.push({ t: "span", x: [all, strong(meta.totals[n])] });
    if (meta.remarks[n]) lines.push({ t: "span", x: [meta.remarks[n]] });
    return lines;
  }

  function isSlices(trace) {
    return Boolean(trace && trace.meta.names);
  }

  /* Returns `EC2 – Compute, this day`, or only the day for all names and for others. */
  function barName(chart, trace) {
    const { meta } = chart.layout;
    const isOne = trace && isSplit(trace) && !trace.meta.largest;
    return [isOne ? trace.name : "", meta.open ? `this ${meta.unit}` : ""]
      .filter(Boolean)
      .join(", ");
  }

  function nameAt(chart, trace, { n }) {
    if (isSteps(chart)) return chart.layout.meta.when[n];
    return isSlices(trace) ? trace.meta.names[n] : barName(chart, trace);
  }

  function invitation(chart, trace, mark, price, touched) {
    const what = nameAt(chart, trace, mark);
    const cost = price ? ` (${price})` : "";
    return { t: "small", x: [`${touched ? "Tap again" : "Click"} to open ${what}${cost}`] };
  }

  function linesOf(chart, trace, mark) {
    if (isSteps(chart)) return stepWords(chart.layout.meta, mark);
    return isSlices(trace) ? sliceWords(trace, mark) : barWords(chart, trace, mark);
  }

  /* Tooltip: days, name, amount and share, largest of others, total, change, and what a click
     does. */
  function words(chart, mark, price, touched) {
    const trace = mark.trace === null ? null : chart.data[mark.trace];
    const isSlice = isSlices(trace);
    const { when } = chart.layout.meta;
    const lines = linesOf(chart, trace, mark);
    const invited = mark.href ? [invitation(chart, trace, mark, price, touched)] : [];
    return [strong(when[isSlice ? 0 : mark.n]), ...lines, ...invited];
  }

  function plain(amount) {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    return amount.toLocaleString("en-US", digits).replace("-", "−");
  }

  function slicesAsRows({ names, hrefs, texts }) {
    const rows = names.map((name, n) => [{ text: name, href: hrefs[n] }, texts[n]]);
    return { titles: [{ text: "Name" }, { text: "Cost" }], rows };
  }

  function stepsAsRows({ titles, when, hrefs, rows }) {
    return {
      titles: titles.map((text) => ({ text })),
      rows: when.map((text, n) => [{ text, href: hrefs[n] }, ...rows[n]]),
    };
  }

  function barsAsRows(chart) {
    const { meta } = chart.layout;
    const split = chart.data.filter(isSplit);
    const unit = meta.unit[0].toUpperCase() + meta.unit.slice(1);
    const names = split.map((trace) => ({ text: trace.name, href: trace.meta.href }));
    const [total, remark] = meta.columns || ["Total", "Change"];
    const titles = [{ text: unit }, ...names, { text: total }, { text: remark }];
    const rows = meta.when.map((when, n) => {
      const amounts = split.map((trace) => plain(trace.y[n]));
      const first = { text: when, href: opened(chart, meta.open, n) };
      return [first].concat(amounts, meta.totals[n], meta.remarks[n]);
    });
    return { titles, rows };
  }

  /* Returns {titles, rows}: a row for each bar or slice, a column for each name. The first cell
     of a row may be a link. */
  function asRows(chart) {
    const { type, meta } = chart.data[0];
    if (isSteps(chart)) return stepsAsRows(chart.layout.meta);
    return type === "pie" ? slicesAsRows(meta) : barsAsRows(chart);
  }

  kit.chartMarks = { asRows, barMark, sliceMark, traceAt, words };
})(window.cloudsense_kit);
