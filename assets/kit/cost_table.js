/* A table of costs: sorted, searched and shown in part in the browser. */
(function (kit) {
  const React = window.React;
  const { createElement: el, memo, useDeferredValue, useEffect, useMemo, useRef, useState } = React;
  const { Row, Head, Foot } = kit.costTableParts;
  const { arranged, download, sortedBy, summed, widths } = kit.costTable;
  const FIRST = 15;
  const MORE = 100;
  const SEARCHED_FROM = 11;
  const CHUNK = 50; // Rows that are drawn, or left out, together.
  const NEAR = 1000; // Pixels.
  const HEAD_ROWS = 2; // Rows are counted from 1, and the first is the head.
  const START = { sort: "", falling: true, find: "", limit: FIRST, from: 0 };

  const { withCommas } = kit;

  function SearchField({ id, noun, find, search }) {
    const label = `Search ${noun[1]}`;
    return el("input", {
      id: `${id}-find`,
      type: "search",
      "aria-label": label,
      placeholder: label,
      value: find,
      autoComplete: "off",
      spellCheck: false,
      onChange: (event) => search(event.target.value),
      onKeyDown: (event) => {
        if (event.key !== "Escape" || !find) return;
        event.preventDefault();
        event.stopPropagation();
        search("");
      },
    });
  }

  function Files({ id, files, state }) {
    return Object.entries(files || {}).map(([form, href]) => {
      const props = { key: form, id: `${id}-${form}`, download: "", href: download(href, state) };
      return el("a", props, form.toUpperCase());
    });
  }

  function Tools({ id, noun, files, state, found, count, search, price }) {
    const isSearched = state.find.trim() !== "";
    const wanted = el("span", { className: "cost-table-wanted" }, `“${state.find.trim()}”: `);
    const number = isSearched ? [wanted, `${withCommas(found)} of ${withCommas(count)}`] : [];
    const field = [
      el("output", { htmlFor: `${id}-find` }, ...number),
      el(SearchField, { id, noun, find: state.find, search }),
    ];
    const shown = count >= SEARCHED_FROM ? field : [];
    const links = el(Files, { id, files, state });
    const each = price
      ? el("span", { className: "cost-table-price" }, `Opening one: ${price}`)
      : null;
    return el("div", { className: "cost-table-tools" }, each, ...shown, links);
  }

  function Heading({ title, note, children }) {
    const text = title ? el("h2", null, title, note ? el("small", null, note) : null) : null;
    return el("div", { className: "cost-table-head" }, text, children);
  }

  /* `sum` is the cost of the rows that are not shown, or "". */
  function MoreRows({ left, sum, showMore }) {
    const button = (number, text) =>
      el("button", { type: "button", onClick: () => showMore(number) }, text);
    const steps =
      left > MORE
        ? [
            button(MORE, `Show ${MORE} more`),
            button(left, "Show all"),
            el("span", null, `${withCommas(left)} left`, sum ? `, together ${sum}` : ""),
          ]
        : [
            button(left, `Show ${withCommas(left)} more`),
            sum ? el("span", null, `together ${sum}`) : null,
          ];
    return el(React.Fragment, null, ...steps);
  }

  function Nothing({ noun, find, search }) {
    const clear = { type: "button", onClick: () => search("") };
    const text = `No ${noun[0]} matches “${find.trim()}”. `;
    return el("p", { className: "cost-table-nothing" }, text, el("button", clear, "Clear search"));
  }

  /* ---- tooltip with the values of a trend, for the pointer or the focused row */

  function trendIn(row, x) {
    const cell = row && row.querySelector(".cost-table-trend");
    const svg = cell && cell.querySelector("svg");
    if (!svg || !cell.offsetWidth) return null;
    const box = cell.getBoundingClientRect();
    return x === undefined || (x >= box.left && x <= box.right) ? svg : null;
  }

  function tipOf(svg, around) {
    const box = svg.getBoundingClientRect();
    const text = svg.getAttribute("aria-label");
    return { text, top: box.top - around.top, right: around.right - box.right };
  }

  function Tip({ tip }) {
    if (!tip) return null;
    const style = { top: tip.top, right: tip.right };
    return el("div", { className: "cost-table-tip", role: "tooltip", style }, tip.text);
  }

  /* A row's link covers its trend, so the table handles the pointer. */
  function useTip(root) {
    const [tip, setTip] = useState(null);
    const show = (event, x) => {
      const svg = trendIn(event.target.closest("tr"), x);
      const made = svg && tipOf(svg, root.current.getBoundingClientRect());
      setTip((old) => (old && made && old.text === made.text && old.top === made.top ? old : made));
    };
    useEffect(() => {
      const hide = (event) => event.key === "Escape" && setTip(null);
      document.addEventListener("keydown", hide);
      return () => document.removeEventListener("keydown", hide);
    }, []);
    const handlers = {
      onPointerMove: (event) => event.pointerType === "mouse" && show(event, event.clientX),
      onPointerLeave: () => setTip(null),
      onFocus: (event) => event.target.matches(":focus-visible") && show(event),
      onBlur: () => setTip(null),
    };
    return [tip, handlers];
  }

  /* ---- which rows are shown */

  /* Shows all rows for print. */
  kit.usePrinting = function () {
    const [isPrinting, setPrinting] = useState(false);
    useEffect(() => {
      const before = () => window.ReactDOM.flushSync(() => setPrinting(true));
      const after = () => setPrinting(false);
      window.addEventListener("beforeprint", before);
      window.addEventListener("afterprint", after);
      return () => {
        window.removeEventListener("beforeprint", before);
        window.removeEventListener("afterprint", after);
      };
    }, []);
    return isPrinting;
  };

  /* Whether an element is on or near the screen, or has the focus. */
  function useNear(place, atFirst) {
    const [isNear, setNear] = useState(atFirst);
    useEffect(() => {
      const element = place.current;
      const options = { rootMargin: `${NEAR}px 0px` };
      const observer = new IntersectionObserver((entries) => {
        const { isIntersecting } = entries[entries.length - 1];
        setNear(isIntersecting || element.contains(document.activeElement));
      }, options);
      observer.observe(element);
      return () => observer.disconnect();
    }, [place]);
    return isNear;
  }

  /* Draws some rows, or an empty element of about their height while they are off the screen. */
  const Chunk = memo(({ rows, columns, first, isWanted }) => {
    const place = useRef(null);
    const isNear = useNear(place, first === 0);
    if (!isNear && !isWanted) {
      const style = { "--cost-table-count": rows.length };
      const props = { ref: place, role: "presentation", className: "cost-table-far", style };
      return el("tbody", props);
    }
    const drawn = rows.map((row, n) =>
      el(Row, { key: row.id, row, columns, index: first + n + HEAD_ROWS }),
    );
    return el("tbody", { ref: place, role: "rowgroup" }, drawn);
  });

  function useChunks(rows, limit) {
    return useMemo(() => {
      const count = Math.ceil(Math.min(limit, rows.length) / CHUNK);
      const ends = Array.from({ length: count }, (_, n) => Math.min((n + 1) * CHUNK, limit));
      return ends.map((end, n) => rows.slice(n * CHUNK, end));
    }, [rows, limit]);
  }

  /* After a click on a button for more rows, focuses the first of them: row `from`. */
  function useFocusFrom(table, from) {
    useEffect(() => {
      if (!from) return;
      const row = table.current.querySelector(`[aria-rowindex="${from + HEAD_ROWS}"]`);
      const target = (row && row.querySelector("a")) || table.current;
      target.focus({ preventScroll: true });
    }, [table, from]);
  }

  function useRows(rows, state) {
    const find = useDeferredValue(state.find);
    const { sort, falling } = state;
    return useMemo(() => arranged(rows, { sort, falling, find }), [rows, sort, falling, find]);
  }

  function useWidths(columns, rows, total) {
    return useMemo(() => {
      const all = total ? [...rows, total] : rows;
      const [wide, medium] = [true, false].map((trends) => widths(columns, all, trends));
      return { "--cost-table-wide": wide, "--cost-table-medium": medium };
    }, [columns, rows, total]);
  }

  function Table(props) {
    const { columns, rows, total, sort, noun, currency } = props;
    const { state, setState, found, search, root } = props;
    const table = useRef(null);
    const isPrinting = kit.usePrinting();
    const chunks = useChunks(found, isPrinting ? found.length : state.limit);
    const style = useWidths(columns, rows, total);
    const [tip, handlers] = useTip(root);
    useFocusFrom(table, state.from);
    const left = found.length - state.limit;
    const sum = currency ? summed(found.slice(state.limit), "cost", currency) : "";
    const showMore = (number) =>
      setState({ ...state, from: state.limit, limit: state.limit + number });
    const head = {
      columns,
      sort: state.sort || sort,
      falling: state.falling,
      sortBy: (column) => setState({ ...sortedBy(column, state, sort), from: 0 }),
    };
    const foot = {
      total,
      columns,
      name: state.find.trim() ? `Total of all ${withCommas(rows.length)} ${noun[1]}` : "Total",
      more: left > 0 ? el(MoreRows, { left, sum, showMore }) : null,
    };
    const body = chunks.map((chunk, n) => {
      const first = n * CHUNK;
      const isWanted = isPrinting || Math.floor(state.from / CHUNK) === n;
      return el(Chunk, { key: first, rows: chunk, columns, first, isWanted });
    });
    const count = found.length + HEAD_ROWS + (total ? 1 : 0);
    const own = { ref: table, role: "table", "aria-label": noun[1], "aria-rowcount": count };
    return [
      el(
        "table",
        { key: "table", tabIndex: -1, style, ...own, ...handlers },
        el(Head, head),
        ...body,
        el(Foot, foot),
      ),
      found.length ? null : el(Nothing, { key: "nothing", noun, find: state.find, search }),
      el(Tip, { key: "tip", tip }),
    ];
  }

  function Whole(props) {
    const { id, noun, title, note, empty } = props;
    const rows = props.rows || [];
    const [state, setState] = useState(START);
    const root = useRef(null);
    const found = useRows(rows, state);
    const search = (find) => setState({ ...state, find, limit: FIRST, from: 0 });
    const files = props.download;
    const counts = { found: found.length, count: rows.length };
    const many = (props.columns || []).some((column) => column.wide) ? " cost-table-many" : "";
    const tools = { id, noun, files, state, search, price: props.price_note, ...counts };
    const shown = rows.length
      ? el(Table, { ...props, state, setState, found, search, root })
      : el("p", { className: "cost-table-nothing" }, empty);
    return el(
      "div",
      { id, className: `cost-table${many}`, ref: root },
      el(Heading, { title, note }, rows.length ? el(Tools, tools) : null),
      shown,
    );
  }

  /* Another `of` is another table: order, search and number of rows are reset. */
  kit.CostTable = function CostTable(props) {
    return el(Whole, { ...props, key: props.of });
  };
})(window.cloudsense_kit);
