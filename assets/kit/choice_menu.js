/* One of a few: a button with what is chosen, and a list of links. */
(function (kit) {
  const { createElement, useState } = window.React;

  function choice({ label, href, price }, current) {
    const chosen = label === current;
    const props = {
      href: kit.internal(href),
      "aria-current": chosen ? "true" : undefined,
      "data-first": chosen || null,
    };
    return createElement(
      "li",
      { key: label },
      createElement(
        "a",
        props,
        createElement("span", { className: "choice-mark", "aria-hidden": true }),
        createElement("span", { className: "choice-label" }, label),
        price && createElement("small", { className: "choice-price" }, price),
      ),
    );
  }

  kit.ChoiceMenu = function ({ id, label, current, choices }) {
    const [open, setOpen] = useState(false);
    const face = [
      createElement("span", { key: "label" }, label),
      createElement("strong", { key: "current" }, current),
    ];

    function content(sheet) {
      return createElement(
        "nav",
        { "aria-label": label, className: "choice-list", onKeyDown: kit.arrowKeys("a") },
        sheet && createElement("h2", null, label),
        createElement(
          "ul",
          null,
          (choices || []).map((each) => choice(each, current)),
        ),
      );
    }
    const popover = createElement(kit.Popover, {
      id: `${id}-button`,
      label,
      open,
      setOpen,
      face,
      content,
    });
    return createElement("span", { id, className: "choice-menu" }, popover);
  };
})(window.cloudsense_kit);
