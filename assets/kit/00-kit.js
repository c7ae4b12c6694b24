/* Functions that the components of the kit share. Each component is a function of
   `window.cloudsense_kit` in its own file. */
window.cloudsense_kit = {};

(function (kit) {
  const { createElement, useCallback, useEffect, useRef, useState } = window.React;
  const TAGS = new Set([
    "a",
    "abbr",
    "b",
    "button",
    "code",
    "details",
    "div",
    "form",
    "h2",
    "h3",
    "i",
    "input",
    "label",
    "li",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "summary",
    "svg",
    "path",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
  ]);
  const ATTRIBUTES = new Set([
    "id",
    "title",
    "type",
    "value",
    "role",
    "scope",
    "colspan",
    "download",
    "tabindex",
    "hidden",
    "placeholder",
    "viewBox",
    "d",
  ]);
  const RENAMED = { colspan: "colSpan", tabindex: "tabIndex" };
  const STYLES = { w: "width", h: "height", at: "left", top: "top", fill: "background" };
  const SURE_WITHIN = 5000;
  const SIGNED = /([−+](?:[$€£¥]|[A-Z]{3} )[\d,]+(?:\.\d+)?[kMB]?)/;
  const INTERNAL = /^((costs|data)\.(csv|xlsx))?\?/;

  function propsOf(node, key) {
    const props = { key };
    if (node.c) props.className = node.c;
    for (const [name, value] of Object.entries(node.a || {})) {
      if (name in STYLES) props.style = { ...props.style, [STYLES[name]]: value };
      else if (name === "href") {
        if (INTERNAL.test(value)) props.href = value;
      } else if (/^(aria|data)-/.test(name)) props[name] = value;
      else if (ATTRIBUTES.has(name)) props[RENAMED[name] || name] = value;
    }
    return props;
  }

  /* Kit components among nodes, by tag. */
  const COMPONENTS = {
    "copy-link": "CopyLink",
    field: "AddressField",
    menu: "ChoiceMenu",
    "mute-form": "MuteForm",
    "note-form": "NoteForm",
    "saved-views": "SavedViews",
  };

  function element(node, key) {
    const tag = TAGS.has(node.t) ? node.t : "span";
    const asksFirst = tag === "button" && node.a && node.a["data-confirm"];
    const children = (node.x || []).map(kit.render);
    return createElement(asksFirst ? kit.ConfirmButton : tag, propsOf(node, key), ...children);
  }

  /* A node's id is its key, so it stays the same element. What replaces a skeleton is a new
     element: otherwise browsers report the skeleton as a layout shift. */
  function keyOf(node, place) {
    if (node.a && node.a.id) return node.a.id;
    return /^skeleton\b/.test(node.c || "") ? `skeleton-${place}` : place;
  }

  /* Returns a whole number as text: `12,345`. The first number that a browser formats by locale
     takes 15 ms, which would delay the first chart. */
  kit.withCommas = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  /* Keeps amounts with a sign on one line: it could break between the sign and the currency. */
  kit.sentence = function (text, key) {
    const parts = (text || "").split(SIGNED);
    if (parts.length === 1) return text;
    const drawn = parts.map((part, n) =>
      n % 2 ? createElement("bdi", { key: n, className: "signed" }, part) : part,
    );
    return createElement("bdi", { key }, drawn); // an element without styles
  };

  /* Returns a node of `figures.nodes` as a React element. */
  kit.render = function (node, place) {
    if (typeof node === "string") return kit.sentence(node, place);
    const key = keyOf(node, place);
    const component = COMPONENTS[node.t];
    return component ? createElement(kit[component], { key, ...node.p }) : element(node, key);
  };

  /* Returns a stable function that calls the latest callback. */
  kit.useLatest = function (callback) {
    const latest = useRef(callback);
    useEffect(() => {
      latest.current = callback;
    });
    return useCallback((...given) => latest.current(...given), []);
  };

  /* State that is "" again after `time` milliseconds. */
  kit.useBriefly = function (time) {
    const [value, setValue] = useState("");
    useEffect(() => {
      const timer = value ? setTimeout(() => setValue(""), time) : 0;
      return () => clearTimeout(timer);
    }, [value, time]);
    return [value, setValue];
  };

  /* Reports the command of a clicked button with `data-do`. */
  kit.reportAction = function (event, setProps) {
    const button = event.target.closest("button[data-do]");
    if (!button || !button.dataset.do) return;
    const { do: action, question, month, text, author } = button.dataset;
    const about = question ? { question, month, text, author } : {};
    setProps({ action: { do: action, ...about, at: Date.now() } });
  };

  /* A button that asks before it reports: a second click within five seconds confirms. */
  kit.ConfirmButton = function ({
    children,
    "data-confirm": confirm,
    "data-do": action,
    ...props
  }) {
    const [sure, setSure] = kit.useBriefly(SURE_WITHIN);
    const label = props["aria-label"];
    const own = {
      ...props,
      className: `${props.className || ""}${sure ? " sure" : ""}`,
      "aria-label": sure && label ? `${confirm}: ${label.split(": ").pop()}` : label,
      "aria-live": "polite",
      "data-do": sure ? action : "",
      onClick: () => setSure(sure ? "" : confirm),
    };
    return createElement("button", own, sure ? confirm : children);
  };

  /* Fetches the price of opening an address, such as "≈3¢"; "" if it is free. */
  kit.price = function (href, signal) {
    return fetch(`price${href}`, { signal }).then((answer) => {
      if (!answer.ok) throw new Error(`no price: ${answer.status}`);
      return answer.text();
    });
  };
})(window.cloudsense_kit);
