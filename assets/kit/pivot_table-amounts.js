/* Amounts of a pivot table as links: arrow keys between them, and prices. */
(function (kit) {
  const { createElement: el, useState } = window.React;
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  /* A row is one tab stop. Arrow keys move between its amounts. */
  kit.PivotAmount = function ({ text, href }) {
    const link = kit.internal(href || undefined);
    return link ? el("a", { href: link, tabIndex: -1 }, text) : text;
  };

  /* Finds the next cell with a link or button in the direction of an arrow key. */
  function moveFocus(event) {
    const step = STEPS[event.key];
    const cell = event.target.closest("td, th");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const { rows } = cell.closest("table");
    let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    let found = null;
    while (!found) {
      [row, column] = [row + step[0], column + step[1]];
      if (!rows[row] || !rows[row].cells[column]) return;
      found = rows[row].cells[column].querySelector("a, button:not(.pivot-open)");
    }
    event.preventDefault();
    found.focus();
  }

  /* The price of opening the amount under the pointer or with the focus. */
  function useAmountPrice() {
    const [at, setAt] = useState(null);
    const price = kit.usePrice(at && at.href);
    const look = ({ target }) => {
      const link = target.closest(".pivot-column a");
      if (!link) {
        setAt(null);
        return;
      }
      const { offsetTop, offsetHeight, offsetLeft, offsetWidth } = link.closest("td");
      const place = { top: offsetTop + offsetHeight, left: offsetLeft + offsetWidth };
      setAt({ href: link.getAttribute("href"), place });
    };
    const handlers = { onPointerOver: look, onFocus: look, onBlur: () => setAt(null) };
    return { at, price, handlers: { ...handlers, onPointerLeave: () => setAt(null) } };
  }

  /* Around the table, which scrolls in it. */
  kit.PivotBox = function ({ children }) {
    const { at, price, handlers } = useAmountPrice();
    const region = { className: "pivot-box", role: "region", tabIndex: 0 };
    const hint = { className: "pivot-price", style: at ? at.place : undefined };
    return el(
      "div",
      {
        ...region,
        ...handlers,
        "aria-label": "Costs as a table",
        "data-unpriced": price === null ? "" : undefined,
        onKeyDown: moveFocus,
      },
      at && price ? el("output", hint, price) : null,
      children,
    );
  };
})(window.cloudsense_kit);
