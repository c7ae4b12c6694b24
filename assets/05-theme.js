/* Before first paint: the theme that was chosen, and the budget that this browser last used for what is shown. */
(function () {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let choice = "system";
  try {
    const kept = localStorage.getItem("cloudsense-theme");
    if (kept === "light" || kept === "dark") choice = kept;
  } catch {
    /* a browser without storage forgets */
  }
  function apply() {
    const natural = dark.matches ? "dark" : "light";
    root.dataset.bsTheme = choice === "system" ? natural : choice;
  }
  dark.addEventListener("change", apply);
  apply();
  /* Light, dark, system. From the system's theme, the first click chooses the other one. */
  window.cloudsenseTheme = function () {
    const [natural, other] = dark.matches ? ["dark", "light"] : ["light", "dark"];
    choice = { system: other, [other]: natural, [natural]: "system" }[choice];
    try {
      if (choice === "system") localStorage.removeItem("cloudsense-theme");
      else localStorage.setItem("cloudsense-theme", choice);
    } catch {
      /* a browser without storage forgets */
    }
    apply();
    return choice;
  };
  window.cloudsenseTheme.chosen = () => choice;

  /* Budgets are remembered by filters: one for the whole account (`cloudsense-budget`), one for each selection.
     Metric and charges change what is measured, not what it may cost. */
  const ACCOUNT = "cloudsense-budget";
  const content = (name) => document.querySelector(`meta[name="${name}"]`).content;
  /* `payer=` is the first payer, which addresses do not name. */
  const payers = content("cloudsense-budgets").split(" ");
  const settled = new Set(
    payers.map((payer) => (payer === "payer=" ? ACCOUNT : `${ACCOUNT}?${payer}`)),
  );
  const dimensions = content("cloudsense-filters").split(" ");
  const filters = new Set(dimensions.flatMap((name) => [name, `${name}!`]));
  const isFilter = (name) => filters.has(name) || /^(tag|cost-category):/.test(name);
  function scope(search) {
    const pairs = [...new URLSearchParams(search)].filter(([name]) => isFilter(name));
    const words = [...new Set(pairs.map((pair) => pair.map(encodeURIComponent).join("=")))].sort();
    return words.length ? `${ACCOUNT}?${words.join("&")}` : ACCOUNT;
  }
  window.cloudsenseBudget = {
    /* `search`, with the budget that was last used for its filters, unless it has one. */
    recall(search) {
      const place = scope(search);
      if (new URLSearchParams(search).has("budget") || settled.has(place)) return search;
      let last = null;
      try {
        last = localStorage.getItem(place);
      } catch {
        /* none */
      }
      if (!last || !/^\d+(\.\d+)?$/.test(last)) return search;
      return `${search || "?"}${search.length > 1 ? "&" : ""}budget=${last}`;
    },
    remember(search, amount) {
      const place = scope(search);
      try {
        if (amount) localStorage.setItem(place, amount);
        else localStorage.removeItem(place);
      } catch {
        /* forgets */
      }
    },
  };
  const recalled = window.cloudsenseBudget.recall(location.search);
  if (recalled !== location.search)
    history.replaceState(history.state, "", `${location.pathname}${recalled}${location.hash}`);
})();
