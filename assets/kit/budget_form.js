/* The fields of a budget, with a preview while somebody types. */
(function (kit) {
  const { createElement, useEffect, useState } = window.React;
  const PAUSE = 400;
  const EVERY = [
    ["month", "Month"],
    ["quarter", "Quarter"],
    ["year", "Year"],
  ];
  const CHARGES = [
    ["all", "All incl. credits"],
    ["usage", "Usage only"],
  ];
  const METRICS = [
    ["unblended", "Unblended"],
    ["amortized", "Amortized"],
    ["net-unblended", "Net unblended"],
    ["net-amortized", "Net amortized"],
    ["blended", "Blended"],
  ];

  function labelled(id, label, field, look) {
    const name = createElement("label", { htmlFor: id }, label);
    const props = { key: id, className: `form-part ${look || ""}` };
    return createElement("div", props, name, field);
  }

  function choices(pairs) {
    return pairs.map(([value, text]) => createElement("option", { key: value, value }, text));
  }

  kit.BudgetForm = function (props) {
    const { id, values, of, original, digest, cancel, editable, preview, setProps } = props;
    const [typed, setTyped] = useState(values || {});
    const form = JSON.stringify({ ...typed, original, digest });

    const fill = kit.useLatest(() => setTyped(values || {}));
    const show = kit.useLatest((text) => setProps({ draft: { form: text, at: Date.now() } }));
    const hasValues = Boolean(values);

    useEffect(() => fill(), [fill, of]);
    useEffect(() => {
      const timer = hasValues ? setTimeout(() => show(form), PAUSE) : 0;
      return () => clearTimeout(timer);
    }, [show, form, hasValues]);

    function change(name) {
      return (event) => setTyped({ ...typed, [name]: event.target.value });
    }
    function input(name, label, more) {
      const { look, ...own } = more || {};
      const field = {
        id: `${id}-${name}`,
        className: "form-control",
        type: "text",
        autoComplete: "off",
        value: typed[name] || "",
        onChange: change(name),
        ...own,
      };
      return labelled(field.id, label, createElement("input", field), look);
    }
    function select(name, label, pairs) {
      const field = {
        id: `${id}-${name}`,
        className: "form-select",
        value: typed[name] || pairs[0][0],
        onChange: change(name),
      };
      return labelled(field.id, label, createElement("select", field, choices(pairs)), "half");
    }
    function filters() {
      const { filters: all, drafted, amount_label, currency, offered: found } = props;
      const field = {
        id: `${id}-where`,
        text: typed.where || "",
        change: (where) => setTyped({ ...typed, where }),
        lists: [drafted, all].filter((list) => list && list.length),
        amount_label,
        currency,
        values: found,
      };
      const ask = (wanted) => setProps({ wanted: { ...wanted, form } });
      return createElement(kit.BudgetFilters, { key: "where", ...field, ask });
    }
    function report(event) {
      const button = event.target.closest("button[data-do]");
      if (!button || !button.dataset.do) return;
      event.stopPropagation();
      setProps({ action: { do: button.dataset.do, form, at: Date.now() } });
    }
    function submit(event) {
      event.preventDefault();
      if (!editable) return;
      setProps({ action: { do: "save-budget", form, at: Date.now() } });
    }
    const save = { type: "submit", className: "btn btn-primary", id: `${id}-save` };
    const remove = {
      type: "button",
      className: "btn btn-link",
      id: `${id}-delete`,
      "data-do": "remove-budget",
      "data-confirm": "Delete for good",
    };
    const back = { className: "btn btn-outline-secondary", href: cancel, "data-unpriced": "" };
    const buttons = createElement(
      "div",
      { key: "buttons", className: "form-buttons" },
      editable ? createElement("button", save, "Save") : null,
      original ? createElement("a", back, "Cancel") : null,
      editable && original ? createElement(kit.ConfirmButton, remove, "Delete") : null,
    );
    const shown = (preview || []).map(kit.render);
    return createElement(
      "form",
      { id, className: "budget-form", onSubmit: submit, onClick: report, autoComplete: "off" },
      input("name", "Name", { maxLength: 100 }),
      input("amount", "Amount", { inputMode: "decimal", look: "half" }),
      select("every", "Every", EVERY),
      filters(),
      select("charges", "Charges", CHARGES),
      select("metric", "Cost", METRICS),
      input("thresholds", "Alert at (percent)"),
      createElement("div", { key: "preview", className: "preview", "aria-live": "polite" }, shown),
      buttons,
    );
  };
})(window.cloudsense_kit);
