/* kit.budgetRules: conditions of a budget as text, one a line, and as filters. */
(function (kit) {
  const CONDITION = /^([^=!]+)(!?)=(.+)$/;

  function linesOf(text) {
    return text.split(/\r?\n/).filter((line) => line.trim());
  }

  /* Returns { exclude, values } by dimension; null if filters can't show the conditions. */
  function read(text, dimensions) {
    const rules = new Map();
    for (const line of linesOf(text)) {
      const [, dimension, sign, value] = CONDITION.exec(line.trim()) || [];
      const exclude = sign === "!";
      const rule = rules.get(dimension) || { exclude, values: [] };
      if (!dimensions.includes(dimension) || rule.exclude !== exclude) return null;
      rules.set(dimension, { exclude, values: [...rule.values, value] });
    }
    return rules;
  }

  /* Returns the text with the values of a dimension replaced. */
  function change(text, dimension, values, exclude) {
    const isOf = (line) => (CONDITION.exec(line.trim()) || [])[1] === dimension;
    const before = linesOf(text);
    const place = before.findIndex(isOf);
    const rest = before.filter((line) => !isOf(line));
    const added = values.map((value) => `${dimension}${exclude ? "!" : ""}=${value}`);
    rest.splice(place < 0 ? rest.length : place, 0, ...added);
    return rest.join("\n");
  }

  kit.budgetRules = { read, change };
})(window.cloudsense_kit);
