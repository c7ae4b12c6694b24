/* kit.FilterFoot({ panel, picked, indexed, apply }): the ticked values, their cost, Clear, and
   Apply with its price. `apply` is the ref of the Apply element. */
(function (kit) {
  const { createElement } = window.React;
  const LONG = "Too many values for one address. Select fewer, or use the other condition.";
  const LOOK = "btn btn-primary btn-sm filter-apply";

  function hrefOf(filter, values, exclude) {
    if (!values.length) return filter.clear_href;
    return kit.filterValues.address(exclude ? filter.exclude_href : filter.include_href, values);
  }

  function Summary({ panel, values, exclude, indexed }) {
    const word = `${kit.withCommas(values.length)} ${exclude ? "excluded" : "selected"}`;
    const sum = indexed && values.length > 0 && kit.filterValues.total(indexed, values);
    const costs = Number.isFinite(sum)
      ? ` · ${kit.filterValues.money(sum, panel.currency)} ${panel.amountLabel}`
      : "";
    return createElement("span", { role: "status" }, createElement("strong", null, word), costs);
  }

  /* Link to the address with these values. */
  function ApplyLink({ panel, picked, values, apply }) {
    const { filter, longest } = panel;
    const before = filter.chosen.map(({ value }) => value);
    const href = hrefOf(filter, values, picked.exclude);
    const same = href === hrefOf(filter, before, filter.exclude);
    const fits = href.length <= longest;
    const price = kit.usePrice(fits && !same ? href : null);
    const small = price && createElement("small", null, price);
    const unpriced = price === null ? "" : undefined;
    const link = {
      className: LOOK,
      href: kit.internal(href),
      ref: apply,
      "data-unpriced": unpriced,
    };
    if (fits) return createElement("a", link, "Apply", small);
    const off = { className: `${LOOK} disabled`, role: "link", "aria-disabled": true };
    return [
      createElement("span", { key: "off", ...off }, "Apply"),
      createElement("p", { key: "long", role: "alert" }, LONG),
    ];
  }

  /* Button, in forms, where filters are not in the address. */
  function ApplyButton({ panel, picked, apply }) {
    const { filter } = panel;
    const props = {
      type: "button",
      className: LOOK,
      ref: apply,
      disabled: !picked.changed,
      "data-closes": "",
      onClick: () => panel.apply(filter, picked.chosen, picked.exclude),
    };
    return createElement("button", props, "Apply");
  }

  kit.FilterFoot = function ({ panel, picked, indexed, apply }) {
    const values = [...picked.chosen.keys()];
    const clear = {
      type: "button",
      className: "filter-clear",
      disabled: !values.length,
      onClick: picked.clear,
    };
    const applying = panel.apply ? ApplyButton : ApplyLink;
    return createElement(
      "div",
      { className: "filter-foot" },
      createElement(Summary, { panel, values, exclude: picked.exclude, indexed }),
      createElement("button", clear, "Clear"),
      createElement(applying, { panel, picked, values, apply }),
    );
  };
})(window.cloudsense_kit);
