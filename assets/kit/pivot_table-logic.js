/* Rows of a pivot table, their order, and the format of amounts. */
(function (kit) {
  const MINUS = "−";
  const WHOLE_FROM = 100;

  /* The fewest and the most decimals. */
  function digitsOf(size, digits, isExact) {
    if (digits > 2) return [2, digits];
    if (!isExact && size >= WHOLE_FROM) return [0, 0];
    return size && size < 0.005 ? [4, 4] : [2, 2];
  }

  /* `$1,018` in a column, `$12,145.90` as a total. */
  function amount(value, { prefix, digits }, isExact) {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    const [least, most] = size < 0.0000005 ? [0, 0] : digitsOf(size, digits, isExact);
    const places = { minimumFractionDigits: least, maximumFractionDigits: most };
    const text = size.toLocaleString("en-US", places);
    const isZero = !/[1-9]/.test(text);
    return `${value < 0 && !isZero ? MINUS : ""}${prefix}${isZero ? 0 : text}`;
  }

  function change(value, format) {
    const text = amount(value, format, false);
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  }

  function percent(share) {
    if (share === undefined || share === null) return "";
    return `${share < 0 ? MINUS : ""}${Math.abs(share * 100).toFixed(1)}%`;
  }

  function valueOf(row, column) {
    if (typeof column === "number") return row.values[column];
    if (column === "name") return row.name.toLowerCase();
    const value = row[column];
    return value === undefined ? null : value;
  }

  /* Untagged costs, and the rest of a group, stay last. */
  function isLast(row) {
    return Boolean(row.hatched || row.rest);
  }

  function ordered(rows, { sort, falling }) {
    const sign = falling ? -1 : 1;
    return [...rows].sort((one, other) => {
      if (isLast(one) !== isLast(other)) return isLast(one) ? 1 : -1;
      const [x, y] = [valueOf(one, sort), valueOf(other, sort)];
      if (x === y) return 0;
      if (x === null || y === null) return x === null ? 1 : -1;
      return x < y ? -sign : sign;
    });
  }

  /* Groups with `find` in their name, and those with it in a part: these open, with such parts. */
  function found(groups, find) {
    if (!find.trim()) return groups.map((group) => ({ group, parts: group.parts }));
    const matches = kit.costTable.matcher(find);
    const all = groups.map((group) => {
      if (matches(group)) return { group, parts: group.parts };
      const parts = (group.parts || []).filter(matches);
      return { group, parts, isOpened: true };
    });
    return all.filter(({ parts, isOpened }) => !isOpened || parts.length);
  }

  /* The rows of the table: groups in order, each with its parts where it is open. */
  function rowsOf(groups, state) {
    const shown = new Map(found(groups, state.find).map((each) => [each.group, each]));
    const inOrder = ordered([...shown.keys()], state);
    const rows = [];
    for (const group of inOrder) {
      const { parts, isOpened } = shown.get(group);
      const isOpen = Boolean(isOpened || state.open.has(group.id));
      rows.push({ row: group, isOpen, opens: Boolean(group.parts) });
      const within = isOpen && parts ? ordered(parts, state) : [];
      for (const row of within) rows.push({ row, within: group });
    }
    return rows;
  }

  /* An SVG path of the amounts, in a box of 90 x 22. */
  function path(values) {
    if (values.length < 2) return "";
    const known = values.map((value) => value || 0);
    const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
    const span = high - low || 1;
    const points = known.map((value, n) => {
      const x = (n / (known.length - 1)) * 90;
      const y = 21 - ((value - low) / span) * 20;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    return `M${points.join("L")}`;
  }

  /* The addresses of a row's amounts by column, from the pieces in `opens`; null where there is
     none. */
  function linksOf({ row, within, isTotal }, opens) {
    if (!opens || row.rest) return [];
    const group = isTotal ? "" : opens.groups[(within || row).id];
    const part = within ? opens.parts[row.id] : "";
    if (group === undefined || part === undefined) return [];
    const kind = within ? "part" : "group";
    const filled = opens[isTotal ? "total" : kind]
      .replace("%1B", () => group)
      .replace("%1C", () => part);
    return opens.periods.map((period) => period && kit.fill(filled, period));
  }

  kit.pivot = { amount, change, percent, ordered, found, rowsOf, linksOf, path };
})(window.cloudsense_kit);
