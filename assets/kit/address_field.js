/* A field whose text becomes a parameter of an address: `base` is the address without it. */
(function (kit) {
  const { createElement, useEffect, useRef, useState } = window.React;

  kit.AddressField = function ({ id, name, label, value, base }) {
    const [typed, setTyped] = useState(null);
    const link = useRef(null);
    const text = typed === null ? value : typed.trim();
    const joint = base.length > 1 ? "&" : "";
    const href = text ? `${base}${joint}${name}=${encodeURIComponent(text)}` : base;
    useEffect(() => setTyped(null), [value]);

    function apply() {
      if (typed !== null && text !== value) link.current.click();
    }
    function press(event) {
      if (event.key === "Enter") apply();
      if (event.key === "Escape") setTyped(null);
    }
    const field = {
      id,
      className: "form-control",
      type: "text",
      inputMode: "decimal",
      autoComplete: "off",
      value: typed === null ? value : typed,
      onChange: (event) => setTyped(event.target.value),
      onKeyDown: press,
      onBlur: apply,
    };
    return createElement(
      "span",
      { className: "gate-row" },
      createElement("label", { htmlFor: id }, label),
      createElement("input", field),
      createElement("a", { ref: link, href, hidden: true, "data-unpriced": "" }, "Apply"),
    );
  };
})(window.cloudsense_kit);
