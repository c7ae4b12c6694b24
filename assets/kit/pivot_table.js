/* Amounts by name and day, week or month: groups open in place, sorted and searched here. */
(function (kit) {
  const React = window.React;
  const { createElement: el, memo, useMemo, useState } = React;
  const FIRST = 25;
  const MORE = 100;
  const SEARCHED_FROM = 8;
  const LEADS = "Amounts open their days in Changes.";
  const MOST_ON_PAPER = 31; // columns
  const START = { sort: "total", falling: true, find: "", limit: FIRST, open: new Set() };

  const { withCommas } = kit;

  function Trend({ values }) {
    const path = kit.pivot.path(values);
    if (!path) return null;
    const svg = { viewBox: "0 0 90 22", "aria-hidden": true, className: "pivot-trend" };
    return el("svg", svg, el("path", { d: path }));
  }

  function ChangeText({ row, format }) {
    if (row.change === undefined || row.change === null) return null;
    const text = kit.pivot.change(row.change, format);
    return el("span", { className: `pivot-${row.role || "same"}` }, text);
  }

  function Swatch({ row }) {
    if (row.hatched) return el("i", { className: "pivot-swatch pivot-hatched" });
    const style = row.colour ? { background: row.colour } : undefined;
    return el("i", { className: "pivot-swatch", style });
  }

  function OpenButton({ row, isOpen, toggle }) {
    const button = {
      type: "button",
      className: "pivot-open",
      "aria-expanded": isOpen,
      "aria-label": `${isOpen ? "Close" : "Open"} ${row.name}`,
      onClick: () => toggle(row.id),
    };
    return el("button", button);
  }

  function Name({ row, isOpen, opens, within, toggle }) {
    const href = kit.internal(row.href || undefined);
    const link = { href, "data-unpriced": "" }; // more of what is cached
    const name = href ? el("a", link, row.name) : el("span", null, row.name);
    const share = el("small", { className: "pivot-narrow" }, kit.pivot.percent(row.share));
    return el(
      "th",
      { scope: "row", className: within ? "pivot-name pivot-part" : "pivot-name" },
      el(
        "div",
        null,
        opens ? el(OpenButton, { row, isOpen, toggle }) : null,
        within ? null : el(Swatch, { row }),
        el("span", null, name, row.note ? el("small", null, row.note) : null, share),
      ),
    );
  }

  const Row = memo(({ entry, columns, format, opens, hasShare, hasChange, toggle }) => {
    const { row, within } = entry;
    const links = columns.length > 1 ? kit.pivot.linksOf(entry, opens) : [];
    const values = row.values.map((value, n) => {
      const text = kit.pivot.amount(value, format, false);
      return el(
        "td",
        { key: n, className: "pivot-column" },
        el(kit.PivotAmount, { text, href: links[n] }),
      );
    });
    const change = el(ChangeText, { row, format });
    const total = kit.pivot.amount(row.total, format, true);
    return el(
      "tr",
      { className: within ? "pivot-within" : undefined },
      el(Name, { ...entry, toggle }),
      el("td", { className: "pivot-trends" }, el(Trend, { values: row.values })),
      el(
        "td",
        { className: "pivot-total" },
        total,
        hasChange ? el("small", { className: "pivot-narrow" }, change) : null,
      ),
      hasShare ? el("td", { className: "pivot-share" }, kit.pivot.percent(row.share)) : null,
      hasChange ? el("td", { className: "pivot-change" }, change) : null,
      columns.length > 1 ? values : null,
    );
  });

  function Head({ names, columns, hasShare, compared, state, sortBy }) {
    function title(key, text, className, hint) {
      const isSorted = state.sort === key;
      const order = state.falling ? "descending" : "ascending";
      const button = { type: "button", title: hint, onClick: () => sortBy(key) };
      const props = { scope: "col", className, "aria-sort": isSorted ? order : undefined };
      return el("th", { key, ...props }, el("button", button, text));
    }
    const each = columns.length > 1 ? columns : [];
    return el(
      "thead",
      null,
      el(
        "tr",
        null,
        title("name", names.join(", "), "pivot-name"),
        el("td", { className: "pivot-trends" }),
        title("total", "Total", "pivot-total"),
        hasShare ? title("share", "Share", "pivot-share") : null,
        compared ? title("change", "Change", "pivot-change", compared) : null,
        each.map((text, n) => title(n, text, "pivot-column")),
      ),
    );
  }

  function Files({ id, files }) {
    return Object.entries(files || {}).map(([form, href]) =>
      el("a", { key: form, id: `${id}-${form}`, download: "", href }, form.toUpperCase()),
    );
  }

  function Tools({ id, names, files, state, setState, count, found, opens }) {
    const label = `Search ${names.join(", ").toLowerCase()}`;
    const field = {
      id: `${id}-find`,
      type: "search",
      "aria-label": label,
      placeholder: "Find in table",
      value: state.find,
      autoComplete: "off",
      spellCheck: false,
      onChange: (event) => setState({ ...state, find: event.target.value, limit: FIRST }),
    };
    const isOpen = state.open.size > 0;
    const all = {
      type: "button",
      className: "pivot-all",
      onClick: () => setState({ ...state, open: isOpen ? new Set() : new Set(opens) }),
    };
    const number = state.find.trim() ? `${withCommas(found)} of ${withCommas(count)}` : "";
    return el(
      "div",
      { className: "cost-table-tools" },
      el("output", { htmlFor: `${id}-find` }, number),
      count >= SEARCHED_FROM ? el("input", field) : null,
      opens.length ? el("button", all, isOpen ? "Close all" : "Open all") : null,
      el(Files, { id, files }),
    );
  }

  function MoreRows({ left, showMore }) {
    const button = (number, text) =>
      el("button", { type: "button", onClick: () => showMore(number) }, text);
    if (left <= 0) return null;
    if (left <= MORE) return button(left, `Show ${withCommas(left)} more`);
    return [
      el(React.Fragment, { key: 1 }, button(MORE, `Show ${MORE} more`)),
      el(React.Fragment, { key: 2 }, button(left, "Show all")),
      el("span", { key: 3 }, `${withCommas(left)} left`),
    ];
  }

  function More({ left, inFiles, leads, showMore }) {
    return el(
      "p",
      { className: "cost-table-more pivot-more" },
      el(MoreRows, { left, showMore }),
      inFiles ? el("span", null, `${withCommas(inFiles)} more in the files`) : null,
      leads ? el("span", { className: "pivot-leads" }, LEADS) : null,
    );
  }

  function Whole(props) {
    const { id, total, left } = props;
    const [names, columns, groups] = [props.names || [], props.columns || [], props.groups || []];
    const [state, setState] = useState(START);
    const rows = useMemo(() => kit.pivot.rowsOf(groups, state), [groups, state]);
    const format = useMemo(
      () => ({ prefix: props.prefix, digits: props.digits }),
      [props.prefix, props.digits],
    );
    const toggle = kit.useLatest((key) => {
      const open = new Set(state.open);
      if (!open.delete(key)) open.add(key);
      setState({ ...state, open });
    });
    const sortBy = (key) => {
      const falling = state.sort === key ? !state.falling : key !== "name";
      setState({ ...state, sort: key, falling });
    };
    /* Untagged costs are always shown; in print all rows are. */
    const limit = kit.usePrinting() ? Infinity : state.limit;
    const isBeyond = (entry, n) => n >= limit && !(entry.within || entry.row).hatched;
    const shown = rows.filter((entry, n) => !isBeyond(entry, n));
    const hasChange = Boolean(props.compared);
    const leads = Boolean(props.opens) && columns.length > 1;
    const hasShare = Boolean(total && total.share);
    const common = { columns, format, opens: props.opens, hasShare, hasChange, toggle };
    const body = shown.map((entry) => {
      const key = `${entry.within ? entry.within.id : ""}\n${entry.row.id}`;
      return el(Row, { key, entry, ...common });
    });
    const foot = total ? el(Row, { entry: { row: total, isTotal: true }, ...common }) : null;
    const opens = groups.filter(({ parts }) => parts).map((group) => group.id);
    const found = rows.filter(({ within }) => !within).length;
    const tools = { id, names, files: props.download, state, setState, found, opens };
    const showMore = (number) => setState({ ...state, limit: state.limit + number });
    return el(
      "div",
      { id, className: columns.length > MOST_ON_PAPER ? "pivot pivot-long" : "pivot" },
      el(Tools, { ...tools, count: groups.length }),
      el(
        kit.PivotBox,
        null,
        el(
          "table",
          null,
          el(Head, { names, columns, hasShare, compared: props.compared, state, sortBy }),
          el("tbody", null, body),
          el("tfoot", null, foot),
        ),
      ),
      el(More, { left: rows.length - shown.length, inFiles: left, leads, showMore }),
    );
  }

  kit.PivotTable = function PivotTable(props) {
    return (props.groups || []).length ? el(Whole, { ...props, key: props.of }) : null;
  };
})(window.cloudsense_kit);
