/* kit.AddFilter({ id, more, finds, add, setProps }): dimensions without a filter. Choosing one
   calls `add({ dimension, label })`; `setProps` reports requests for lists of keys. */
(function (kit) {
  const { createElement, useRef } = window.React;

  function Dimensions({ id, more, finds, add, sheet, setProps }) {
    const root = useRef(null);
    const focus = kit.useKeptFocus(root);
    const search = kit.useKeySearch(more, finds);
    const shown = [...search.found, ...search.typed];
    const item = (each, place) => {
      const onClick = () => add(each);
      const first = place === 0 && !finds.length ? true : null;
      const props = { type: "button", onClick, "data-first": first };
      return createElement(
        "li",
        { key: each.dimension },
        createElement("button", props, each.label),
      );
    };
    const props = {
      ref: root,
      className: "filter-add",
      onKeyDown: kit.arrowKeys("input, button"),
      onClick: (event) => kit.reportAction(event, setProps),
      ...focus,
    };
    const field = {
      id: `${id}-search`,
      label: "Search dimensions",
      search,
      isFirst: true,
      enter: () => shown.length && add(shown[0]),
    };
    return createElement(
      "div",
      props,
      sheet && createElement("h2", null, "Add filter"),
      finds.length > 0 && createElement(kit.KeySearch, field),
      createElement("ul", null, shown.map(item)),
      createElement(kit.FindKeys, { finds }),
    );
  }

  kit.AddFilter = function ({ id, more, finds, add, setProps }) {
    function content(sheet, close) {
      const chosen = (each) => {
        close();
        add(each);
      };
      return createElement(Dimensions, { id, more, finds, add: chosen, sheet, setProps });
    }
    const face = "Add filter";
    return createElement(kit.Menu, { id, label: face, face, content });
  };
})(window.cloudsense_kit);
