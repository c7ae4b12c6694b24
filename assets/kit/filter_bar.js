/* One button a dimension, and its values at it. See filter_bar.py. */
(function (kit) {
  const { createElement, useCallback, useState } = window.React;

  const number = (count) => kit.filterValues.number(count);

  /* "All", "us-east-1", "not us-east-1", "3 of 485", "all but 3" */
  function said({ chosen, exclude, total }) {
    if (!chosen.length) return "All";
    if (chosen.length === 1) return `${exclude ? "not " : ""}${chosen[0].name}`;
    if (exclude) return `all but ${number(chosen.length)}`;
    return total
      ? `${number(chosen.length)} of ${number(total)}`
      : `${number(chosen.length)} selected`;
  }

  function AddFilter({ id, filters, add }) {
    const [open, setOpen] = useState(false);
    function item({ dimension, label }, place) {
      const onClick = () => {
        setOpen(false);
        add(dimension);
      };
      const props = { type: "button", onClick, "data-first": place === 0 || null };
      return createElement("li", { key: dimension }, createElement("button", props, label));
    }
    function content(sheet) {
      return createElement(
        "div",
        { className: "filter-add", onKeyDown: kit.arrowKeys("button") },
        sheet && createElement("h2", null, "Add filter"),
        createElement("ul", null, filters.map(item)),
      );
    }
    const face = "Add filter";
    return createElement(kit.Popover, {
      id: `${id}-add`,
      label: face,
      open,
      setOpen,
      face,
      content,
    });
  }

  function Filter({ bar, filter, open, setOpen, ask }) {
    const { id, amount_label, currency, longest, values, apply } = bar;
    const { dimension, label, chosen } = filter;
    const mine = values && values.dimension === dimension ? values : null;
    const order = useCallback((buy) => ask(dimension, buy), [ask, dimension]);

    function content(sheet) {
      const panel = { id: `${id}-${dimension}`, filter, values: mine, ask: order, sheet };
      return createElement(kit.FilterPanel, {
        ...panel,
        amountLabel: amount_label,
        currency,
        longest,
        apply,
      });
    }
    const face = [
      createElement("span", { key: "label" }, label),
      createElement("strong", { key: "said" }, said(filter)),
    ];
    const buttonClass = `filter-button ${chosen.length ? "filter-on" : ""}`;
    const popover = {
      id: `${id}-${dimension}-button`,
      label,
      open,
      setOpen,
      buttonClass,
      face,
      content,
    };
    return createElement(kit.Popover, popover);
  }

  /* Takes the filter away at once, where filters are no address. */
  function Removable({ filter, remove, children }) {
    const props = {
      type: "button",
      className: "filter-remove",
      "aria-label": `Remove ${filter.label}`,
      onClick: () => remove(filter),
    };
    const cross = createElement("button", props, "×");
    return createElement("span", { className: "filter-removable" }, children, cross);
  }

  /* As wide as the buttons that will be there. */
  function shapes() {
    const shape = (key) => createElement("i", { key, className: "filter-shape skeleton" });
    return createElement(
      "span",
      { className: "filter-bar", "aria-hidden": true },
      [0, 1, 2].map(shape),
    );
  }

  /* FilterBar without its grey shapes. With `apply`, a function(filter, chosen, exclude), Apply
     calls that in place of following a link, and each filter has a button that takes it away. */
  kit.Filters = function (bar) {
    const { id, filters, more, setProps, apply, label } = bar;
    const [open, setOpen] = useState(null);
    const [added, setAdded] = useState([]);
    const ask = useCallback(
      (dimension, buy) => {
        const wanted = { dimension, at: Date.now() };
        setProps({ wanted: buy ? { ...wanted, buy: true } : wanted });
      },
      [setProps],
    );

    function toggle(dimension, opening) {
      if (opening) ask(dimension, false);
      if (opening) setOpen(dimension);
      else setOpen((now) => (now === dimension ? null : now));
    }
    function add(dimension) {
      setAdded([...added, dimension]);
      toggle(dimension, true);
    }
    function remove(filter) {
      apply(filter, new Map(), false);
      setAdded(added.filter((dimension) => dimension !== filter.dimension));
      document.getElementById(`${id}-add`)?.focus();
    }
    const here = new Set(filters.map(({ dimension }) => dimension));
    const offered = (more || []).filter(({ dimension }) => !here.has(dimension));
    const shown = offered.filter(({ dimension }) => added.includes(dimension));
    const rest = offered.filter((filter) => !shown.includes(filter));
    const buttons = [...filters, ...shown].map((filter) => {
      const { dimension } = filter;
      const setThis = (opening) => toggle(dimension, opening);
      const state = { open: open === dimension, setOpen: setThis };
      if (!apply) return createElement(Filter, { key: dimension, bar, filter, ask, ...state });
      const button = createElement(Filter, { bar, filter, ask, ...state });
      return createElement(Removable, { key: dimension, filter, remove }, button);
    });
    return createElement(
      "div",
      { id, className: "filter-bar", role: "group", "aria-label": label || "Filters" },
      buttons,
      rest.length > 0 && createElement(AddFilter, { id, filters: rest, add }),
    );
  };

  kit.FilterBar = function (bar) {
    if (bar.filters && bar.filters.length) return createElement(kit.Filters, bar);
    return createElement("div", { id: bar.id }, shapes());
  };
})(window.cloudsense_kit);
