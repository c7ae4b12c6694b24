/* A button for each dimension, which opens its values. See filter_bar.py. */
(function (kit) {
  const { createElement, useCallback, useState } = window.React;

  const { withCommas } = kit;

  /* "All", "us-east-1", "not us-east-1", "3 of 485", "all but 3" */
  function said({ chosen, exclude, total }) {
    if (!chosen.length) return "All";
    if (chosen.length === 1) return `${exclude ? "not " : ""}${chosen[0].name}`;
    if (exclude) return `all but ${withCommas(chosen.length)}`;
    return total
      ? `${withCommas(chosen.length)} of ${withCommas(total)}`
      : `${withCommas(chosen.length)} selected`;
  }

  /* A filter that was just added. Its addresses arrive with its values. */
  function added({ dimension, label }, values) {
    const known = values && values.filter;
    if (known && known.dimension === dimension) return known;
    const none = { include_href: "", exclude_href: "", clear_href: "" };
    return { dimension, label, plural: "values", chosen: [], exclude: false, ...none };
  }

  /* Tag keys may have spaces, ids of elements may not. */
  function idOf(dimension) {
    return dimension.replaceAll(/[^\w-]/g, (sign) => `_${sign.codePointAt(0).toString(16)}`);
  }

  function Filter({ bar, filter, open, setOpen, ask }) {
    const { id, amount_label, currency, longest, values, apply } = bar;
    const { dimension, label, chosen } = filter;
    const mine = values && values.dimension === dimension ? values : null;
    const own = `${id}-${idOf(dimension)}`;
    const order = useCallback((buy) => ask(dimension, buy), [ask, dimension]);

    function content(sheet) {
      const panel = { id: own, filter, values: mine, ask: order, sheet };
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
      id: `${own}-button`,
      label,
      open,
      setOpen,
      buttonClass,
      face,
      content,
    };
    return createElement(kit.Popover, popover);
  }

  /* Removes the filter at once, in forms, where filters are not in the address. */
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

  /* As wide as the buttons will be. */
  function shapes() {
    const shape = (key) => createElement("i", { key, className: "filter-shape skeleton" });
    return createElement(
      "span",
      { className: "filter-bar", "aria-hidden": true },
      [0, 1, 2].map(shape),
    );
  }

  /* FilterBar without its grey shapes. With `apply`, a function(filter, chosen, exclude), Apply
     calls it instead of following a link, and each filter has a button that removes it. */
  kit.Filters = function (bar) {
    const { id, filters, more, finds, values, setProps, apply, label } = bar;
    const [open, setOpen] = useState(null);
    const [extra, setExtra] = useState([]);
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
    function remove(filter) {
      apply(filter, new Map(), false);
      setExtra(extra.filter(({ dimension }) => dimension !== filter.dimension));
      document.getElementById(`${id}-add`)?.focus();
    }
    const here = new Set(filters.map(({ dimension }) => dimension));
    function add(each) {
      const known = [...filters, ...extra].some(({ dimension }) => dimension === each.dimension);
      if (!known) setExtra([...extra, each]);
      toggle(each.dimension, true);
    }
    const shown = extra.filter(({ dimension }) => !here.has(dimension));
    const taken = new Set([...here, ...shown.map(({ dimension }) => dimension)]);
    const rest = (more || []).filter(({ dimension }) => !taken.has(dimension));
    const states = [...filters, ...shown.map((each) => added(each, values))];
    const buttons = states.map((filter) => {
      const { dimension } = filter;
      const setThis = (opening) => toggle(dimension, opening);
      const state = { open: open === dimension, setOpen: setThis };
      if (!apply) return createElement(Filter, { key: dimension, bar, filter, ask, ...state });
      const button = createElement(Filter, { bar, filter, ask, ...state });
      return createElement(Removable, { key: dimension, filter, remove }, button);
    });
    const adding = { id: `${id}-add`, more: rest, finds: finds || [], add, setProps };
    return createElement(
      "div",
      { id, className: "filter-bar", role: "group", "aria-label": label || "Filters" },
      buttons,
      (rest.length > 0 || adding.finds.length > 0) && createElement(kit.AddFilter, adding),
    );
  };

  kit.FilterBar = function (bar) {
    const isKnown = [bar.filters, bar.more].some((each) => each && each.length);
    if (isKnown) return createElement(kit.Filters, bar);
    return createElement("div", { id: bar.id }, shapes());
  };
})(window.cloudsense_kit);
