/* kit.FilterList: rows to tick, of which only those in sight are drawn.

   kit.FilterList({ id, label, rows, isChosen, toggle, query, high, most, enter, leave })
   rows     as kit.filterValues.index makes them; isChosen(value)
   toggle   called with a row, and whether it is to be the only one: Space or a click, with Alt
   query    what to mark in the names; high the height of a row; most how many are in sight
   enter    called with a row by Enter; leave(text) by ArrowUp on the first row and by letters */
(function (kit) {
  const { createElement, useRef, useState } = window.React;
  const OVERSCAN = 4;

  /* The name, with what was searched for marked. */
  function marked(name, query) {
    const at = query ? name.toLowerCase().indexOf(query.toLowerCase()) : -1;
    if (at < 0) return name;
    const end = at + query.length;
    const mark = createElement("mark", { key: "mark" }, name.slice(at, end));
    return [name.slice(0, at), mark, name.slice(end)];
  }

  function steps(at, most, count) {
    return {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: Math.min(at + most, count - 1),
      PageUp: Math.max(at - most, 0),
      Home: 0,
      End: count - 1,
    };
  }

  kit.FilterList = function (props) {
    const { id, label, rows, isChosen, toggle, query, high, most, enter, leave } = props;
    const list = useRef(null);
    const [top, setTop] = useState(0);
    const [wanted, setActive] = useState(0);
    const active = Math.min(wanted, rows.length - 1);

    function go(at) {
      setActive(at);
      const [above, below] = [at * high, (at + 1 - most) * high];
      const { scrollTop } = list.current;
      if (above < scrollTop || below > scrollTop) {
        list.current.scrollTo({ top: above < scrollTop ? above : below });
      }
    }

    function move(event) {
      event.preventDefault();
      const next = steps(active, most, rows.length)[event.key];
      if (next < 0) leave("");
      else if (next < rows.length) go(next);
    }

    function onKeyDown(event) {
      const { key, altKey } = event;
      if (event.ctrlKey || event.metaKey) return;
      if (key in steps(0, most, 1)) move(event);
      else if (key === " ") {
        event.preventDefault();
        toggle(rows[active], altKey);
      } else if (key === "Enter") {
        event.preventDefault();
        enter(rows[active]);
      } else if (key.length === 1 && !altKey) leave(key);
    }

    function option(row, at) {
      const chosen = isChosen(row.value);
      const attributes = {
        key: row.value,
        id: `${id}-${at}`,
        role: "option",
        className: `filter-row ${at === active ? "filter-active" : ""}`,
        style: { top: at * high, height: high },
        "aria-selected": chosen,
        "aria-setsize": rows.length,
        "aria-posinset": at + 1,
        onClick(event) {
          setActive(at);
          toggle(row, event.altKey);
        },
      };
      return createElement(
        "div",
        attributes,
        createElement("span", { className: "filter-tick", "aria-hidden": true }),
        createElement(
          "span",
          { className: "filter-name", title: row.name },
          marked(row.name, query),
        ),
        createElement("small", { className: "filter-id" }, row.id),
        createElement("span", { className: "filter-cost" }, row.cost),
      );
    }

    const first = Math.max(0, Math.floor(top / high) - OVERSCAN);
    const drawn = rows.slice(first, first + most + 2 * OVERSCAN + 1);
    const attributes = {
      id,
      ref: list,
      role: "listbox",
      tabIndex: 0,
      className: "filter-list",
      style: { height: Math.min(rows.length, most) * high },
      "aria-label": label,
      "aria-multiselectable": true,
      "aria-activedescendant": `${id}-${active}`,
      onScroll: (event) => setTop(event.currentTarget.scrollTop),
      onKeyDown,
    };
    const height = { height: rows.length * high };
    const space = createElement("div", {
      className: "filter-space",
      style: height,
      role: "presentation",
    });
    const options = drawn.map((row, place) => option(row, first + place));
    return createElement("div", attributes, space, options);
  };
})(window.cloudsense_kit);
