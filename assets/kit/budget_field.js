/* The monthly budget: the typed amount becomes an address, and this browser remembers it. */
(function (kit) {
  const { createElement, useEffect, useRef, useState } = window.React;

  kit.BudgetField = function (props) {
    const { id, value = "", template, cleared, label, placeholder, remember } = props;
    const { scope = "", amount = "" } = remember || {};
    const [typed, setTyped] = useState(null);
    const link = useRef(null);
    const focused = useRef(false);
    const applied = useRef(value);
    const text = typed === null ? value : typed.trim();
    const href = text ? kit.fill(template, encodeURIComponent(text)) : cleared;

    useEffect(() => {
      if (amount) window.cloudsenseBudget.remember(scope, amount);
    }, [scope, amount]);
    /* The typed amount is shown until the page is loaded. */
    useEffect(() => {
      if (!focused.current) setTyped(null);
    }, [value]);

    function enter() {
      focused.current = true;
      applied.current = value;
    }
    function apply() {
      if (text === applied.current) return;
      applied.current = text;
      if (!text) window.cloudsenseBudget.remember(scope, "");
      link.current.click();
    }
    function leave() {
      focused.current = false;
      apply();
      if (text === value) setTyped(null);
    }
    function press(event) {
      if (event.key === "Enter") apply();
      if (event.key === "Escape") setTyped(null);
    }
    const field = {
      id: `${id}-amount`,
      className: "form-control",
      type: "text",
      inputMode: "decimal",
      autoComplete: "off",
      "aria-label": label,
      placeholder,
      value: typed === null ? value : typed,
      onFocus: enter,
      onChange: (event) => setTyped(event.target.value),
      onKeyDown: press,
      onBlur: leave,
    };
    /* A budget is free: following the link does not agree to a price. */
    const target = { ref: link, href, hidden: true, "data-unpriced": "" };
    return createElement(
      "span",
      { id, className: "budget-field" },
      createElement("input", field),
      createElement("a", target, "Apply"),
    );
  };
})(window.cloudsense_kit);
