/* Parts that the menus of dimensions share: a field to search for a key or type one, and the
   state of each kind of key.
   kit.useKeySearch(items, finds)   `items` have a `label`
   kit.KeySearch({ id, label, search, enter, isFirst })   the field; `search` is of useKeySearch, and
   with `isFirst` it has the focus when the menu opens
   kit.FindKeys({ finds })   a button with its price, or what came of asking */
(function (kit) {
  const { createElement, useState } = window.React;

  /* `tag:Team` and `Team` mean the same key. */
  function keyOf(text, kind) {
    return text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : text;
  }

  function typed(text, items, finds) {
    const known = new Set(items.map(({ label }) => label));
    const named = finds.filter(({ kind }) => text.startsWith(`${kind}:`));
    const kinds = named.length ? named : finds;
    const made = kinds.map(({ kind, title }) => {
      const key = keyOf(text, kind);
      return { dimension: `${kind}:${key}`, label: `${title} ${key}`, isTyped: true, key };
    });
    return made.filter(({ label, key }) => key && !known.has(label));
  }

  /* The items that the text is part of, and the keys that it may be. */
  kit.useKeySearch = function (items, finds) {
    const [text, setText] = useState("");
    const wanted = text.trim();
    const lower = keyOf(keyOf(wanted, "tag"), "cost-category").toLowerCase();
    const found = items.filter(({ label }) => label.toLowerCase().includes(lower));
    return { text, setText, found, typed: wanted ? typed(wanted, items, finds) : [] };
  };

  kit.KeySearch = function ({ id, label, search, enter, isFirst }) {
    function onKeyDown(event) {
      if (event.key === "Enter") {
        event.preventDefault();
        enter();
      }
      /* Else they move the focus within the menu. */
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) event.stopPropagation();
    }
    return createElement("input", {
      id,
      className: "key-search",
      type: "search",
      value: search.text,
      placeholder: "Search, or type a key",
      autoComplete: "off",
      spellCheck: false,
      maxLength: 160,
      "aria-label": label,
      "data-first": isFirst || null,
      onChange: (event) => search.setText(event.target.value),
      onKeyDown,
    });
  };

  function find({ kind, state, label, message }) {
    const asks = state === "unknown" || state === "failed";
    const button = {
      type: "button",
      className: "key-find",
      "data-do": "find-keys",
      "data-question": kind,
    };
    return createElement(
      "div",
      { key: kind },
      message && createElement("p", { role: "status" }, message),
      asks && createElement("button", button, label),
    );
  }

  kit.FindKeys = function ({ finds }) {
    const said = finds.filter(({ state, message }) => state !== "listed" || message);
    return said.length > 0 && createElement("div", { className: "key-finds" }, said.map(find));
  };
})(window.cloudsense_kit);
