/* The choice of a payer, if there are several. */
(function (kit) {
  const { createElement } = window.React;

  /* The letter before the name of an account or payer. */
  kit.initialOf = (name) =>
    createElement("i", { key: "initial", "aria-hidden": true }, (name || "#").slice(0, 1));

  /* A link to each payer, and one to all payers. */
  function PayerLinks({ payers }) {
    const entries = payers.map(({ name, href, here }) =>
      createElement(kit.Choice, { key: href, label: name, href, chosen: here }),
    );
    return createElement("ul", null, entries);
  }

  /* The current payer, and links to the others. */
  kit.PayerSwitch = function ({ id, payers, account }) {
    const here = payers.find((payer) => payer.here);
    const name = here ? here.name : "Payer";
    const face = [
      kit.initialOf(name),
      createElement("strong", { key: "name" }, name),
      account &&
        createElement("span", { key: "number", className: "header-number" }, account.number),
    ];
    const content = () =>
      createElement(
        "nav",
        { className: "choice-list", "aria-label": "Payers", onKeyDown: kit.arrowKeys("a") },
        createElement("h2", null, "Payers"),
        createElement(PayerLinks, { payers }),
      );
    const menu = { id, label: "Payers", face, content };
    return createElement(kit.Menu, { ...menu, buttonClass: "header-account header-payer" });
  };

  /* The same in the sheet of a phone. */
  kit.PayerRows = function ({ payers }) {
    if (!payers.length) return null;
    return createElement(
      "nav",
      { className: "choice-list more-payers", "aria-label": "Payers" },
      createElement("h2", null, "Payers"),
      createElement(PayerLinks, { payers }),
    );
  };
})(window.cloudsense_kit);
