/* Parts of a cost table: cells, rows, head and foot. Each depends on its props only. */
(function (kit) {
  const { createElement: el, Fragment, memo } = window.React;
  const PRICE = "Not cached: opening it makes a paid AWS request at about this price";
  const INTERNAL = /^\?/;

  function Trend({ cell, isTotal }) {
    if (!cell.path) return null;
    const path = el("path", { d: cell.path, className: isTotal ? "cost-table-sum" : undefined });
    return el("svg", { viewBox: "0 0 110 24", role: "img", "aria-label": cell.text }, path);
  }

  function part(length) {
    return `${(length || 0) * 100}%`;
  }

  /* A bar; for budgets with a hatched projection and a tick at the amount. */
  function Bar({ cell, isTotal }) {
    if (!cell.text) return null;
    const text = el("span", null, cell.text);
    const look = cell.role ? `cost-table-${cell.role}` : undefined;
    const fill = { style: { width: part(cell.fraction) }, className: look };
    const projected = { style: { width: part(cell.projected) }, className: "cost-table-projected" };
    const limit = { style: { left: part(cell.limit) } };
    const track = el(
      "span",
      { className: cell.limit ? "cost-table-track cost-table-limited" : "cost-table-track" },
      cell.projected ? el("i", projected) : null,
      isTotal ? null : el("i", fill),
      cell.limit ? el("b", limit) : null,
    );
    return el(Fragment, null, text, track);
  }

  function Change({ cell }) {
    const role = `cost-table-${cell.role || "same"}`;
    return el("span", { className: role }, cell.text, " ", el("small", null, cell.percent));
  }

  const DRAWN = { bar: Bar, change: Change, trend: Trend };

  function classOf(column) {
    const narrow = column.narrow ? ` cost-table-narrow-${column.narrow}` : "";
    const wide = column.wide ? " cost-table-wide" : "";
    return `cost-table-${column.kind}${narrow}${wide}`;
  }

  /* A link other than that of the row. */
  function Linked({ cell }) {
    const price = { className: "cost-table-price", title: PRICE };
    const tag = cell.price ? el("abbr", price, cell.price) : null;
    return el("a", { href: cell.href, title: cell.hint }, cell.text, tag);
  }

  function drawn(cell, column, isTotal) {
    if (INTERNAL.test(cell.href || "")) return el(Linked, { cell });
    const draw = DRAWN[column.kind];
    return draw ? el(draw, { cell, isTotal }) : cell.text;
  }

  function valueCell(row, column, isTotal) {
    const props = { key: column.key, role: "cell", className: classOf(column) };
    const cell = row.cells[column.key];
    return el("td", props, cell ? drawn(cell, column, isTotal) : null);
  }

  function isLink(row) {
    return INTERNAL.test(row.href || "");
  }

  function nameCell(row, column) {
    const swatch = { className: "cost-table-swatch", style: { background: row.colour } };
    const name = el("span", { title: row.title }, row.name);
    const price = { className: "cost-table-price", title: PRICE };
    const tag = row.price ? el("abbr", price, row.price) : null;
    const shown = isLink(row)
      ? el("a", { href: row.href }, name, tag)
      : el("span", null, name, tag);
    const note = row.note ? el("small", null, row.note) : null;
    const props = { key: column.key, role: "rowheader", scope: "row", className: classOf(column) };
    return el("th", props, row.colour ? el("i", swatch) : null, el("div", null, shown, note));
  }

  function cells(row, [name, ...others], isTotal) {
    return [nameCell(row, name), ...others.map((column) => valueCell(row, column, isTotal))];
  }

  /* Memoized: rows are not drawn again when others are added, removed or moved. */
  const Row = memo(({ row, columns, index }) => {
    const className = isLink(row) ? "cost-table-opens" : undefined;
    const props = { role: "row", "aria-rowindex": index, className };
    return el("tr", props, cells(row, columns));
  });

  /* `sort` is the key of the column that the rows are sorted by. */
  function Head({ columns, sort, falling, sortBy }) {
    const title = (column) => {
      const order = falling ? "descending" : "ascending";
      const props = {
        key: column.key,
        role: "columnheader",
        scope: "col",
        className: classOf(column),
        "aria-sort": column.key === sort ? order : undefined,
      };
      const button = { type: "button", title: column.hint, onClick: () => sortBy(column) };
      return el("th", props, el("button", button, column.title));
    };
    const row = el("tr", { role: "row" }, columns.map(title));
    return el("thead", { role: "rowgroup" }, row);
  }

  /* `more` are buttons for the rows that are not shown. */
  function Foot({ total, columns, name, more }) {
    const cell = { role: "cell", className: "cost-table-more", colSpan: columns.length };
    const last = total ? cells({ ...total, name }, columns, true) : null;
    return el(
      "tfoot",
      { role: "rowgroup" },
      more ? el("tr", { role: "row" }, el("td", cell, more)) : null,
      last ? el("tr", { role: "row" }, last) : null,
    );
  }

  kit.costTableParts = { Row, Head, Foot };
})(window.cloudsense_kit);
