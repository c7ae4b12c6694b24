/* A button that shows the choice, with a list of links, and further lists below it. */
(function (kit) {
  const { createElement, useRef } = window.React;

  /* A line of a menu: a link with its price, marked if it is `chosen`. */
  kit.Choice = function ({ label, href, price, chosen, unpriced }) {
    const props = {
      href: kit.internal(href),
      "aria-current": chosen ? "true" : undefined,
      "data-first": chosen || null,
      "data-unpriced": unpriced ? "" : undefined,
    };
    return createElement(
      "li",
      null,
      createElement(
        "a",
        props,
        createElement("span", { className: "choice-mark", "aria-hidden": true }),
        createElement("span", { className: "choice-label" }, label),
        price && createElement("small", { className: "choice-price" }, price),
      ),
    );
  };

  function choice(each, current) {
    const chosen = each.label === current;
    return createElement(kit.Choice, { key: each.label, ...each, chosen });
  }

  /* A typed key. Its price is fetched. */
  function Typed({ dimension, label, base }) {
    const joint = base.length > 1 ? "&" : "";
    const href = `${base}${joint}by=${kit.filterValues.quote(dimension)}`;
    const price = kit.usePrice(href);
    return createElement(kit.Choice, { label, href, price, unpriced: price === null });
  }

  function Section({ label, current, choices }) {
    return createElement(
      "section",
      { "aria-label": label },
      createElement("h3", null, label),
      createElement(
        "ul",
        null,
        choices.map((each) => choice(each, current)),
      ),
    );
  }

  /* Choices of the sections that are not the default. */
  function saidOf(current, sections) {
    const unusual = sections.filter((section) => section.current !== section.choices[0].label);
    return [current, ...unusual.map((section) => section.current)].join(", ");
  }

  function Choices({ id, label, current, choices, sections, finds, typed_base: base, sheet }) {
    const root = useRef(null);
    const focus = kit.useKeptFocus(root);
    const search = kit.useKeySearch(choices, finds);
    const enter = () => root.current.querySelector("a")?.click();
    const field = { id: `${id}-search`, label: "Search groupings", search, enter };
    const typed = search.typed.map((each) =>
      createElement(Typed, { key: each.dimension, base, ...each }),
    );
    const props = {
      ref: root,
      "aria-label": label,
      className: "choice-list",
      onKeyDown: kit.arrowKeys("input, a, button"),
      ...focus,
    };
    return createElement(
      "nav",
      props,
      createElement("h2", { className: sheet ? undefined : "unseen" }, label),
      finds.length > 0 && createElement(kit.KeySearch, field),
      createElement(
        "ul",
        null,
        search.found.map((each) => choice(each, current)),
        typed,
      ),
      sections.map((section) => createElement(Section, { key: section.label, ...section })),
      createElement(kit.FindKeys, { finds }),
    );
  }

  kit.ChoiceMenu = function ({ id, label, current, choices, sections, finds, typed_base }) {
    const further = sections || [];
    const face = [
      createElement("span", { key: "label" }, label),
      createElement("strong", { key: "current" }, saidOf(current, further)),
    ];
    const lists = { choices: choices || [], sections: further, finds: finds || [] };
    const shown = { id, label, current, typed_base, ...lists };
    const content = (sheet) => createElement(Choices, { ...shown, sheet });
    const menu = { id: `${id}-button`, label, face, content };
    return createElement("span", { id, className: "choice-menu" }, createElement(kit.Menu, menu));
  };
})(window.cloudsense_kit);
