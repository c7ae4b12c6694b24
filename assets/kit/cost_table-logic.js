/* Search and sort order of a cost table. It must match figures/table_data.py, which makes
   downloads. Examples for both: tests/scripts/cost_table_rows.json. */
(function (kit) {
  const DOWNLOAD = /^costs\.(csv|xlsx)\?/;

  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  /* Whether a whole text matches `parts`, the pattern split at each `*`. */
  function isLike(text, parts) {
    const [start, end] = [parts[0], parts[parts.length - 1]];
    if (!text.startsWith(start)) return false;
    let at = start.length;
    for (const part of parts.slice(1, -1)) {
      const place = text.indexOf(part, at);
      if (place < 0) return false;
      at = place + part.length;
    }
    return text.length - end.length >= at && text.endsWith(end);
  }

  /* Whether a row has `find` in its name, its second line or its title. */
  function matcher(find) {
    const term = folded(find).replace(/^ +| +$/g, "");
    if (!term) return () => true;
    const parts = term.split("*");
    const matches =
      parts.length > 1
        ? (text) => isLike(folded(text), parts)
        : (text) => folded(text).includes(term);
    return (row) => [row.name, row.note || "", row.title || ""].some(matches);
  }

  function valueOf(row, column) {
    const cell = row.cells[column];
    return cell ? cell.sort : folded(row.name);
  }

  function ordered(rows, column, falling) {
    const values = new Map(rows.map((row) => [row, valueOf(row, column)]));
    const isKnown = (row) => values.get(row) !== null;
    const direction = falling ? -1 : 1;
    const known = rows.filter(isKnown).sort((one, other) => {
      const [x, y] = [values.get(one), values.get(other)];
      if (x === y) return 0;
      return x < y ? -direction : direction;
    });
    return known.concat(rows.filter((row) => !isKnown(row)));
  }

  /* Sorts rows. `sort` is the key of a column; "" keeps their order. */
  function arranged(rows, { sort, falling, find }) {
    const found = rows.filter(matcher(find));
    return sort ? ordered(found, sort, falling) : found;
  }

  /* Returns the order after a click on a column: numbers begin with the largest. */
  function sortedBy(column, state, given) {
    const isCurrent = column.key === (state.sort || given);
    const falling = isCurrent ? !state.falling : column.kind !== "name" && column.kind !== "text";
    return { ...state, sort: column.key, falling };
  }

  /* Returns the address of a file with the rows as shown; "" if there is no download. */
  function download(href, { sort, falling, find }) {
    if (!DOWNLOAD.test(href)) return "";
    const words = new URLSearchParams();
    if (sort) words.set("sort", sort);
    if (sort) words.set("order", falling ? "desc" : "asc");
    if (find.trim()) words.set("find", find);
    const more = words.toString();
    return more && !href.endsWith("?") ? `${href}&${more}` : href + more;
  }

  /* Returns the sum of a column, to the cent: "−$1,169.14". */
  function summed(rows, column, currency) {
    const amounts = rows.map((row) => (row.cells[column] ? row.cells[column].sort : 0));
    const sum = amounts.reduce((total, amount) => total + (amount || 0), 0);
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const text = Math.abs(sum).toLocaleString("en-US", digits);
    return `${sum < 0 && /[1-9]/.test(text) ? "−" : ""}${currency}${text}`;
  }

  function longest(texts) {
    return Math.max(0, ...texts.map((text) => (text || "").length));
  }

  /* Returns the width of a column, from its longest text: rows are laid out separately. */
  function width(column, cells) {
    const text = longest(cells.map((cell) => cell.text + (cell.price ? `${cell.price}___` : "")));
    const head = `${column.title.length * 0.86 + 1.6}ch`;
    switch (column.kind) {
      case "name":
        return "minmax(10ch, 1fr)";
      case "bar":
        return `calc(max(${text}ch, ${head}) + var(--bar-width) + 30px)`;
      case "change":
        return `max(calc(${text + longest(cells.map((cell) => cell.percent))}ch + 28px), ${head})`;
      case "trend":
        return `max(126px, calc(${head} + 16px))`;
      default:
        return `calc(max(${Math.min(text, 32)}ch, ${head}) + 16px)`;
    }
  }

  /* Returns the column widths of the grid. Narrow tables leave out some columns. */
  function widths(columns, rows, withAll) {
    return columns
      .filter((column) => withAll || (column.kind !== "trend" && !column.wide))
      .map((column) => width(column, rows.map((row) => row.cells[column.key]).filter(Boolean)))
      .join(" ");
  }

  kit.costTable = { arranged, ordered, matcher, sortedBy, download, summed, widths };
})(window.cloudsense_kit);
