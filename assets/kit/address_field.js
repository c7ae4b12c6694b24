/* A field whose text becomes a parameter of an address: `base` is the address without it, or
   `template` the address with a placeholder for it. */
(function (kit) {
  const { createElement, useEffect, useRef, useState } = window.React;

  function addressOf({ name, base, template }, text) {
    if (template) return kit.fill(template, encodeURIComponent(text));
    return `${base}${base.length > 1 ? "&" : ""}${name}=${encodeURIComponent(text)}`;
  }

  kit.AddressField = function (props) {
    const { id, label, value, base, template, placeholder } = props;
    const [typed, setTyped] = useState(null);
    const link = useRef(null);
    const text = typed === null ? value : typed.trim();
    const href = text ? addressOf(props, text) : base;
    useEffect(() => setTyped(null), [value]);

    function apply() {
      if (typed !== null && text !== value && (text || !template)) link.current.click();
    }
    function press(event) {
      if (event.key === "Enter") apply();
      if (event.key === "Escape") setTyped(null);
    }
    const field = {
      id,
      className: "form-control",
      type: "text",
      inputMode: template ? "text" : "decimal",
      placeholder,
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
