/* Navigation: the page of an address, when it is requested, and what is kept between pages. It
   handles every link of the page (`?…`). */
(function (kit) {
  const { createContext, createElement, useEffect, useState } = window.React;
  const ANSWER_WITHIN = 12000;
  const RETRY_AFTER = 60000;
  const FILTERED = /[?&](service|region|account)=/;

  /* The page, its address, and the texts of its charts: `{period, costs, days}`. */
  kit.Here = createContext({ page: "", address: null, image: null });

  /* Returns an address without its budget, which does not affect the price. */
  function withoutBudget(search) {
    const words = new URLSearchParams(search);
    words.delete("budget");
    return words.toString();
  }

  function pageOf(search, pages) {
    const page = new URLSearchParams(search).get("page");
    return pages.includes(page) ? page : pages[0];
  }

  function plainClick(event) {
    const { defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey } = event;
    return !(defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey);
  }

  /* The alert that the server does not respond. */
  function tellSilence(isSilent) {
    window.dash_clientside.set_props("connection", { is_open: isSilent });
  }

  /* Requests the current address, and remembers which one a person has agreed to pay for. */
  class Requests {
    constructor(pages) {
      this.pages = pages;
      this.load = document.querySelector('meta[name="cloudsense-load"]').content;
      this.agreed = new Map();
      this.asOf = null;
      this.openedAt = null;
      this.isSilent = false;
    }

    /* Data deleted after the page showed the price is not bought again automatically. */
    agree(search) {
      this.agreed.set(withoutBudget(search), this.asOf);
    }

    send() {
      const { search } = window.location;
      const address = withoutBudget(search);
      const agreed = this.agreed.has(address);
      const load = agreed ? null : this.load;
      const askedAt = agreed ? this.agreed.get(address) : this.openedAt;
      const request = { search, load, asked_at: askedAt, at: Date.now() };
      this.listen();
      window.dash_clientside.set_props(`page-${pageOf(search, this.pages)}`, { request });
    }

    /* Shows the alert if there is no response. */
    listen() {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.tell(true), ANSWER_WITHIN);
    }

    tell(isSilent) {
      if (this.isSilent !== isSilent) tellSilence(isSilent);
      this.isSilent = isSilent;
    }

    answered({ poll, as_of }) {
      clearTimeout(this.silence);
      this.tell(false);
      this.asOf = as_of;
      this.openedAt = this.openedAt || as_of;
      this.poll(poll);
    }

    /* Polls often while something is loading, else every minute; never while the tab is hidden. */
    poll(after) {
      clearTimeout(this.timer);
      if (after) this.timer = setTimeout(() => this.tick(), after);
    }

    tick() {
      if (document.hidden) {
        document.addEventListener("visibilitychange", () => this.tick(), { once: true });
        return;
      }
      this.poll(RETRY_AFTER);
      this.send();
    }
  }

  /* Back and forward restore the scroll position. */
  class Places {
    constructor() {
      this.known = new Map();
      this.returning = false;
      this.leaving = false;
    }

    note() {
      if (!this.leaving) this.known.set(window.location.search, window.scrollY);
    }

    leave(returning) {
      this.leaving = true;
      this.returning = returning;
    }

    arrive() {
      this.leaving = false;
      if (!this.returning) return;
      this.returning = false;
      const top = this.known.get(window.location.search) || 0;
      requestAnimationFrame(() => window.scrollTo({ top, behavior: "instant" }));
    }
  }

  kit.Navigator = function ({ id, children, pages, status, revision, setProps }) {
    const [shown, setShown] = useState({ page: pageOf(window.location.search, pages) });
    const [requests] = useState(() => new Requests(pages));
    const [places] = useState(() => new Places());

    const send = kit.useLatest(() => {
      setProps({ address: window.location.search });
      requests.send();
    });

    /* `agreed`: the link had a price, so the page may be bought. */
    function go(href, agreed) {
      const search = window.cloudsenseBudget.recall(href);
      if (agreed) requests.agree(search);
      if (search === (window.location.search || "?")) {
        if (agreed) requests.send();
        return;
      }
      places.note();
      places.leave(false);
      window.history.pushState(null, "", search);
      send();
    }

    useEffect(() => {
      const back = () => {
        places.leave(true);
        send();
      };
      const scroll = () => places.note();
      window.addEventListener("popstate", back);
      window.addEventListener("scroll", scroll, { passive: true });
      send();
      return () => {
        window.removeEventListener("popstate", back);
        window.removeEventListener("scroll", scroll);
      };
    }, [places, send]);

    useEffect(() => {
      if (revision) requests.send();
    }, [revision, requests]);

    /* Responses for another address are ignored. */
    const show = kit.useLatest((answered) => {
      if (!answered || answered.address !== window.location.search) return;
      requests.answered(answered);
      document.title = answered.title || "CloudSense";
      setShown(answered);
      if (answered.address !== shown.address) places.arrive();
    });
    useEffect(() => show(status), [status, show]);

    function click(event) {
      const button = event.target.closest("button[data-do]");
      if (button && ["ask", "update", "retry"].includes(button.dataset.do)) {
        requests.agree(window.location.search);
        requests.listen();
      }
      const link = event.target.closest('a[href^="?"]');
      if (!link || !plainClick(event)) return;
      event.preventDefault();
      go(link.getAttribute("href"), !link.closest("[data-unpriced]"));
      if (link.closest(".panels")) window.scrollTo({ top: 0, behavior: "instant" });
    }

    const { page, address, image, closed, drilled, busy } = shown;
    const asked = window.location.search; // for the style sheet, to reserve space
    const filtered = FILTERED.test(asked) ? "" : undefined;
    const said = { "data-asked": asked, "data-filtered": filtered };
    const root = { "data-page": page, "data-address": address, ...said };
    const names = Object.entries({ closed, drilled, busy }).filter(([, on]) => on);
    const className = ["page", ...names.map(([name]) => name)].join(" ");
    return createElement(
      kit.Here.Provider,
      { value: { page, address, image } },
      createElement("div", { ...root, id, className, onClick: click }, children),
    );
  };

  /* A page: mounted when it is first shown, hidden while another is shown. */
  kit.PageView = function ({ id, name, children }) {
    const isShown = window.React.useContext(kit.Here).page === name;
    const [wasShown, setWasShown] = useState(isShown);
    if (isShown && !wasShown) setWasShown(true);
    const props = { id, className: "page-view", hidden: !isShown };
    return createElement("div", props, wasShown ? children : null);
  };

  /* After a session has expired, the login returns to the same address. */
  const { fetch } = window;
  window.fetch = (...question) =>
    fetch(...question).then((answer) => {
      if (answer.status === 401) window.location.reload();
      return answer;
    });
})(window.cloudsense_kit);
