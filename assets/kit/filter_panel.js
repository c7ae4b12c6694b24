/* kit.FilterPanel: the values of one dimension, searched, ticked and applied.

   kit.FilterPanel({ id, filter, values, ask, amountLabel, currency, longest, sheet })
   filter   of FilterBar's props; values its prop of that name, null if they are of another dimension
   ask      function(buy): asks for the values, with `buy` for money */
(function (kit) {
  const { createElement, useMemo, useRef, useState } = window.React;
  const SIZES = { sheet: { high: 44, most: 6, also: 2 }, panel: { high: 36, most: 8, also: 3 } };
  const NONE = [];

  const { withCommas } = kit;

  function modeSwitch(id, exclude, setExclude) {
    const choice = (word, value) => {
      const onChange = () => setExclude(value);
      const radio = { type: "radio", name: `${id}-mode`, checked: exclude === value, onChange };
      const text = createElement("span", null, word);
      return createElement("label", { key: word }, createElement("input", radio), text);
    };
    const props = { className: "filter-mode", role: "radiogroup", "aria-label": "Condition" };
    return createElement("div", props, choice("is", false), choice("is not", true));
  }

  /* The ticked values with their names, and whether they are excluded. */
  function useChosen(filter) {
    const [chosen, setChosen] = useState(
      () => new Map(filter.chosen.map(({ value, name }) => [value, name])),
    );
    const [exclude, setExclude] = useState(Boolean(filter.exclude));

    function add(rows) {
      setChosen(new Map([...chosen, ...rows.map(({ value, name }) => [value, name])]));
    }
    function drop(rows) {
      const gone = new Set(rows.map(({ value }) => value));
      setChosen(new Map([...chosen].filter(([value]) => !gone.has(value))));
    }
    function toggle(row, only) {
      if (only) setChosen(new Map([[row.value, row.name]]));
      else if (chosen.has(row.value)) drop([row]);
      else add([row]);
    }
    const clear = () => setChosen(new Map());
    const same = filter.chosen.every(({ value }) => chosen.has(value));
    const changed =
      !same || chosen.size !== filter.chosen.length || exclude !== Boolean(filter.exclude);
    return { chosen, changed, exclude, setExclude, add, drop, toggle, clear };
  }

  function searchBox({ query, note, count, plural, field, ...listeners }) {
    const input = {
      ...listeners,
      ref: field,
      type: "search",
      value: query,
      placeholder: "Name or id, prod*, or a list of ids",
      autoComplete: "off",
      spellCheck: false,
      "aria-label": `Search ${plural}`,
      "data-first": true,
    };
    return createElement(
      "div",
      { className: "filter-search" },
      createElement("input", input),
      createElement("span", { role: "status" }, count),
      note && createElement("p", { role: "status" }, note),
    );
  }

  /* The result of a pasted list. */
  function told({ found, missing }) {
    const some = missing.slice(0, 5).join(", ");
    const rest = missing.length > 5 ? ` and ${withCommas(missing.length - 5)} more` : "";
    const lost = missing.length ? ` Not found: ${some}${rest}.` : "";
    return `${withCommas(found.length)} selected from the list.${lost}`;
  }

  function selectAll(found, picked) {
    const all = found.every(({ value }) => picked.chosen.has(value));
    const word = all ? "Deselect all found" : "Select all found";
    const onClick = () => (all ? picked.drop(found) : picked.add(found));
    const props = { key: "all", type: "button", className: "filter-all", onClick };
    return createElement("button", props, `${word} (${withCommas(found.length)})`);
  }

  /* Chosen values that the search does not find; those without a cost have no row. */
  function others(indexed, found, chosen) {
    const seen = new Set(found.map(({ value }) => value));
    const rest = [...chosen].filter(([value]) => !seen.has(value));
    const made = (value, name) => ({ value, name, id: value === name ? "" : value, cost: "–" });
    return rest.map(([value, name]) => indexed.values.get(value) || made(value, name));
  }

  function Results({ id, filter, indexed, found, query, picked, size, enter, leave }) {
    const also = others(indexed, found, picked.chosen);
    const wanted = query.trim();
    const isChosen = (value) => picked.chosen.has(value);
    const shared = {
      query: wanted,
      high: size.high,
      toggle: picked.toggle,
      isChosen,
      enter,
      leave,
    };
    const list = (name, label, rows, most) =>
      createElement(kit.FilterList, {
        ...shared,
        key: name + query,
        id: `${id}-${name}`,
        label,
        rows,
        most,
      });
    const none = wanted ? `match “${wanted}”` : "have costs in this period";
    if (!found.length && !also.length) {
      return createElement("p", { className: "filter-none" }, `No ${filter.plural} ${none}.`);
    }
    return [
      wanted && found.length > 0 && selectAll(found, picked),
      found.length > 0 && list("found", filter.label, found, size.most),
      !found.length &&
        createElement(
          "p",
          { key: "none", className: "filter-none" },
          `No ${filter.plural} ${none}.`,
        ),
      also.length > 0 && createElement("h3", { key: "head" }, "Also selected"),
      also.length > 0 && list("also", "Also selected", also, size.also),
    ];
  }

  /* The loaded rows, and those that match the search. */
  function useFound(values, query) {
    const rows = values && values.state === "ready" ? values.rows : null;
    const indexed = useMemo(() => rows && kit.filterValues.index(rows), [rows]);
    const found = useMemo(
      () => (indexed ? kit.filterValues.search(indexed, query) : NONE),
      [indexed, query],
    );
    const count = indexed && `${withCommas(found.length)} of ${withCommas(indexed.rows.length)}`;
    return { indexed, found, count };
  }

  kit.FilterPanel = function (panel) {
    const { id, filter, values, ask, sheet } = panel;
    const size = sheet ? SIZES.sheet : SIZES.panel;
    const [{ query, note }, setSearch] = useState({ query: "", note: "" });
    const { indexed, found, count } = useFound(values, query);
    const picked = useChosen(filter);
    const [apply, field, body] = [useRef(null), useRef(null), useRef(null)];

    const go = () => apply.current && apply.current.click();
    /* Enter on a row ticks it if nothing is ticked, because there is nothing to apply. */
    const enter = (row) => (picked.changed ? go() : picked.toggle(row));
    function onPaste(event) {
      const read = indexed && kit.filterValues.list(indexed, event.clipboardData.getData("text"));
      if (!read) return;
      event.preventDefault();
      picked.add(read.found);
      setSearch({ query: "", note: told(read) });
    }
    function onKeyDown(event) {
      const list = body.current.querySelector('[role="listbox"]');
      if (event.key === "Enter") go();
      else if (event.key === "ArrowDown" && list) list.focus();
      else return;
      event.preventDefault(); // else Enter also clicks the next focused element
    }
    const onChange = (event) => setSearch({ query: event.target.value, note: "" });
    const listeners = { onChange, onPaste, onKeyDown };
    const leave = () => field.current.focus();
    const shown = { id, filter, indexed, found, query, picked, size, enter, leave };
    const waiting = { filter, values: values || { state: "loading" }, ask, ...size };
    return createElement(
      "div",
      { className: "filter-panel" },
      createElement(
        "div",
        { className: "filter-head" },
        createElement("h2", null, filter.label),
        modeSwitch(id, picked.exclude, picked.setExclude),
      ),
      searchBox({ ...listeners, query, note, count, plural: filter.plural, field }),
      createElement(
        "div",
        { className: "filter-body", ref: body },
        indexed ? createElement(Results, shown) : createElement(kit.FilterWaiting, waiting),
      ),
      createElement(kit.FilterFoot, { panel, picked, indexed, apply }),
    );
  };
})(window.cloudsense_kit);
