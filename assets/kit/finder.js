/* A dialog with a field and a list of matching pages, services, accounts and more. */
(function (kit) {
  const { createElement, useEffect, useMemo, useRef, useState } = window.React;
  const MOST = 7;
  const NONE = [];
  const ACTIVE = '[aria-selected="true"]';

  function isShortcut({ key, ctrlKey, metaKey, shiftKey, altKey }) {
    return ctrlKey !== metaKey && !shiftKey && !altKey && key.toLowerCase() === "k";
  }

  function isPlain({ ctrlKey, metaKey, shiftKey, altKey }) {
    return !(ctrlKey || metaKey || shiftKey || altKey);
  }

  /* A link without a tab stop: the field keeps the focus. */
  function Found({ id, link, active, point }) {
    const { name, note, aside, href, price: known } = link;
    const asked = kit.usePrice(known === undefined ? href : null);
    const price = known === undefined ? asked : known;
    const props = {
      id,
      role: "option",
      className: "finder-link",
      href: kit.internal(href),
      tabIndex: -1,
      "aria-selected": active,
      "data-unpriced": price === null ? "" : undefined,
      onMouseMove: active ? undefined : point,
    };
    return createElement(
      "a",
      props,
      createElement("span", { className: "finder-name" }, name),
      note && createElement("small", { className: "finder-note" }, note),
      price && createElement("small", { className: "finder-price" }, price),
      aside && createElement("span", { className: "finder-aside" }, aside),
    );
  }

  function Group({ id, group, first, at, setAt }) {
    const { title, note, links, count } = group;
    const heading = note ? `${title} · ${note}` : title;
    const more = count > links.length && `${links.length} of ${kit.withCommas(count)}`;
    const options = links.map((link, place) => {
      const number = first + place;
      const own = { id: `${id}-${number}`, link, active: number === at };
      return createElement(Found, { key: link.href, ...own, point: () => setAt(number) });
    });
    return createElement(
      "div",
      { role: "group", "aria-label": heading },
      createElement(
        "div",
        { className: "finder-head", "aria-hidden": true },
        heading,
        more && createElement("small", null, more),
      ),
      options,
    );
  }

  /* Moves the selection with the arrow keys, from the last to the first and back. */
  function stepped(key, at, count) {
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1 };
    return key in steps && count ? (steps[key] + count) % count : null;
  }

  function said(query, count, isLoading) {
    if (isLoading) return "Loading …";
    return count ? `${count} found` : `No results for “${query.trim()}”.`;
  }

  function Results({ id, query, found, lacking, at, setAt, list }) {
    let first = 0;
    const groups = found.map((group) => {
      const shown = { id, group, first, at, setAt };
      first += group.links.length;
      return createElement(Group, { key: group.title + group.note, ...shown });
    });
    const listbox = { ref: list, id, role: "listbox", className: "finder-list" };
    return [
      createElement("div", { key: "list", ...listbox, "aria-label": "Found" }, groups),
      query && lacking && createElement("p", { key: "lacking", className: "finder-foot" }, lacking),
    ];
  }

  function Dialog({ id, found, close }) {
    const [query, setQuery] = useState("");
    const [at, setAt] = useState(0);
    const list = useRef(null);
    const groups = useMemo(() => (found ? kit.finder.index(found.groups) : NONE), [found]);
    const shown = useMemo(() => kit.finder.search(groups, query, MOST), [groups, query]);
    const count = shown.reduce((sum, { links }) => sum + links.length, 0);
    const results = `${id}-found`;

    useEffect(() => {
      const active = list.current.querySelector(ACTIVE);
      active?.scrollIntoView({ block: "nearest" });
    }, [at]);

    function onKeyDown(event) {
      const next = stepped(event.key, at, count);
      if (next !== null) setAt(next);
      else if (event.key === "Enter" && !event.nativeEvent.isComposing)
        list.current.querySelector(ACTIVE)?.click();
      else return;
      event.preventDefault();
    }
    function onChange(event) {
      setQuery(event.target.value);
      setAt(0);
      list.current.scrollTo({ top: 0 });
    }
    const input = {
      type: "text",
      role: "combobox",
      value: query,
      placeholder: "Find a page, service, account, view or budget",
      autoComplete: "off",
      spellCheck: false,
      maxLength: 200,
      "aria-label": "Find",
      "aria-expanded": true,
      "aria-autocomplete": "list",
      "aria-controls": results,
      "aria-activedescendant": count ? `${results}-${at}` : undefined,
      onChange,
      onKeyDown,
    };
    const lacking = found?.lacking;
    const status = said(query, count, !found);
    return createElement(
      "div",
      { className: "finder" },
      createElement(
        "div",
        { className: "finder-field" },
        kit.icon("find"),
        createElement("input", input),
        createElement("button", { type: "button", onClick: close }, "Close"),
      ),
      createElement(Results, { id: results, query, found: shown, lacking, at, setAt, list }),
      createElement("p", { className: count ? "unseen" : "finder-foot", role: "status" }, status),
    );
  }

  kit.Finder = function ({ id, found, setProps }) {
    const [open, setOpen] = useState(false);
    const dialog = useRef(null);

    const show = kit.useLatest(() => {
      setOpen(true);
      setProps({ wanted: { at: Date.now() } });
    });
    useEffect(() => {
      const stop = new AbortController();
      function key(event) {
        if (!isShortcut(event)) return;
        event.preventDefault(); // else the browser opens its own search
        if (dialog.current.open) dialog.current.close();
        else show();
      }
      function click(event) {
        if (event.target.closest(`[data-opens="${id}"]`)) show();
      }
      document.addEventListener("keydown", key, { signal: stop.signal });
      document.addEventListener("click", click, { signal: stop.signal });
      return () => stop.abort();
    }, [id, show]);

    /* On closing, the browser restores the focus. */
    useEffect(() => {
      if (open) dialog.current.showModal();
    }, [open]);

    const close = () => dialog.current.close();
    function onClick(event) {
      const link = event.target.closest("a");
      if (event.target === dialog.current || (link && isPlain(event))) close();
    }
    /* Results of another page have other addresses. */
    const current = found && found.address === window.location.search ? found : null;
    const props = { ref: dialog, id, className: "finder-dialog", "aria-label": "Find" };
    return createElement(
      "dialog",
      { ...props, onClick, onClose: () => setOpen(false) },
      open && createElement(Dialog, { id, found: current, close }),
    );
  };
})(window.cloudsense_kit);
