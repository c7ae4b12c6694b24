/* Draws what the server says: plain data becomes elements and text, never HTML. Every link is an address. */
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const ATTRIBUTES = new Set([
    "href", "id", "title", "type", "value", "min", "max", "selected", "role", "data-href",
    "aria-label", "aria-current", "aria-describedby", "aria-hidden", "scope", "data-do", "data-question", "data-month",
  ]);
  const TAGS = new Set([
    "a", "abbr", "button", "code", "details", "div", "form", "h2", "i", "input", "label", "li", "nav", "ol",
    "option", "p", "section", "select", "small", "span", "strong", "summary", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
  ]);
  const SHOWN_ROWS = 15;
  const ANSWER_WITHIN = 12000;
  const SURE_WITHIN = 5000;
  const PRICE_AFTER = 250;
  const DRAGGED = 10;
  const PERIOD = "__PERIOD__";
  const drawn = new Map();
  const places = new Map();
  const openPrices = new Map();
  let views = null;
  let chart = null;
  let timer = null;
  let silence = null;
  let pricing = new AbortController();
  let sorting = { column: 1, falling: true };
  let allRows = false;
  let told = null;
  let pressed = null;
  let leaving = false;
  let returning = false;
  /* How the page was opened, and the addresses whose price somebody has agreed to since. */
  const load = document.querySelector('meta[name="cloudsense-load"]').content;
  const agreed = new Set();

  const $ = (id) => document.getElementById(id);

  function make(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const element = document.createElement(TAGS.has(node.t) ? node.t : "span");
    if (node.c) element.className = node.c;
    for (const [name, value] of Object.entries(node.a || {})) {
      if (name === "w") element.style.width = value;
      else if (name === "h") element.style.height = value;
      else if (name === "at") element.style.left = value;
      else if (name === "fill") element.style.background = value;
      else if (name === "href") { if (/^(costs\.csv)?\?/.test(value)) element.setAttribute("href", value); }
      else if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
    }
    for (const child of node.x || []) element.append(make(child));
    return element;
  }

  /* Draws `nodes` into the element, and leaves those that stand there already, with what is being typed in them; keeps
     the focus, and open what was open. */
  function put(id, nodes) {
    const place = $(id);
    if (!place) return;
    const wanted = (nodes || []).filter(Boolean);
    const [before, texts] = [drawn.get(id), wanted.map((node) => JSON.stringify(node))];
    const alike = before && before.length === texts.length;
    if (alike && texts.every((text, n) => text === before[n])) return;
    drawn.set(id, texts);
    const focused = place.contains(document.activeElement) ? neighbours(document.activeElement, place) : [];
    const open = [...place.querySelectorAll("details[open]")].map((details) => details.id);
    if (alike) texts.forEach((text, n) => { if (text !== before[n]) place.childNodes[n].replaceWith(make(wanted[n])); });
    else place.replaceChildren(...wanted.map(make));
    for (const details of open) if ($(details)) $(details).open = true;
    const next = focused.map($).find(Boolean);
    if (next) next.focus({ preventScroll: true });
  }

  /* Ids of where the focus belongs if what has it is drawn no more: the next button of its kind in its list, what opens
     the list, what opens the next one or the one before, the first button. */
  function neighbours(element, place) {
    const after = (others) => [...others].filter((other) => element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    const list = element.closest("details");
    const alike = list && element.dataset.do ? after(list.querySelectorAll(`[data-do="${element.dataset.do}"]`)) : [];
    const lists = place.querySelectorAll("summary");
    const others = [...after(lists), ...[...lists].reverse(), ...place.querySelectorAll("button")];
    return [element, ...alike, ...(list ? [list.querySelector("summary"), ...others] : [])].map((one) => one.id).filter(Boolean);
  }

  function say(id, text) {
    const place = $(id);
    if (place && place.textContent !== (text || "")) place.textContent = text || "";
  }

  /* An address without the budget, which costs nothing. */
  function bare(search) {
    const words = new URLSearchParams(search);
    words.delete("budget");
    return words.toString();
  }

  /* Goes to an address. `priced`: its price was beside it, so that what it shows may be bought. */
  function go(address, priced = true) {
    const search = window.cloudsenseBudget.recall(address);
    if (priced) agreed.add(bare(search));
    if (search === (location.search || "?")) return;
    places.set(location.search, window.scrollY);
    leaving = true;
    expectAnswer();
    window.dash_clientside.set_props("url", { search });
  }

  /* A server that is gone says nothing; then the page does. */
  function expectAnswer() {
    clearTimeout(silence);
    silence = setTimeout(() => put("slot-notices", [{ t: "div", c: "message stale", a: { role: "status" }, x: [
      { t: "strong", x: ["CloudSense is not responding."] },
      { t: "p", x: ["The page shows the last data it received. Check that CloudSense is running; the page retries automatically."] },
    ] }]), ANSWER_WITHIN);
  }

  function cell(row, text, cls) {
    const element = document.createElement("td");
    if (cls) element.className = cls;
    element.textContent = text;
    row.append(element);
    return element;
  }

  function tableRow(data) {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    const swatch = document.createElement("i");
    swatch.className = "swatch";
    swatch.style.background = data.colour;
    const label = document.createElement(data.href ? "a" : "span");
    if (data.href) { label.href = data.href; row.className = "opens"; }
    label.textContent = data.name;
    if (data.title) label.title = data.title;
    if (data.price) label.append(make({ t: "abbr", c: "cents", a: { title: "Not cached: opening it makes a paid AWS request at about this price" }, x: [data.price] }));
    name.append(swatch, label);
    row.append(name);
    cell(row, data.cost, "number");
    cell(row, data.share, "number muted share");
    const bar = document.createElement("i");
    bar.style.width = `${data.bar * 100}%`;
    const track = document.createElement("span");
    track.className = "track";
    track.append(bar);
    cell(row, "", "bar").append(track);
    const change = cell(row, data.change, `number ${data.role}`);
    change.append(make({ t: "small", x: [data.ratio] }));
    const spark = cell(row, "", "spark");
    if (data.trend) spark.title = data.trend;
    if (data.spark) {
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("viewBox", "0 0 110 24");
      svg.setAttribute("aria-hidden", "true");
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", data.spark);
      svg.append(path);
      spark.append(svg);
    }
    return row;
  }

  function drawTable(table) {
    const place = $("body-table");
    const text = JSON.stringify([table, sorting, allRows]);
    if (drawn.get("table") === text) return;
    drawn.set("table", text);
    drawn.delete("body-table");
    const element = document.createElement("table");
    const head = element.createTHead().insertRow();
    table.columns.forEach((title, n) => {
      const th = document.createElement("th");
      th.scope = "col";
      th.className = ["", "number", "number share", "bar", "number", "spark"][n];
      if (title && n !== 5) {
        const button = document.createElement("button");
        button.id = `sort-${n}`;
        button.textContent = title;
        button.dataset.sort = n;
        if (n === sorting.column) {
          th.setAttribute("aria-sort", sorting.falling ? "descending" : "ascending");
          button.className = sorting.falling ? "falling" : "rising";
        }
        th.append(button);
      } else if (title) th.textContent = title;
      else { const hidden = document.createElement("span"); hidden.className = "unseen"; hidden.textContent = "Size"; th.append(hidden); }
      head.append(th);
    });
    const rows = [...table.rows].sort((a, b) => {
      const [x, y] = [a.sort[sorting.column], b.sort[sorting.column]];
      return (x < y ? -1 : x > y ? 1 : 0) * (sorting.falling ? -1 : 1);
    });
    const body = element.createTBody();
    body.append(...(allRows ? rows : rows.slice(0, SHOWN_ROWS)).map(tableRow));
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.replaceChildren(element);
    if (rows.length > SHOWN_ROWS) {
      const more = document.createElement("button");
      more.className = "text more";
      more.id = "more-rows";
      more.textContent = allRows ? `Show the first ${SHOWN_ROWS}` : `Show all ${rows.length}`;
      place.append(more);
    }
    if (focused && $(focused)) $(focused).focus({ preventScroll: true });
  }

  /* Whether the panel shows a message instead of costs. */
  function waits(panel) {
    return Boolean(panel.body && panel.body[0] && /waiting|message/.test(panel.body[0].c || ""));
  }

  /* Hides or shows what holds the chart; one that was drawn while hidden takes its size then. */
  function show(element, visible) {
    const appears = visible && element.classList.contains("gone");
    element.classList.toggle("gone", !visible);
    if (appears) resize();
  }

  function resize() {
    const plot = document.querySelector("#trend-chart .js-plotly-plot");
    if (plot) requestAnimationFrame(() => window.Plotly.Plots.resize(plot));
  }

  function drawPanels() {
    for (const [name, panel] of Object.entries(views.panels)) {
      say(`title-${name}`, panel.title);
      say(`note-${name}`, panel.note);
      say(`said-${name}`, waits(panel) ? "" : panel.sentence);
      if (panel.table) drawTable(panel.table);
      else { if (name === "table") drawn.delete("table"); put(`body-${name}`, panel.body); }
    }
    const trend = views.panels.trend;
    const charted = !waits(trend) && Boolean(chart && chart.data.length);
    show($("chart-box"), charted);
    show($("as-table"), charted);
    $("trend-chart").setAttribute("role", "figure");
    $("trend-chart").setAttribute("aria-label", (trend && trend.sentence) || "");
  }

  /* The chart's numbers as a table: a row a bar or slice, a column a name. Bars have a total and a change besides. */
  function drawNumbers() {
    if (!chart || !chart.data.length || !$("as-table").open) return;
    const { titles, rows } = chart.data[0].type === "pie" ? slicesAsRows(chart) : barsAsRows(chart);
    const element = document.createElement("table");
    const head = element.createTHead().insertRow();
    titles.forEach(([title, href], n) => {
      const th = document.createElement("th");
      th.scope = "col";
      th.append(linkOrText(title, href));
      if (n) th.className = "number";
      head.append(th);
    });
    const body = element.createTBody();
    for (const [title, href, ...cells] of rows) {
      const line = body.insertRow();
      const th = document.createElement("th");
      th.scope = "row";
      th.append(linkOrText(title, href));
      line.append(th);
      for (const text of cells) cell(line, text, "number");
    }
    $("numbers").replaceChildren(element);
  }

  function slicesAsRows({ data: [{ meta }] }) {
    return { titles: [["Name"], ["Cost"]], rows: meta.names.map((name, n) => [name, meta.hrefs[n], meta.texts[n]]) };
  }

  function barsAsRows({ data, layout: { meta } }) {
    const split = data.filter((trace) => "href" in trace.meta);
    const unit = meta.unit[0].toUpperCase() + meta.unit.slice(1);
    const titles = [[unit], ...split.map((trace) => [trace.name, trace.meta.href]), ["Total"], ["Change"]];
    const rows = meta.when.map((when, n) => [
      when, opened(meta.open, n), ...split.map((trace) => plainly(trace.y[n])), meta.totals[n], meta.remarks[n],
    ]);
    return { titles, rows };
  }

  function linkOrText(text, href) {
    const element = document.createElement(href ? "a" : "span");
    if (href) element.href = href;
    element.textContent = text;
    return element;
  }

  function plainly(amount) {
    return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace("-", "−");
  }

  document.addEventListener("toggle", (event) => { if (event.target.id === "as-table") drawNumbers(); }, true);

  function draw(next, figure) {
    if (!next) return window.dash_clientside.no_update;
    clearTimeout(silence);
    if (chart !== figure) hush();
    chart = figure;
    const moved = !views || views.key !== next.key;
    if (moved) allRows = false;
    views = next;
    openPrices.clear();
    const page = $("page");
    const data = Boolean(next.nav && next.nav.here === "data");
    const appears = /\b(closed|data-page)\b/.test(page.className) && !next.closed && !data;
    page.classList.toggle("closed", Boolean(next.closed));
    page.classList.toggle("data-page", data);
    if (next.nav) drawNav(next.nav);
    document.title = next.title || "CloudSense";
    if (appears) resize();
    page.classList.toggle("drilled", Boolean(next.drilled));
    page.classList.toggle("busy", Boolean(next.busy));
    for (const [name, nodes] of Object.entries(next.slots)) put(`slot-${name}`, nodes);
    if (next.panels.trend) { drawPanels(); drawNumbers(); }
    say("price", next.price);
    $("retry").classList.toggle("gone", !next.retry);
    if (next.budget) {
      const field = $("budget");
      if (document.activeElement !== field) field.value = next.budget.value;
      if (next.budget.used) window.cloudsenseBudget.remember(next.key, next.budget.used);
    }
    if (next.csv) $("csv").href = next.csv;
    if (moved) arrive();
    plan(next);
    return Date.now();
  }

  function drawNav(nav) {
    for (const name of ["overview", "data"]) {
      $(`to-${name}`).href = nav[name];
      if (nav.here === name) $(`to-${name}`).setAttribute("aria-current", "page");
      else $(`to-${name}`).removeAttribute("aria-current");
    }
  }

  /* What a button of the Data page asks for; to delete takes a second click. */
  function order(button) {
    const { do: deed, question = "", month = "" } = button.dataset;
    if (deed === "forget" && !button.classList.contains("sure")) { askTwice(button); return; }
    expectAnswer();
    window.dash_clientside.set_props("order", { data: { do: deed, question, month, at: Date.now() } });
  }

  /* Its width is that of the longer text (see the style sheet), so that nothing moves. */
  function askTwice(button) {
    const [text, label] = [button.textContent, button.getAttribute("aria-label")];
    button.classList.add("sure");
    button.textContent = "Confirm delete";
    button.setAttribute("aria-label", label.replace(/^Delete/, "Confirm delete"));
    button.setAttribute("aria-live", "polite");
    setTimeout(() => {
      button.classList.remove("sure");
      button.textContent = text;
      button.setAttribute("aria-label", label);
    }, SURE_WITHIN);
  }

  /* Asks again: soon while something is on its way, else every minute; never while nobody looks. */
  function plan(next) {
    clearTimeout(timer);
    if (next.ask_again) timer = setTimeout(tick, next.ask_again);
  }

  function tick() {
    if (document.hidden) { document.addEventListener("visibilitychange", tick, { once: true }); return; }
    plan({ ask_again: 60000 }); // should this one stay without an answer
    expectAnswer();
    window.dash_clientside.set_props("tick", { data: { at: Date.now(), chart: views.chart } });
  }

  /* The address that an address with a place for the period becomes at the n-th bar. */
  function opened(template, n) {
    return template ? template.replace(PERIOD, chart.layout.meta.periods[n]) : null;
  }

  /* What the pointer is at: the n-th slice; or the n-th bar, however narrow and wherever above or below it, and there
     the trace, or none. */
  function markAt(event) {
    const plot = document.querySelector("#trend-chart .js-plotly-plot");
    if (!chart || !chart.data.length || !plot || !plot._fullLayout) return null;
    const [{ type, meta }] = chart.data;
    if (type === "pie") {
      const n = [...plot.querySelectorAll(".pielayer .slice")].indexOf(event.target.closest(".slice"));
      return n < 0 ? null : { n, trace: 0, href: meta.hrefs[n] };
    }
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const bars = chart.layout.meta.periods.length;
    const n = Math.floor((event.clientX - box.left - xaxis._offset) / xaxis._length * bars);
    const height = (event.clientY - box.top - yaxis._offset) / yaxis._length;
    if (n < 0 || n >= bars || height < 0 || height > 1) return null;
    const [low, high] = yaxis.range;
    const trace = traceAt(n, high - height * (high - low));
    const { open } = trace !== null && "href" in chart.data[trace].meta ? chart.data[trace].meta : chart.layout.meta;
    return { n, trace, href: opened(open, n) };
  }

  /* Of lines the nearest; of stacked bars the one at this amount. */
  function traceAt(n, amount) {
    if (chart.data[0].type === "scatter") {
      const distances = chart.data.map((trace) => Math.abs(trace.y[n] - amount));
      return distances.indexOf(Math.min(...distances));
    }
    const ends = { up: 0, down: 0 };
    for (const [place, { y }] of chart.data.entries()) {
      const side = y[n] < 0 ? "down" : "up";
      const start = ends[side];
      ends[side] += y[n];
      if (amount >= Math.min(start, ends[side]) && amount < Math.max(start, ends[side])) return place;
    }
    return null;
  }

  /* What stands beside the pointer: days, name, amount and share, the largest of others, total, change, what a click does. */
  function wordsOf(mark, touched) {
    const trace = mark.trace === null ? null : chart.data[mark.trace];
    const { meta } = chart.layout;
    const { meta: own = {} } = trace || {};
    const pie = Boolean(own.names);
    const split = pie || "href" in own;
    const name = pie ? own.names[mark.n] : split ? trace.name : "";
    const lines = [{ t: "strong", x: [meta.when[pie ? 0 : mark.n]] }];
    if (split) {
      const colour = pie ? trace.marker.colors[mark.n] : (trace.marker || trace.line).color;
      lines.push({ t: "span", x: [{ t: "i", c: "swatch", a: { fill: colour } }, name, { t: "strong", x: [(pie ? own.texts : trace.text)[mark.n]] }] });
    }
    const others = pie ? mark.n === own.names.length - 1 && own.largest : own.largest && own.largest[mark.n];
    if (others) lines.push({ t: "small", x: [others] });
    if (!pie) {
      lines.push({ t: "span", x: [`All of the ${meta.unit}`, { t: "strong", x: [meta.totals[mark.n]] }] });
      if (meta.remarks[mark.n]) lines.push({ t: "span", x: [meta.remarks[mark.n]] });
    }
    if (mark.href) {
      const what = [split && !own.largest ? name : "", !pie && meta.open ? `this ${meta.unit}` : ""].filter(Boolean).join(", ");
      const price = openPrices.get(mark.href);
      lines.push({ t: "small", x: [`${touched ? "Tap again" : "Click"} to open ${what}${price ? ` (${price})` : ""}`] });
    }
    return lines;
  }

  function tell(mark, event) {
    const box = $("chart-box");
    let place = $("told");
    if (!place) {
      place = document.createElement("div");
      place.id = "told";
      place.setAttribute("aria-hidden", "true"); // the table below says the same
      box.append(place);
    }
    const touched = event.pointerType === "touch";
    const key = mark && `${mark.n} ${mark.trace}`;
    if (!mark) { hush(); return; }
    if (!told || told.key !== key) {
      told = { key, mark };
      put("told", wordsOf(mark, touched));
      priceOf(mark, touched);
    }
    place.classList.remove("gone");
    const { left, top, width, height } = box.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const beside = x + 16 + place.offsetWidth <= width ? x + 16 : x - 16 - place.offsetWidth;
    place.style.left = `${Math.max(0, Math.min(beside, width - place.offsetWidth))}px`;
    place.style.top = `${Math.max(0, Math.min(y - (touched ? place.offsetHeight + 16 : 12), height - place.offsetHeight))}px`;
  }

  function hush() {
    told = null;
    if ($("told")) $("told").classList.add("gone");
  }

  /* About what an address costs; asking for it is free. */
  function fetchPrice(href, options) {
    return fetch(`price${href}`, options).then((answer) => (answer.ok ? answer.text() : ""));
  }

  /* What opening it costs is asked for once the pointer rests. */
  function priceOf(mark, touched) {
    const { href } = mark;
    if (!href || !views.price || openPrices.has(href)) return;
    setTimeout(() => {
      if (!told || told.mark !== mark) return;
      fetchPrice(href)
        .then((price) => {
          openPrices.set(href, price);
          if (told && told.mark === mark) put("told", wordsOf(mark, touched));
        })
        .catch(() => {}); // no price is no promise
    }, PRICE_AFTER);
  }

  const onChart = (event) => Boolean(event.target.closest && event.target.closest("#trend-chart .svg-container"));

  document.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    if (onChart(event) && !event.target.closest(".modebar")) tell(markAt(event), event);
    else if (told) hush();
  });

  document.addEventListener("pointerdown", (event) => {
    pressed = onChart(event) && !event.button && !event.target.closest(".modebar") ? { x: event.clientX, y: event.clientY, mark: markAt(event) } : null;
    if (!pressed && told) hush();
  }, true);

  document.addEventListener("pointercancel", () => { pressed = null; });

  /* A click opens what is under it. The first tap tells what that is, the second one on the same opens it. */
  document.addEventListener("pointerup", (event) => {
    const press = pressed;
    pressed = null;
    if (!press || Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAGGED) return;
    const { mark } = press;
    const known = told && mark && told.key === `${mark.n} ${mark.trace}`;
    if (event.pointerType === "touch" && !known) { tell(mark, event); return; }
    if (!mark || !mark.href) return;
    if (event.metaKey || event.ctrlKey) window.open(mark.href);
    else { hush(); go(mark.href); }
  }, true);

  /* Without TLS browsers give no clipboard; then the older way, and if that fails too the address is there to be copied. */
  function copyLink(button) {
    const address = location.href;
    const modern = navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject(new Error("no clipboard"));
    modern.then(() => true, () => copiedByHand(address)).then((copied) => {
      if (copied) {
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy link"; }, 1500);
      } else showAddress(button, address);
    });
  }

  function addressField(address) {
    const field = document.createElement("input");
    field.value = address;
    field.readOnly = true;
    field.setAttribute("aria-label", "Address of this page");
    return field;
  }

  function copiedByHand(address) {
    const field = addressField(address);
    field.className = "unseen";
    document.body.append(field);
    field.select();
    let copied = false;
    try { copied = document.execCommand("copy"); } catch { /* not allowed */ }
    field.remove();
    return copied;
  }

  function showAddress(button, address) {
    const field = addressField(address);
    field.className = "address";
    field.title = "Your browser does not let CloudSense copy: copy this address";
    button.replaceWith(field);
    field.select();
    field.addEventListener("blur", () => field.replaceWith(button), { once: true });
  }

  /* Back and forward lead to where the page stood. */
  window.addEventListener("scroll", () => { if (!leaving) places.set(location.search, window.scrollY); }, { passive: true });
  window.addEventListener("popstate", () => { leaving = returning = true; });

  function arrive() {
    const place = places.get(location.search) || 0;
    leaving = false;
    if (!returning) return;
    returning = false;
    requestAnimationFrame(() => window.scrollTo({ top: place, behavior: "instant" }));
  }

  function logOut() {
    fetch("logout", { method: "POST" }).finally(() => location.assign("./"));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.dataset.sort) {
      const column = Number(button.dataset.sort);
      sorting = { column, falling: sorting.column === column ? !sorting.falling : column !== 0 };
      drawTable(views.panels.table.table);
    } else if (button && button.id === "more-rows") {
      allRows = !allRows;
      drawTable(views.panels.table.table);
    } else if (button && button.id === "theme") window.cloudsenseTheme();
    else if (button && button.id === "log-out") logOut();
    else if (button && button.id === "copy") copyLink(button);
    else if (button && (button.id === "ask" || button.id === "update")) {
      agreed.add(bare(location.search));
      if (button.id === "ask") tick();
    }
    else if (button && button.dataset.do) order(button);
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a[href^="?"]');
    if (!link) return;
    event.preventDefault();
    go(link.getAttribute("href"), !link.closest(".head, #home"));
    if (link.closest(".panels")) window.scrollTo({ top: 0 });
  });

  /* A key that moves through a closed box changes it at once, and what it passes may cost something: so Enter applies,
     Escape and leaving the box take it back. What is chosen from the open list applies at once. */
  let key = "";

  const isBox = (element) => element.tagName === "SELECT" && element.value.startsWith("?");
  const shown = (box) => [...box.options].find((option) => option.defaultSelected).value;

  function mark(box) {
    box.parentElement.classList.toggle("moved", box.value !== shown(box));
  }

  function takeBack(box) {
    box.value = shown(box);
    mark(box);
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!isBox(box)) return;
    key = event.altKey || ["Enter", " ", "F4"].includes(event.key) ? "" : event.key;
    if (event.key === "Escape") takeBack(box);
    if (event.key !== "Enter" || box.value === shown(box)) return;
    event.preventDefault();
    go(box.value);
  });
  document.addEventListener("keyup", () => { key = ""; });
  document.addEventListener("pointerdown", () => { key = ""; });
  document.addEventListener("focusout", (event) => { if (isBox(event.target)) takeBack(event.target); });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (isBox(field)) { mark(field); if (!key) go(field.value); }
    else if (field.id === "budget") setBudget(field.value.trim());
  });

  function setBudget(text) {
    if (!views || !views.budget || (text && text === views.budget.value)) return;
    if (!text) window.cloudsenseBudget.remember(views.key, "");
    const words = views.budget.href;
    const search = text ? `${words}${words.length > 1 ? "&" : ""}budget=${encodeURIComponent(text)}` : words;
    go(search, agreed.has(bare(location.search)));
  }

  /* Where the form for days leads to; nowhere as long as no day is chosen. */
  function chosenDays(form) {
    const [first, last] = [form.querySelector("#first-day").value, form.querySelector("#last-day").value];
    if (!first && !last) return "";
    const [from, to] = [first || last, last || first].sort();
    return form.dataset.href.replace(PERIOD, from === to ? from : `${from}..${to}`);
  }

  /* What the chosen days cost stands beside the button once the fingers rest. */
  function priceDays(form) {
    pricing.abort();
    pricing = new AbortController();
    const { signal } = pricing;
    const href = chosenDays(form);
    say("days-price", "");
    if (href) setTimeout(() => {
      if (signal.aborted) return;
      fetchPrice(href, { signal })
        .then((price) => { if (!signal.aborted) say("days-price", price); })
        .catch(() => {}); // no price is no promise
    }, PRICE_AFTER);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form.days");
    if (form) priceDays(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.days");
    if (!form) return;
    event.preventDefault();
    pricing.abort();
    const href = chosenDays(form);
    if (href) go(href);
  });

  /* What nobody has agreed to is read with how the page was opened: that decides what may be bought. */
  function withLoad(options) {
    const body = options && typeof options.body === "string" ? options.body : "";
    if (!body.includes('"views"')) return options;
    const url = JSON.parse(body).inputs.find((input) => input.id === "url");
    if (!url || agreed.has(bare(url.value || ""))) return options;
    return { ...options, headers: { ...options.headers, "X-CloudSense-Load": load } };
  }

  /* Whoever is asked to log in again does so at the same address. */
  const ask = window.fetch;
  window.fetch = (question, options) => ask(question, withLoad(options)).then((answer) => {
    if (answer.status === 401) location.reload();
    return answer;
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { cloudsense: { draw } });
})();
