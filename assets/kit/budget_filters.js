/* kit.BudgetFilters({ id, text, change, lists, ask, … }): the costs that a budget counts, as
   filters or as text, one condition a line.

   text      `service=AWS Lambda`, `region!=us-east-1`
   change    function(text)
   lists     every dimension that can be filtered, as FilterBar takes them: of what was typed last,
             and of what was opened
   ask       function({ dimension, buy, at }): wants the values of a dimension */
(function (kit) {
  const { createElement, useRef, useState } = window.React;
  const HELP =
    "One filter a line, such as service=AWS Lambda, region!=us-east-1 or account=111122223333. " +
    "Lines with the same name are alternatives.";

  /* Names of values, from the page or from the selection. */
  function useNames(named) {
    const known = useRef(new Map());
    const learn = (dimension, value, name) => known.current.set(`${dimension}=${value}`, name);
    for (const { dimension, chosen } of named) {
      for (const { value, name } of chosen) learn(dimension, value, name);
    }
    const nameOf = (dimension, value) => known.current.get(`${dimension}=${value}`) || value;
    return { learn, nameOf };
  }

  function Chips({ bar, text, change, rules, nameOf, learn }) {
    const all = bar.filters.map((filter) => {
      const { dimension } = filter;
      const { values, exclude } = rules.get(dimension) || { values: [], exclude: false };
      const chosen = values.map((value) => ({ value, name: nameOf(dimension, value) }));
      return { ...filter, chosen, exclude };
    });
    function apply({ dimension }, chosen, exclude) {
      for (const [value, name] of chosen) learn(dimension, value, name);
      change(kit.budgetRules.change(text, dimension, [...chosen.keys()], exclude));
    }
    const filters = all.filter(({ chosen }) => chosen.length);
    const more = all.filter(({ chosen }) => !chosen.length);
    const none = filters.length ? null : createElement("span", { className: "note" }, "All costs");
    const props = { ...bar, label: "Counts", filters, more, apply };
    return createElement("div", { className: "counts" }, none, createElement(kit.Filters, props));
  }

  kit.BudgetFilters = function ({ id, text, change, lists, ask, ...bar }) {
    const [isText, setText] = useState(false);
    const { learn, nameOf } = useNames(lists.flat());
    const names = (list) => list.map(({ dimension }) => dimension);
    const read = (list) => kit.budgetRules.read(text, names(list));
    const filters = lists.find(read) || [];
    const rules = read(filters);
    const showsText = isText || !rules;
    const field = {
      id,
      className: "form-control",
      rows: 3,
      spellCheck: false,
      placeholder: "all costs",
      "aria-describedby": `${id}-help`,
      value: text,
      onChange: (event) => change(event.target.value),
    };
    const toggle = {
      type: "button",
      id: `${id}-as-text`,
      className: "btn btn-link form-toggle",
      disabled: !rules,
      onClick: () => setText(!showsText),
    };
    const label = showsText ? { htmlFor: id } : null;
    const props = { ...bar, id: `${id}-filters`, filters, setProps: ({ wanted }) => ask(wanted) };
    return createElement(
      "div",
      { className: "form-part" },
      createElement("button", toggle, showsText ? "Show filters" : "Edit as text"),
      createElement(label ? "label" : "span", { ...label, className: "form-label" }, "Counts"),
      showsText && createElement("textarea", field),
      showsText && createElement("small", { id: `${id}-help` }, HELP),
      !showsText && createElement(Chips, { bar: props, text, change, rules, nameOf, learn }),
    );
  };
})(window.cloudsense_kit);
