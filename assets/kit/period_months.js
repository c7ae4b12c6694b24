/* kit.PeriodMonths: whole months of a year as links, each "cached" or with its price.

   kit.PeriodMonths({ months, hrefOf, choice, choose, limits })
   months   as PeriodPicker has them, null while they are looked up; hrefOf(month) -> its address
   choose   called with the first and the last day of a range: by Shift and a click, or by dragging */
(function (kit) {
  const { createElement, useEffect, useState } = window.React;
  const { days } = kit;

  const range = (one, other) => (one < other ? [one, other] : [other, one]);

  function isChosen(month, { first, last }, { latest }) {
    const end = days.clamp(days.lastOf(month), month, latest);
    return first <= days.firstOf(month) && end <= last;
  }

  /* The price of a month; null while it is unknown. */
  function priceOf(known, month) {
    return known?.find((one) => one.month === month)?.price ?? null;
  }

  /* Shift with a click, and dragging, choose from one month to another. */
  function useRange(choice, choose, limits) {
    const [down, setDown] = useState(null);
    const [dragged, setDragged] = useState(false);
    const [anchor, setAnchor] = useState(null);
    useEffect(() => {
      const release = () => setDown(null);
      document.addEventListener("pointerup", release);
      return () => document.removeEventListener("pointerup", release);
    }, []);

    function between(one, other) {
      const [from, to] = range(one, other);
      const first = days.clamp(days.firstOf(from), limits.earliest, limits.latest);
      choose(first, days.clamp(days.lastOf(to), limits.earliest, limits.latest));
    }
    const wholeMonths =
      choice.first.endsWith("-01") && isChosen(days.monthOf(choice.first), choice, limits);
    const monthAt = (event) => event.target.closest("a")?.dataset.month;
    return {
      onDragStart: (event) => event.preventDefault(),
      onPointerDown(event) {
        setDown(event.pointerType !== "touch" && event.button === 0 ? monthAt(event) : null);
        setDragged(false);
      },
      onPointerMove(event) {
        const month = monthAt(event);
        if (!month || !down || (month === down && !dragged)) return;
        setDragged(true);
        setAnchor(down);
        between(down, month);
      },
      onClick(event) {
        const month = monthAt(event);
        if (!month || !(event.shiftKey || dragged)) return;
        event.preventDefault();
        event.stopPropagation();
        const from = anchor ?? (wholeMonths ? days.monthOf(choice.first) : month);
        setAnchor(from);
        between(from, month);
      },
    };
  }

  kit.PeriodMonths = function ({ months, hrefOf, choice, choose, limits }) {
    const [year, setYear] = useState(Number(choice.last.slice(0, 4)));
    const handlers = useRange(choice, choose, limits);
    const [first, last] = [days.monthOf(limits.earliest), days.monthOf(limits.latest)];

    function cell(number) {
      const month = days.addMonths(`${year}-01`, number);
      const name = createElement("b", null, days.monthName(month).slice(0, 3));
      const key = { key: month };
      if (month < first || month > last) {
        return createElement(
          "span",
          { ...key, className: "period-cell", "aria-hidden": true },
          name,
        );
      }
      const price = priceOf(months, month);
      const props = {
        ...key,
        "data-unpriced": price === null ? "" : undefined,
        className: "period-cell",
        href: hrefOf(month),
        draggable: false,
        "data-month": month,
        "aria-current": isChosen(month, choice, limits) ? "true" : undefined,
      };
      return createElement(
        "a",
        props,
        name,
        createElement("small", null, price === null ? " " : price || "cached"),
      );
    }
    function step(label, sign, by, disabled) {
      const props = { type: "button", className: "period-turn", disabled, "aria-label": label };
      return createElement("button", { ...props, onClick: () => setYear(year + by) }, sign);
    }
    const head = createElement(
      "div",
      { className: "period-months-head" },
      createElement("h3", null, "Whole months"),
      createElement("small", null, "Shift-click or drag for several"),
      step("Previous year", "‹", -1, `${year}-01` <= first),
      createElement("strong", { "aria-live": "polite" }, year),
      step("Next year", "›", 1, `${year}-12` >= last),
    );
    const cells = Array.from({ length: 12 }, (_, number) => cell(number));
    const row = { className: "period-cells", onKeyDown: kit.arrowKeys("a"), ...handlers };
    return createElement(
      "section",
      { className: "period-months" },
      head,
      createElement("div", row, cells),
    );
  };
})(window.cloudsense_kit);
