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
    const { id, amount_label, currency, longest, values } = bar;
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

  /* As wide as the buttons that will be there. */
  function shapes() {
    const shape = (key) => createElement("i", { key, className: "filter-shape skeleton" });
    return createElement(
      "span",
      { className: "filter-bar", "aria-hidden": true },
      [0, 1, 2].map(shape),
    );
  }

  function Filters(bar) {
    const { id, filters, more, setProps } = bar;
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
    const here = new Set(filters.map(({ dimension }) => dimension));
    const offered = (more || []).filter(({ dimension }) => !here.has(dimension));
    const shown = offered.filter(({ dimension }) => added.includes(dimension));
    const rest = offered.filter((filter) => !shown.includes(filter));
    const buttons = [...filters, ...shown].map((filter) => {
      const { dimension } = filter;
      const setThis = (opening) => toggle(dimension, opening);
      const state = { open: open === dimension, setOpen: setThis };
      return createElement(Filter, { key: dimension, bar, filter, ask, ...state });
    });
    return createElement(
      "div",
      { id, className: "filter-bar", role: "group", "aria-label": "Filters" },
      buttons,
      rest.length > 0 && createElement(AddFilter, { id, filters: rest, add }),
    );
  }

  kit.FilterBar = function (bar) {
    if (bar.filters && bar.filters.length) return createElement(Filters, bar);
    return createElement("div", { id: bar.id }, shapes());
  };
})(window.cloudsense_kit);
