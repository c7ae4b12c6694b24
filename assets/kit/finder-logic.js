/* kit.finder: matches results with the typed text. */
(function (kit) {
  const STAR = /\*+/g;

  function linkOf(name, note = "", aside = "", href, price) {
    return { name, note, aside, href, price, text: `${name} ${note}`.toLowerCase() };
  }

  /* Groups of `Finder` as links: { title, note, links: [{ name, note, aside, href, price, text }] }.
     Without a `price` it is asked for; `text` is what is searched. */
  function index(groups) {
    return groups.map(({ title, note = "", items, values, template, paid }) => {
      const price = paid ? undefined : "";
      const ofItem = (item) => linkOf(item.name, item.note, "", item.href, item.price);
      const ofValue = ({ value, name, id, cost }) =>
        linkOf(name, id, cost, kit.filterValues.address(template, [value]), price);
      return { title, note, links: items ? items.map(ofItem) : values.map(ofValue) };
    });
  }

  /* Returns 0 if a name begins with the typed text, 1 if a word of it does, else 2. */
  function rank({ text }, wanted) {
    if (text.startsWith(wanted)) return 0;
    return text.includes(` ${wanted}`) || text.includes(`-${wanted}`) ? 1 : 2;
  }

  /* The links of a group that have every word, the best first; `count` is how many there are. */
  function within(group, words, most) {
    const wanted = words.join(" ");
    const found = group.links.filter(({ text }) => words.every((word) => text.includes(word)));
    const ranked = found.map((link) => ({ link, rank: wanted ? rank(link, wanted) : 0 }));
    ranked.sort((one, other) => one.rank - other.rank);
    const links = ranked.slice(0, most).map(({ link }) => link);
    return { ...group, links, count: found.length, rank: ranked.length ? ranked[0].rank : 3 };
  }

  /* The groups in which something matches, the best match first, with `most` links each. */
  function search(groups, query, most) {
    const words = query.toLowerCase().replaceAll(STAR, " ").split(/\s+/).filter(Boolean);
    const found = groups.map((group) => within(group, words, most));
    return found.filter(({ count }) => count).sort((one, other) => one.rank - other.rank);
  }

  kit.finder = { index, search };
})(window.cloudsense_kit);
