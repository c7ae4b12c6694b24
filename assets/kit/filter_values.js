/* kit.filterValues: values of a dimension, how they are searched, added up and put into an address. */
(function (kit) {
  const PLACE = new RegExp(`([^?&=]+)=${kit.PLACE}`);
  const UNSAFE = /[!'()*]/g;

  /* As Python's quote_plus writes it. */
  function quote(text) {
    const coded = encodeURIComponent(text).replaceAll("%20", "+");
    return coded.replace(UNSAFE, (sign) => `%${sign.codePointAt(0).toString(16).toUpperCase()}`);
  }

  /* `?account=%1A&…` with all values: `?account=A&account=B&…` */
  function address(template, values) {
    return template.replace(PLACE, (_whole, name) =>
      values.map((value) => `${name}=${quote(value)}`).join("&"),
    );
  }

  /* Rows of the page, most expensive first, and which of them a text names exactly. */
  function index(rows) {
    const known = rows.map(([value, name, id, cost, amount]) => {
      const texts = [...new Set([name, id, value].map((text) => text.toLowerCase()))];
      return { value, name, id: id === name ? "" : id, cost, amount, texts };
    });
    /* Untagged costs come first. Rows without a cost keep their order. */
    const isFirst = ({ value }) => (value === "" ? 1 : 0);
    known.sort((one, other) => isFirst(other) - isFirst(one) || other.amount - one.amount);
    const named = new Map();
    for (const row of known) {
      for (const text of row.texts) named.set(text, [...(named.get(text) || []), row]);
    }
    return { rows: known, named, values: new Map(known.map((row) => [row.value, row])) };
  }

  /* Parts of a list: a line that is a name is one, then what commas separate, then words. */
  function* parts(text, isName) {
    for (const line of text.split(/[\r\n]+/)) {
      const whole = line.trim();
      if (isName(whole)) yield whole;
      else {
        for (const part of whole.split(/[,;\t]+/)) {
          const item = part.trim();
          if (isName(item)) yield item;
          else yield* item.split(/\s+/);
        }
      }
    }
  }

  /* Parses a list of ids or names as { found, missing }; null if the text is not a list. */
  function list({ named }, text) {
    const isName = (part) => named.has(part.toLowerCase());
    if (isName(text.trim())) return null;
    const all = [...new Set(parts(text, isName))].filter(Boolean);
    const found = [...new Set(all.filter(isName).flatMap((part) => named.get(part.toLowerCase())))];
    const missing = all.filter((part) => !isName(part));
    if (all.length < 2 || !found.length) return null;
    return missing.length && !/[,;\r\n]/.test(text) && found.length < 2 ? null : { found, missing };
  }

  function pattern(query) {
    const escaped = query.split(/\*+/).map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${escaped.join(".*")}$`, "s");
  }

  /* Rows whose name or id contains `query`, or matches it with `*`, or that it lists. */
  function search(indexed, query) {
    const wanted = query.trim().toLowerCase();
    if (!wanted) return indexed.rows;
    const glob = wanted.includes("*") && pattern(wanted);
    const matches = glob ? (text) => glob.test(text) : (text) => text.includes(wanted);
    const found = indexed.rows.filter((row) => row.texts.some(matches));
    if (found.length) return found;
    const listed = list(indexed, query);
    return listed ? indexed.rows.filter((row) => listed.found.includes(row)) : [];
  }

  /* "$9,853", "−$12.30": whole units from a hundred on. */
  function money(amount, currency) {
    const digits = Math.abs(amount) < 99.995 ? 2 : 0;
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const text = Math.abs(amount).toLocaleString("en-US", options);
    return `${amount < 0 && /[1-9]/.test(text) ? "−" : ""}${currency}${text}`;
  }

  /* NaN if a cost is unknown. */
  function total({ values }, chosen) {
    const amounts = chosen.map((value) => (values.has(value) ? values.get(value).amount : 0));
    return amounts.reduce((sum, amount) => sum + (amount ?? NaN), 0);
  }

  kit.filterValues = { address, index, list, money, quote, search, total };
})(window.cloudsense_kit);
