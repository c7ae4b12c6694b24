/* kit.FilterFoot({ panel, picked, indexed, apply }): what is chosen, its cost, Clear and Apply with
   the price of applying. `apply` is the ref of the link. */
(function (kit) {
  const { createElement } = window.React;
  const LONG = "Too many values for one address. Select fewer, or use the other condition.";

  function hrefOf(filter, values, exclude) {
    if (!values.length) return filter.clear_href;
    return kit.filterValues.address(exclude ? filter.exclude_href : filter.include_href, values);
  }

  function Summary({ panel, values, exclude, indexed }) {
    const word = `${kit.filterValues.number(values.length)} ${exclude ? "excluded" : "selected"}`;
    const sum = indexed && values.length > 0 && kit.filterValues.total(indexed, values);
    const costs = Number.isFinite(sum)
      ? ` · ${kit.filterValues.money(sum, panel.currency)} ${panel.amountLabel}`
      : "";
    return createElement("span", { role: "status" }, createElement("strong", null, word), costs);
  }

  function applyLink(href, price, ref) {
    const className = "btn btn-primary btn-sm filter-apply";
    const small = price && createElement("small", null, price);
    const unpriced = price === null ? "" : undefined;
    const link = { className, href: kit.internal(href), ref, "data-unpriced": unpriced };
    if (href) return createElement("a", link, "Apply", small);
    const off = { className: `${className} disabled`, role: "link", "aria-disabled": true };
    return createElement("span", off, "Apply");
  }

  /* Where filters are no address. */
  function applyButton({ filter, apply }, picked, ref) {
    const props = {
      type: "button",
      className: "btn btn-primary btn-sm filter-apply",
      ref,
      disabled: !picked.changed,
      "data-closes": "",
      onClick: () => apply(filter, picked.chosen, picked.exclude),
    };
    return createElement("button", props, "Apply");
  }

  kit.FilterFoot = function ({ panel, picked, indexed, apply }) {
    const { filter, longest } = panel;
    const { exclude } = picked;
    const values = [...picked.chosen.keys()];
    const before = filter.chosen.map(({ value }) => value);
    const href = hrefOf(filter, values, exclude);
    const same = href === hrefOf(filter, before, filter.exclude);
    const fits = Boolean(panel.apply) || href.length <= longest;
    const price = kit.usePrice(fits && !same && !panel.apply ? href : null);
    const clear = {
      type: "button",
      className: "filter-clear",
      disabled: !values.length,
      onClick: picked.clear,
    };
    return createElement(
      "div",
      { className: "filter-foot" },
      createElement(Summary, { panel, values, exclude, indexed }),
      createElement("button", clear, "Clear"),
      panel.apply ? applyButton(panel, picked, apply) : applyLink(fits ? href : null, price, apply),
      !fits && createElement("p", { role: "alert" }, LONG),
    );
  };
})(window.cloudsense_kit);
