/* Before first paint: the theme that was chosen, and the budget that this browser last used for what is shown. */
(function () {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("cloudsense-theme"); } catch { return null; } };
  const apply = () => { root.dataset.bsTheme = chosen() || (dark.matches ? "dark" : "light"); };
  dark.addEventListener("change", apply);
  apply();
  window.cloudsenseTheme = function () {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("cloudsense-theme", next); } catch { /* a browser without storage forgets */ }
    root.dataset.bsTheme = next;
  };

  /* Budgets are remembered by filters: one for the whole account (`cloudsense-budget`), one for each selection.
     Metric and charges change what is measured, not what it may cost. */
  const ACCOUNT = "cloudsense-budget";
  const content = (name) => document.querySelector(`meta[name="${name}"]`).content;
  const setting = content("cloudsense-budget");
  const filters = new Set(content("cloudsense-filters").split(" "));
  function scope(search) {
    const pairs = [...new URLSearchParams(search)].filter(([name]) => filters.has(name));
    const words = [...new Set(pairs.map((pair) => pair.map(encodeURIComponent).join("=")))].sort();
    return words.length ? `${ACCOUNT}?${words.join("&")}` : ACCOUNT;
  }
  window.cloudsenseBudget = {
    /* `search`, with the budget that was last used for its filters, unless it has one. */
    recall(search) {
      const place = scope(search);
      if (new URLSearchParams(search).has("budget") || (setting && place === ACCOUNT)) return search;
      let last = null;
      try { last = localStorage.getItem(place); } catch { /* none */ }
      if (!last || !/^\d+(\.\d+)?$/.test(last)) return search;
      return `${search || "?"}${search.length > 1 ? "&" : ""}budget=${last}`;
    },
    remember(search, amount) {
      const place = scope(search);
      try {
        if (amount) localStorage.setItem(place, amount);
        else localStorage.removeItem(place);
      } catch { /* forgets */ }
    },
  };
  const recalled = window.cloudsenseBudget.recall(location.search);
  if (recalled !== location.search) history.replaceState(history.state, "", `${location.pathname}${recalled}${location.hash}`);
})();
