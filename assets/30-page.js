/* Draws what the server says: plain data becomes elements and text, never HTML. Every link is an address. */
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const ATTRIBUTES = new Set([
    "href", "id", "title", "type", "value", "min", "max", "selected", "role", "data-href",
    "aria-label", "aria-current", "aria-hidden", "scope", "data-do", "data-question", "data-month",
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
  const drawn = new Map();
  let views = null;
  let chart = null;
  let timer = null;
  let silence = null;
  let pricing = new AbortController();
  let sorting = { column: 1, falling: true };
  let allRows = false;

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

  function go(search) {
    if (search === (location.search || "?")) return;
    expectAnswer();
    window.dash_clientside.set_props("url", { search });
  }

  /* A server that is gone says nothing; then the page does. */
  function expectAnswer() {
    clearTimeout(silence);
    silence = setTimeout(() => put("slot-notices", [{ t: "div", c: "message stale", a: { role: "status" }, x: [
      { t: "strong", x: ["CloudSense does not answer."] },
      { t: "p", x: ["What stands here is as it was. Is it still running? The page tries again by itself."] },
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
    if (data.href) label.href = data.href;
    label.textContent = data.name;
    if (data.title) label.title = data.title;
    if (data.price) label.append(make({ t: "abbr", c: "cents", a: { title: "Not bought yet: asks AWS, which charges about that" }, x: [data.price] }));
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
    cell(row, data.change, `number ${data.role}`);
    const spark = cell(row, "", "spark");
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

  /* The chart's numbers as a table: a row a day, week or slice, a column a name. */
  function drawNumbers() {
    if (!chart || !$("as-table").open) return;
    const traces = chart.data;
    const pie = traces.length && traces[0].type === "pie";
    const names = pie ? ["Name", "Cost"] : ["Day", ...traces.map((trace) => trace.name)];
    const columns = pie ? [traces[0].labels, traces[0].values] : [(traces[0] || {}).hovertext || [], ...traces.map((trace) => trace.y)];
    const element = document.createElement("table");
    const head = element.createTHead().insertRow();
    names.forEach((name, n) => {
      const th = document.createElement("th");
      th.scope = "col";
      th.textContent = name;
      if (n) th.className = "number";
      head.append(th);
    });
    const body = element.createTBody();
    columns[0].forEach((title, row) => {
      const line = body.insertRow();
      const th = document.createElement("th");
      th.scope = "row";
      const href = ((traces[0] || {}).customdata || [])[row];
      const label = document.createElement(href ? "a" : "span");
      if (href) label.href = href;
      label.textContent = title;
      th.append(label);
      line.append(th);
      for (const column of columns.slice(1)) cell(line, column[row].toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace("-", "−"), "number");
    });
    $("numbers").replaceChildren(element);
  }

  document.addEventListener("toggle", (event) => { if (event.target.id === "as-table") drawNumbers(); }, true);

  function draw(next, figure) {
    if (!next) return window.dash_clientside.no_update;
    clearTimeout(silence);
    chart = figure;
    if (!views || views.key !== next.key) allRows = false;
    views = next;
    const page = $("page");
    const data = Boolean(next.nav && next.nav.here === "data");
    const opened = /\b(closed|data-page)\b/.test(page.className) && !next.closed && !data;
    page.classList.toggle("closed", Boolean(next.closed));
    page.classList.toggle("data-page", data);
    if (next.nav) drawNav(next.nav);
    if (opened) resize();
    page.classList.toggle("drilled", Boolean(next.drilled));
    page.classList.toggle("busy", Boolean(next.busy));
    for (const [name, nodes] of Object.entries(next.slots)) put(`slot-${name}`, nodes);
    if (next.panels.trend) { drawPanels(); drawNumbers(); }
    say("price", next.price);
    $("retry").classList.toggle("gone", !next.retry);
    if (next.budget) {
      const field = $("budget");
      if (document.activeElement !== field) field.value = next.budget.value;
      if (next.budget.used) remember("cloudsense-budget", next.budget.used);
    }
    if (next.csv) $("csv").href = next.csv;
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

  /* What a button of the Data page asks for; to forget takes a second click. */
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
    button.textContent = "For good?";
    button.setAttribute("aria-label", `${label} for good?`);
    button.setAttribute("aria-live", "polite");
    setTimeout(() => {
      button.classList.remove("sure");
      button.textContent = text;
      button.setAttribute("aria-label", label);
    }, SURE_WITHIN);
  }

  function remember(name, value) {
    try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* forgets */ }
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

  /* A click on a bar or a slice follows the address that it carries. */
  function follow(click, figure) {
    const point = click && click.points && click.points[0];
    if (!point) return window.dash_clientside.no_update;
    const trace = figure.data[point.curveNumber];
    const own = trace.customdata && trace.customdata[point.pointNumber];
    const href = own || trace.meta;
    if (href) go(href);
    return Date.now();
  }

  function copyLink(button) {
    navigator.clipboard.writeText(location.href).then(
      () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = "Copy link"; }, 1500); },
      () => { button.textContent = "Not allowed here"; },
    );
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
    else if (button && button.dataset.do) order(button);
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a[href^="?"]');
    if (!link) return;
    event.preventDefault();
    go(link.getAttribute("href"));
    if (link.closest(".panels")) window.scrollTo({ top: 0 });
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.tagName === "SELECT" && field.value.startsWith("?")) go(field.value);
    else if (field.id === "budget") setBudget(field.value.trim());
  });

  function setBudget(text) {
    if (!views || !views.budget || (text && text === views.budget.value)) return;
    if (!text) remember("cloudsense-budget", "");
    const words = views.budget.href;
    go(text ? `${words}${words.length > 1 ? "&" : ""}budget=${encodeURIComponent(text)}` : words);
  }

  /* Where the form for days leads to; nowhere as long as no day is chosen. */
  function chosenDays(form) {
    const [first, last] = [form.querySelector("#first-day").value, form.querySelector("#last-day").value];
    if (!first && !last) return "";
    const [from, to] = [first || last, last || first].sort();
    return form.dataset.href.replace("__PERIOD__", from === to ? from : `${from}..${to}`);
  }

  /* What the chosen days cost stands beside the button once the fingers rest; asking for it costs nothing. */
  function priceDays(form) {
    pricing.abort();
    pricing = new AbortController();
    const { signal } = pricing;
    const href = chosenDays(form);
    say("days-price", "");
    if (href) setTimeout(() => {
      if (signal.aborted) return;
      fetch(`price${href}`, { signal })
        .then((answer) => (answer.ok ? answer.text() : ""))
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

  /* Whoever is asked to log in again does so at the same address. */
  const ask = window.fetch;
  window.fetch = (...question) => ask(...question).then((answer) => {
    if (answer.status === 401) location.reload();
    return answer;
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { cloudsense: { draw, follow } });
})();
