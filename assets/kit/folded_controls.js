/* Controls that phones fold into a summary, with a button that unfolds them. */
(function (kit) {
  const { createElement, useState } = window.React;

  kit.FoldedControls = function ({ id, label, nodes, children }) {
    const [open, setOpen] = useState(false);
    const edit = {
      id: `${id}-edit`,
      type: "button",
      className: "popover-button",
      "aria-expanded": open,
      "aria-controls": `${id}-within`,
      onClick: () => setOpen(!open),
    };
    const unseen = createElement("span", { className: "unseen" }, ` ${label}`);
    const chevron = createElement("span", { className: "popover-chevron", "aria-hidden": true });
    const said = createElement("div", { className: "folded-said" }, (nodes || []).map(kit.render));
    const button = createElement(
      "button",
      edit,
      createElement("strong", null, "Edit", unseen),
      chevron,
    );
    return createElement(
      "div",
      { id, className: open ? "folded-controls" : "folded-controls folded" },
      createElement("div", { className: "folded-face" }, said, button),
      createElement("div", { id: `${id}-within`, className: "folded-within" }, children),
    );
  };
})(window.cloudsense_kit);
