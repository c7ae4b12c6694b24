/* The head of the page: links, account, age of the data, price of an update. */
(function (kit) {
  const { createElement, useState } = window.React;
  const TABS = 4;
  const MANY = 4;
  const UPDATE = {
    type: "button",
    className: "btn btn-primary",
    title: "Update Cost Data",
    "data-do": "update",
  };
  const THEMES = { light: "Light", dark: "Dark", system: "As the system" };

  const textOf = (className, text) => text && createElement("span", { className }, text);

  function linksOf({ pages, status }) {
    const { current, links = {}, counts = {} } = status || {};
    return pages.map(({ name, title, icon }, place) => ({
      name,
      title,
      icon,
      href: links[name] || (place ? `?page=${name}` : "?"),
      count: counts[name],
      here: name === current ? "page" : undefined,
    }));
  }

  function Badge({ count }) {
    return count ? createElement("span", { className: "header-badge" }, count) : null;
  }

  function Pages({ links }) {
    const entries = links.map(({ name, title, href, count, here }) =>
      createElement(
        "a",
        { key: name, id: `to-${name}`, href, "aria-current": here },
        title,
        createElement(Badge, { count }),
      ),
    );
    return createElement("nav", { className: "header-pages", "aria-label": "Pages" }, entries);
  }

  function Demo({ account }) {
    if (!account || !account.demo) return null;
    const title = "Made-up numbers; no requests to AWS";
    return createElement("span", { className: "header-demo", title }, "Demo");
  }

  function Account({ id, status }) {
    if (!status) return createElement("span", { className: "header-account header-waits" });
    const { account, payers = [] } = status;
    if (payers.length) return createElement(kit.PayerSwitch, { id, payers, account });
    if (!account) return null;
    const { name, number, profile, title } = account;
    const initial = kit.initialOf(name);
    return createElement(
      "span",
      { className: "header-account", title },
      initial,
      name && createElement("strong", null, name),
      textOf("header-number", number),
      textOf("header-profile", profile),
    );
  }

  function Price({ price }) {
    return price ? createElement("span", { className: "header-price" }, price) : null;
  }

  /* What an update requests, its price, and what has been spent. */
  function UpdateDetails({ status, update }) {
    const { updated, update: offer } = status;
    const lines = offer.lines.map(([label, text]) =>
      createElement(
        "div",
        { key: label },
        createElement("dt", null, label),
        createElement("dd", null, text),
      ),
    );
    const ask = { ...UPDATE, onClick: update };
    return createElement(
      "div",
      { className: "update-details" },
      createElement("h2", null, "Update"),
      updated.title && createElement("p", null, `Updated ${updated.title}`),
      createElement("dl", null, lines),
      offer.shown &&
        createElement("button", ask, offer.price ? `Update for ${offer.price}` : "Update"),
    );
  }

  function Freshness({ id, status, update }) {
    const { state, text } = status.updated;
    if (!text) return createElement("span", { className: "header-freshness header-space" });
    const word = state === "fresh" ? "Updated " : "";
    const face = [
      createElement("i", { key: "dot", className: `header-dot ${state}` }),
      createElement("span", { key: "word", className: "unseen" }, word),
      createElement("span", { key: "age", className: "header-age" }, text),
    ];
    function content(sheet, close) {
      const ask = () => {
        close();
        requestAnimationFrame(() => document.getElementById(id).focus());
        update();
      };
      return createElement(UpdateDetails, { status, update: ask });
    }
    const menu = { id, label: "Update", face, content, buttonClass: "header-freshness" };
    return createElement(kit.Menu, menu);
  }

  /* Age and *Update* are one control. The age opens the details. */
  function Update({ id, status, update }) {
    const waits = !status;
    const shown = waits || status.update.shown;
    const price = waits ? "" : status.update.price;
    const button = { ...UPDATE, id: "update", onClick: update };
    return createElement(
      "div",
      { className: "header-update popover-anchor" },
      waits
        ? createElement("span", { className: "header-freshness header-waits" })
        : createElement(Freshness, { id, status, update }),
      shown &&
        createElement(
          "button",
          { ...button, disabled: waits },
          "Update",
          createElement(Price, { price }),
        ),
    );
  }

  /* The `Finder` listens for it. */
  const FINDS = {
    type: "button",
    title: "Find (Ctrl K)",
    "data-opens": "finder",
    "aria-haspopup": "dialog",
    "aria-keyshortcuts": "Control+K Meta+K",
  };

  function FindButton() {
    const button = { ...FINDS, id: "find", className: "header-icon header-find" };
    return createElement("button", { ...button, "aria-label": "Find" }, kit.icon("find"));
  }

  function FindRow() {
    const row = { ...FINDS, className: "more-row more-find", "data-closes": "" };
    return createElement("button", row, "Find", createElement("span", null, "Ctrl K"));
  }

  function ThemeButton({ theme, next }) {
    const title = `Theme: ${THEMES[theme].toLowerCase()}`;
    const button = { id: "theme", type: "button", className: "header-icon", title, onClick: next };
    return createElement("button", { ...button, "aria-label": title }, kit.icon(theme));
  }

  function logOut() {
    fetch("logout", { method: "POST" }).finally(() => window.location.assign("./"));
  }

  function LeaveButton() {
    const button = { id: "log-out", type: "button", title: "Log out", "aria-label": "Log out" };
    const className = "header-icon header-leave";
    return createElement("button", { ...button, className, onClick: logOut }, kit.icon("leave"));
  }

  /* The pages beyond the tabs. */
  function FurtherPages({ links }) {
    const entries = links.slice(TABS).map(({ name, title, href, count, here }) => {
      const link = { key: name, className: "more-row", href, "aria-current": here };
      return createElement("a", link, title, createElement(Badge, { count }));
    });
    if (!entries.length) return null;
    return createElement("nav", { className: "more-pages", "aria-label": "More pages" }, entries);
  }

  function AccountRow({ account }) {
    if (!account) return null;
    const { name, number, profile } = account;
    const numbers = [number, profile].filter(Boolean).join(" · ");
    return createElement(
      "div",
      { className: "more-row more-account" },
      "Account",
      createElement(
        "span",
        null,
        name && createElement("strong", null, name),
        createElement("small", null, numbers),
      ),
    );
  }

  /* "Updated 12 min ago · data through Nov 22 (UTC)". */
  function Trust({ status: { updated, through } }) {
    const age =
      updated.text && (updated.state === "fresh" ? `Updated ${updated.text}` : updated.text);
    const said = [age, through && `data through ${through} (UTC)`].filter(Boolean).join(" · ");
    return said ? createElement("p", { className: "more-trust" }, said) : null;
  }

  /* What does not fit into the head or the tabs. */
  function More({ links, status, theme, next, leaves }) {
    const row = { type: "button", className: "more-row" };
    return createElement(
      "div",
      { className: "more" },
      createElement(FindRow),
      createElement(FurtherPages, { links }),
      status && createElement(kit.PayerRows, { payers: status.payers || [] }),
      status && createElement(AccountRow, { account: status.account }),
      createElement(
        "button",
        { ...row, className: "more-row more-theme", onClick: next },
        "Theme",
        createElement("span", null, THEMES[theme]),
      ),
      leaves && createElement("button", { ...row, onClick: logOut }, "Log out"),
      status && createElement(Trust, { status }),
    );
  }

  function MoreButton({ id, face, buttonClass, here, more }) {
    const content = () => createElement(More, more);
    return createElement(kit.Menu, { id, label: "More", face, here, content, buttonClass });
  }

  function Tabs({ id, more }) {
    const { links } = more;
    const tabs = links
      .slice(0, TABS)
      .map(({ name, title, icon, href, count, here }) =>
        createElement(
          "a",
          { key: name, className: "tab", href, "aria-current": here },
          kit.icon(icon),
          createElement("span", null, title),
          createElement(Badge, { count }),
        ),
      );
    const here = links.slice(TABS).some((link) => link.here) ? "page" : undefined;
    const face = [kit.icon("more"), createElement("span", { key: "text" }, "More")];
    const button = { id, face, more, here, buttonClass: "tab" };
    return createElement(
      "nav",
      { className: "tabs", "aria-label": "Pages" },
      tabs,
      createElement(MoreButton, button),
    );
  }

  kit.Header = function ({ id, pages, log_out: leaves, main, status, update, setProps }) {
    const [theme, setTheme] = useState(window.cloudsenseTheme.chosen());
    const links = linksOf({ pages, status });
    const next = () => setTheme(window.cloudsenseTheme());
    const ask = () => setProps({ update: (update || 0) + 1 });
    const home = status?.home || "?";
    const more = { links, status, theme, next, leaves };
    const dots = [
      kit.icon("more"),
      createElement("span", { key: "text", className: "unseen" }, "More"),
    ];
    const root = { id, className: links.length > MANY ? "header-many" : "" };
    return createElement(
      "div",
      { ...root, "data-unpriced": "" }, // links without prices
      createElement("a", { className: "skip", href: `#${main}` }, "Skip to the costs"),
      createElement(
        "header",
        { className: "header" },
        createElement(
          "a",
          { id: "brand", className: "header-brand", href: home, "aria-label": "CloudSense" },
          createElement("i"),
          createElement("span", null, "CloudSense"),
        ),
        createElement(Pages, { links }),
        createElement(Demo, { account: status && status.account }),
        createElement(FindButton),
        createElement(Account, { id: `${id}-payers`, status }),
        createElement(Update, { id: `${id}-freshness`, status, update: ask }),
        createElement(ThemeButton, { theme, next }),
        leaves && createElement(LeaveButton),
        createElement(MoreButton, {
          id: `${id}-more`,
          face: dots,
          buttonClass: "header-icon header-more",
          more,
        }),
      ),
      createElement(Tabs, { id: `${id}-tabs-more`, more }),
    );
  };
})(window.cloudsense_kit);
