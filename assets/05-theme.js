/* Before first paint: the theme that was chosen, and the budget that this browser last used. */
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

  const setting = document.querySelector('meta[name="cloudsense-budget"]').content;
  let last = null;
  try { last = localStorage.getItem("cloudsense-budget"); } catch { /* none */ }
  const words = new URLSearchParams(location.search);
  if (!setting && last && /^\d+(\.\d+)?$/.test(last) && !words.has("budget")) {
    words.set("budget", last);
    history.replaceState(history.state, "", `${location.pathname}?${words}${location.hash}`);
  }
})();
