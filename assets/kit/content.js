/* Draws nodes as elements; buttons with `data-do` report what they ask for. */
(function (kit) {
  const { createElement } = window.React;

  kit.Content = function ({ id, nodes, className, label, live, setProps }) {
    const click = (event) => kit.reportAction(event, setProps);
    const props = { id, className, onClick: click, "aria-label": label };
    if (live) props["aria-live"] = "polite";
    return createElement("div", props, (nodes || []).filter(Boolean).map(kit.render));
  };
})(window.cloudsense_kit);
