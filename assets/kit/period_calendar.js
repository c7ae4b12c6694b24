/* kit.PeriodCalendar: months of days, one or two beside each other, in which a range is chosen.

   kit.PeriodCalendar({ choice, setChoice, shown, setShown, months, show, limits })
   choice   state of kit.daysChosen; shown the first month, "2026-10"; months how many (1, 2)
   show     called by Enter on an end of the range
   limits   { earliest, latest, today, complete_to } */
(function (kit) {
  const { createElement, useEffect, useLayoutEffect, useRef, useState } = window.React;
  const { days, daysChosen } = kit;
  const NAMES = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

  const STEPS = {
    ArrowLeft: (day) => days.add(day, -1),
    ArrowRight: (day) => days.add(day, 1),
    ArrowUp: (day) => days.add(day, -7),
    ArrowDown: (day) => days.add(day, 7),
    Home: (day) => days.add(day, -days.weekday(day)),
    End: (day) => days.add(day, 6 - days.weekday(day)),
    PageUp: (day) => days.sameDay(day, -1),
    PageDown: (day) => days.sameDay(day, 1),
  };

  function classes(day, choice, limits) {
    const { first, last } = choice;
    const names = [
      first <= day && day <= last && "period-in",
      (day === first || day === last) && "period-end",
      day === limits.today && "period-today",
      day > limits.complete_to && day <= limits.today && "period-incomplete",
    ];
    return names.filter(Boolean).join(" ");
  }

  function named(day, limits) {
    const incomplete = day > limits.complete_to && day <= limits.today;
    return `${days.long(day)}${incomplete ? ", still incomplete" : ""}`;
  }

  function cell(day, place, { choice, cursor, limits }) {
    if (!day) return createElement("td", { key: place });
    const off = day < limits.earliest || day > limits.latest;
    const props = {
      key: place,
      "data-day": day,
      "data-first": day === cursor || null,
      tabIndex: day === cursor ? 0 : -1,
      className: classes(day, choice, limits),
      "aria-label": named(day, limits),
      "aria-selected": choice.first <= day && day <= choice.last,
      "aria-disabled": off || undefined,
      "aria-current": day === limits.today ? "date" : undefined,
    };
    return createElement("td", props, createElement("span", null, Number(day.slice(8))));
  }

  function monthTable(month, parts) {
    const head = NAMES.map((name) => createElement("th", { key: name, scope: "col" }, name));
    const rows = days.weeks(month).map((week, row) => {
      const cells = week.map((day, place) => cell(day, place, parts));
      return createElement("tr", { key: row }, cells);
    });
    const props = {
      role: "grid",
      "aria-label": days.monthName(month),
      "aria-multiselectable": true,
    };
    return createElement(
      "div",
      { key: month, className: "period-month" },
      createElement("h3", { "aria-hidden": true }, days.monthName(month)),
      createElement(
        "table",
        props,
        createElement("thead", null, createElement("tr", null, head)),
        createElement("tbody", null, rows),
      ),
    );
  }

  function turn(word, sign, disabled, onClick) {
    const props = { type: "button", className: `period-turn period-${word}`, disabled, onClick };
    return createElement("button", { ...props, "aria-label": `${word} month` }, sign);
  }

  /* Returns the day of an event, if it can be chosen. */
  function dayAt(event) {
    const day = event.target.closest("[data-day]:not([aria-disabled])");
    return day && day.dataset.day;
  }

  /* Pressing, dragging and clicking. On touch screens dragging scrolls, so days are tapped. */
  function usePointer(setChoice, setCursor) {
    const [mouse, setMouse] = useState(false);
    useEffect(() => {
      const release = () => setChoice(daysChosen.release);
      document.addEventListener("pointerup", release);
      return () => document.removeEventListener("pointerup", release);
    }, [setChoice]);

    function press(day, extend) {
      setCursor({ day, moved: false });
      setChoice((choice) => daysChosen.press(choice, day, extend));
    }
    return {
      onPointerDown(event) {
        const pointing = event.pointerType !== "touch";
        setMouse(pointing);
        const day = dayAt(event);
        if (day && pointing && event.button === 0) press(day, event.shiftKey);
      },
      onPointerMove(event) {
        const day = dayAt(event);
        if (day && mouse) setChoice((choice) => daysChosen.over(choice, day));
      },
      onPointerLeave: () => setChoice(daysChosen.leave),
      onClick(event) {
        const day = dayAt(event);
        if (!day || (mouse && event.detail > 0)) return;
        press(day, event.shiftKey);
        setChoice(daysChosen.release);
      },
    };
  }

  /* Arrow keys move, with Shift they extend the range. Space and Enter choose a day; Enter on
     the end of a range shows it. */
  function keyHandler({ choice, setChoice, limits, show, move }) {
    function choose(event, day) {
      event.preventDefault();
      const end = day === choice.first || day === choice.last;
      if (event.key === "Enter" && end) show();
      else setChoice((state) => daysChosen.release(daysChosen.press(state, day, event.shiftKey)));
    }
    return (event) => {
      const day = dayAt(event);
      if (!day || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") choose(event, day);
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      const next = days.clamp(STEPS[event.key](day), limits.earliest, limits.latest);
      move(next);
      const step = event.shiftKey ? daysChosen.extend : (state) => daysChosen.over(state, next);
      setChoice((state) => step(state, day, next));
    };
  }

  kit.PeriodCalendar = function ({ choice, setChoice, shown, setShown, months, show, limits }) {
    const calendar = useRef(null);
    const [cursor, setCursor] = useState({ day: choice.last, moved: false });
    const pointer = usePointer(setChoice, setCursor);
    const final = days.addMonths(shown, months - 1);

    function move(day) {
      setCursor({ day, moved: true });
      const month = days.monthOf(day);
      if (month < shown) setShown(month);
      if (month > final) setShown(days.addMonths(month, 1 - months));
    }
    useLayoutEffect(() => {
      if (cursor.moved) calendar.current.querySelector(`[data-day="${cursor.day}"]`).focus();
    }, [cursor]);

    // Of the days in sight one can always be reached with Tab.
    const seen = days.clamp(cursor.day, days.firstOf(shown), days.lastOf(final));
    const parts = { choice, limits, cursor: days.clamp(seen, limits.earliest, limits.latest) };
    const tables = Array.from({ length: months }, (_, n) =>
      monthTable(days.addMonths(shown, n), parts),
    );
    const go = (step) => () => setShown(days.addMonths(shown, step));
    const onKeyDown = keyHandler({ choice, setChoice, limits, show, move });
    return createElement(
      "div",
      { className: "period-calendar", ref: calendar },
      turn("Previous", "‹", shown <= days.monthOf(limits.earliest), go(-1)),
      turn("Next", "›", final >= days.monthOf(limits.latest), go(1)),
      createElement("div", { className: "period-tables", onKeyDown, ...pointer }, tables),
    );
  };
})(window.cloudsense_kit);
