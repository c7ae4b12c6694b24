/* Draws nodes as elements. Buttons with `data-do` report commands. */
(function (kit) {
  const { createElement, useLayoutEffect, useRef } = window.React;

  function following(element, others) {
    const { DOCUMENT_POSITION_FOLLOWING } = Node;
    return others.filter(
      (other) => element.compareDocumentPosition(other) & DOCUMENT_POSITION_FOLLOWING,
    );
  }

  /* Candidates for the focus if its element is removed: the one that replaces it, the next
     button of its kind in its list, what opens the list, the next list or the one before, the first
     button. */
  function successors(element, root) {
    const list = element.closest("details");
    const kind = element.id.split("-")[0];
    const alike = list && kind ? [...list.querySelectorAll(`button[id^="${kind}-"]`)] : [];
    const openers = [...root.querySelectorAll("summary")];
    const own = list ? [list.querySelector("summary")] : [];
    const next = following(element, openers);
    const before = openers.filter((opener) => !next.includes(opener)).toReversed();
    const found = [...following(element, alike), ...own, ...next, ...before];
    const ids = [element, ...found, root.querySelector("button")].filter(Boolean);
    return ids.map(({ id }) => id).filter(Boolean);
  }

  /* Finds the nearest link or button before an emptied element. */
  function linkAbove(root) {
    const { DOCUMENT_POSITION_PRECEDING } = Node;
    const all = [...document.querySelectorAll("main :is(a[href], button:not(:disabled))")];
    const isBefore = (other) =>
      root.compareDocumentPosition(other) & DOCUMENT_POSITION_PRECEDING && other.checkVisibility();
    return all.findLast(isBefore);
  }

  /* Keeps the focus on the page if its element is removed. */
  kit.useKeptFocus = function (root) {
    const focusRef = useRef(null);
    useLayoutEffect(() => {
      if (!focusRef.current || focusRef.current.element.isConnected) return;
      const { ids } = focusRef.current;
      focusRef.current = null;
      if (document.activeElement !== document.body) return;
      const known = ids.map((id) => document.getElementById(id)).find(Boolean);
      const button = known || root.current.querySelector("button:not(:disabled)");
      const next = button || linkAbove(root.current);
      if (next) next.focus({ preventScroll: true });
    });
    return {
      onFocus: ({ target }) => {
        focusRef.current = { element: target, ids: successors(target, root.current) };
      },
      onBlur: ({ target }) => {
        if (target.isConnected) focusRef.current = null;
      },
    };
  };

  kit.Content = function ({ id, nodes, className, label, live, setProps }) {
    const root = useRef(null);
    const focus = kit.useKeptFocus(root);
    const click = (event) => kit.reportAction(event, setProps);
    const props = { id, ref: root, className, onClick: click, "aria-label": label, ...focus };
    if (live) props["aria-live"] = "polite";
    return createElement("div", props, (nodes || []).filter(Boolean).map(kit.render));
  };
})(window.cloudsense_kit);
