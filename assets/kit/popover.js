/* A button that opens a panel under it, or on a phone a sheet at the bottom.

   kit.Popover({ id, label, open, setOpen, face, content, buttonClass, panelClass, title })
   id           of the button; the panel is `<id>-panel`
   label        names the panel for screen readers
   open         whether it is; `setOpen(true | false)` is called when that is to change
   face         what the button shows
   content      function(sheet) -> what the panel shows; called only while it is open
   The panel stands under the button, or under its nearest ancestor `.popover-anchor`.
   On opening, the element with `data-first` gets the focus; on a phone the sheet does, so that no
   keyboard comes up. Escape, a click outside, a link that is followed and what has `data-closes` close it. */
(function (kit) {
  const { createElement, useEffect, useLayoutEffect, useRef, useState } = window.React;
  const PHONE = "(max-width: 700px)";
  const GAP = 6;
  const EDGE = 12;

  function place(panel, button) {
    const anchor = (button.closest(".popover-anchor") || button).getBoundingClientRect();
    const page = document.documentElement;
    const widest = page.clientWidth - EDGE - panel.offsetWidth;
    const left = anchor.left <= widest ? anchor.left : anchor.right - panel.offsetWidth;
    const within = Math.max(EDGE, Math.min(left, widest));
    panel.style.left = `${within + window.scrollX}px`;
    panel.style.top = `${anchor.bottom + GAP + window.scrollY}px`;
  }

  /* Escape, a press or the focus outside, and a window of another size close it. */
  function useDismissal(panel, button, close) {
    useLayoutEffect(() => {
      const stop = new AbortController();
      const { signal } = stop;
      function key(event) {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        close(true);
      }
      function leave(event) {
        if (!panel.current) return;
        const inside =
          panel.current.contains(event.target) || button.current.contains(event.target);
        if (!inside) close(false);
      }
      document.addEventListener("keydown", key, { signal });
      document.addEventListener("pointerdown", leave, { signal, capture: true });
      document.addEventListener("focusin", leave, { signal });
      const phone = window.matchMedia(PHONE);
      phone.addEventListener("change", () => close(false), { signal });
      return () => stop.abort();
    }, [panel, button, close]);
  }

  function isFollowed(event) {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const leads = event.target.closest('a[href^="?"], [data-closes]');
    return plain && !event.defaultPrevented && leads;
  }

  function isBackdrop(event) {
    const box = event.currentTarget.getBoundingClientRect();
    return event.target === event.currentTarget && event.clientY < box.top && event.detail > 0;
  }

  function Panel({ id, label, button, close, panelClass, content }) {
    const panel = useRef(null);
    const [sheet] = useState(() => window.matchMedia(PHONE).matches);
    useDismissal(panel, button, close);

    useLayoutEffect(() => {
      const { current } = panel;
      if (sheet) current.showModal();
      else current.showPopover();
    }, [sheet]);
    useLayoutEffect(() => {
      if (!sheet) place(panel.current, button.current);
    });
    useLayoutEffect(() => {
      const first = !sheet && panel.current.querySelector("[data-first]");
      (first || panel.current).focus({ preventScroll: true });
    }, [sheet]);
    useEffect(() => {
      if (sheet) return undefined;
      const stop = new AbortController();
      const options = { signal: stop.signal, passive: true, capture: true };
      const move = () => place(panel.current, button.current);
      window.addEventListener("resize", move, options);
      window.addEventListener("scroll", move, options);
      return () => stop.abort();
    }, [sheet, button]);

    const props = {
      id,
      ref: panel,
      popover: sheet ? undefined : "manual",
      tabIndex: -1,
      className: `popover-panel ${sheet ? "popover-sheet" : ""} ${panelClass || ""}`,
      "aria-label": label,
      onClick: (event) => {
        if (isFollowed(event) || isBackdrop(event)) close(true);
      },
      onCancel: (event) => {
        event.preventDefault();
        close(true);
      },
    };
    return createElement("dialog", props, content(sheet));
  }

  kit.Popover = function ({ id, label, open, setOpen, face, buttonClass, title, here, ...panel }) {
    const button = useRef(null);
    const returns = useRef(false);

    function close(back) {
      returns.current = back;
      setOpen(false);
    }
    /* Only after the panel is closed: behind an open sheet nothing can take the focus. */
    useLayoutEffect(() => {
      if (!open && returns.current) button.current.focus();
      returns.current = false;
    }, [open]);
    const props = {
      id,
      ref: button,
      type: "button",
      title,
      className: `popover-button ${buttonClass || ""}`,
      "aria-current": here,
      "aria-haspopup": "dialog",
      "aria-expanded": open,
      "aria-controls": open ? `${id}-panel` : undefined,
      onClick: () => setOpen(!open),
      onKeyDown: (event) => {
        if (event.key !== "ArrowDown" || open) return;
        event.preventDefault();
        setOpen(true);
      },
    };
    const chevron = createElement("span", { className: "popover-chevron", "aria-hidden": true });
    const parts = { ...panel, id: `${id}-panel`, label, button, close };
    return createElement(
      window.React.Fragment,
      null,
      createElement("button", props, face, chevron),
      open && createElement(Panel, parts),
    );
  };

  /* A popover that nothing else opens. `content` is function(sheet, close). */
  kit.Menu = function ({ content, ...popover }) {
    const [open, setOpen] = useState(false);
    const close = () => setOpen(false);
    const shown = { ...popover, open, setOpen, content: (sheet) => content(sheet, close) };
    return createElement(kit.Popover, shown);
  };

  /* Arrow keys, Home and End move the focus through `selector` within the element listened on. */
  kit.arrowKeys = function (selector) {
    return (event) => {
      const items = [...event.currentTarget.querySelectorAll(selector)];
      const at = items.indexOf(document.activeElement);
      const before = at < 0 ? items.length - 1 : at - 1;
      const moves = {
        ArrowDown: at + 1,
        ArrowRight: at + 1,
        ArrowUp: before,
        ArrowLeft: before,
        Home: 0,
        End: items.length - 1,
      };
      if (!(event.key in moves) || !items.length) return;
      /* Within a text the other keys move the caret. */
      const types = event.target.matches("input");
      if (types && event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      items[(moves[event.key] + items.length) % items.length].focus();
    };
  };
})(window.cloudsense_kit);
