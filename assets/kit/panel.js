/* A part of the page with a title, a sentence and content. */
(function (kit) {
  const { createElement, useRef } = window.React;

  function draw(nodes) {
    return (nodes || []).filter(Boolean).map(kit.render);
  }

  function heading(id, view) {
    const { note, price_note: prices } = view;
    const before = note && prices ? " · " : "";
    const costs = prices && createElement("span", { className: "cents-note" }, before, prices);
    const small = createElement("small", { id: `note-${id}` }, note && kit.sentence(note), costs);
    return createElement(
      "h2",
      null,
      createElement("span", { id: `title-${id}` }, view.title),
      note || prices ? small : null,
    );
  }

  /* What replaces a skeleton is a new element, so browsers report no layout shift. */
  function kindOf(body) {
    const first = (body || []).find(Boolean);
    return first && /^skeleton\b/.test(first.c || "") ? "skeleton" : "content";
  }

  function bodyOf(id, view) {
    const props = { key: kindOf(view.body), className: "body", id: `body-${id}` };
    return createElement("div", props, draw(view.body));
  }

  /* `children` are hidden while the view has a message or a skeleton. */
  kit.Panel = function ({ id, className, title, view, skeleton, children, setProps }) {
    const root = useRef(null);
    const focus = kit.useKeptFocus(root);
    const shown = view || { title, body: skeleton, empty: true };
    const click = (event) => kit.reportAction(event, setProps);
    const sentence = kit.sentence(shown.sentence || "");
    const said = createElement("p", { className: "said", id: `said-${id}` }, sentence);
    const head = createElement(
      "div",
      { className: "panel-head" },
      heading(id, shown),
      draw(shown.tools),
    );
    const body = bodyOf(id, shown);
    const held = children ? createElement("div", { hidden: Boolean(shown.empty) }, children) : null;
    const props = { id, ref: root, className, onClick: click, ...focus };
    return createElement("section", props, head, said, body, held);
  };

  /* The tiles at the top. A view's `field` is for the tile with children. */
  kit.Tile = function ({ id, className, title, view, skeleton, children }) {
    const shown = view || { title, body: skeleton };
    const name = heading(id, shown);
    const head = children
      ? createElement("div", { className: "budget-head" }, name, children)
      : name;
    const said = createElement(
      "p",
      { className: "unseen", id: `said-${id}` },
      shown.sentence || "",
    );
    const body = bodyOf(id, shown);
    return createElement("section", { id, className: `tile ${className || ""}` }, head, said, body);
  };

  /* Several tiles without child components. */
  kit.Tiles = function ({ id, titles, views, skeleton, setProps }) {
    const click = (event) => kit.reportAction(event, setProps);
    const tiles = Object.entries(titles).map(([name, title]) => {
      const props = {
        id: name,
        className: `tile-${name}`,
        title,
        view: (views || {})[name],
        skeleton,
      };
      return createElement(kit.Tile, { key: name, ...props });
    });
    return createElement("div", { id, className: "tile-group", onClick: click }, tiles);
  };
})(window.cloudsense_kit);
