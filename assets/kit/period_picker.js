/* The period of the page: steps, a button, and ways to choose another. See period_picker.py. */
(function (kit) {
  const { createElement, useMemo, useRef, useState } = window.React;
  const { days, daysChosen } = kit;
  const QUICK = ["7d", "14d", "30d", "90d", "this-month", "last-month"];
  const GROUPS = [
    ["Days", (word) => /^\d+[dw]$/.test(word)],
    ["Calendar", (word) => !/^\d+[dw]$/.test(word)],
  ];

  const brief = (label) => label.replace(/^Last (?=\d)/, "");
  const counted = (number) => `${number} ${number === 1 ? "day" : "days"}`;

  const priceTag = (price) => price && createElement("small", { className: "period-price" }, price);

  function preset({ word, label, href, price }, current, text) {
    const chosen = word === current ? "true" : undefined;
    const props = {
      key: word,
      href: kit.internal(href),
      "data-word": word,
      "aria-current": chosen,
    };
    return createElement("a", props, text(label), priceTag(price));
  }

  function presetGroups({ presets, current }, sheet) {
    const filled = GROUPS.filter(([, belongs]) => presets.some(({ word }) => belongs(word)));
    const groups = filled.map(([name, belongs]) =>
      createElement(
        "div",
        { key: name, className: "period-group" },
        createElement("h3", null, name),
        presets
          .filter(({ word }) => belongs(word))
          .map((each) => preset(each, current, sheet ? brief : String)),
      ),
    );
    const props = {
      className: "period-presets",
      "aria-label": "Presets",
      onKeyDown: kit.arrowKeys("a"),
    };
    return createElement("nav", props, groups);
  }

  /* The typed dates, until days are chosen in the calendar. */
  function useTyped(choice, choose, limits) {
    const [typed, setTyped] = useState(null);
    const key = ({ first, last }) => `${first}..${last}`;
    const mine = typed && typed.range === key(choice) ? typed : null;
    const texts = mine || { first: days.short(choice.first), last: days.short(choice.last) };
    const read = mine ? days.parseRange(mine, limits.earliest, limits.latest) : {};

    function type(name, value) {
      const next = { first: texts.first, last: texts.last, [name]: value };
      const { problem, first, last } = days.parseRange(next, limits.earliest, limits.latest);
      setTyped({ ...next, range: problem ? key(choice) : key({ first, last }) });
      if (!problem) choose(first, last);
    }
    return { texts, problem: read.problem, field: read.field, type, clear: () => setTyped(null) };
  }

  function dateField(typed, name, label, id) {
    const wrong = typed.problem && typed.field === name;
    const props = {
      type: "text",
      value: typed.texts[name],
      autoComplete: "off",
      spellCheck: false,
      "aria-label": label,
      "aria-invalid": wrong || undefined,
      "aria-describedby": wrong ? `${id}-problem` : undefined,
      onChange: (event) => typed.type(name, event.target.value),
      onBlur: () => {
        if (!typed.problem) typed.clear();
      },
    };
    return createElement("input", props);
  }

  function showLink(href, ref, price) {
    const className = "btn btn-primary btn-sm period-show";
    const unpriced = price === null ? "" : undefined;
    if (href)
      return createElement("a", { className, href, ref, "data-unpriced": unpriced }, "Show");
    const off = { className: `${className} disabled`, role: "link", "aria-disabled": true };
    return createElement("span", off, "Show");
  }

  function Foot({ id, typed, length, href, show, sheet, toggle }) {
    const price = kit.usePrice(href);
    const costs = price === "" ? "cached, no cost" : price;
    const said = [counted(length), costs].filter(Boolean).join(" · ");
    const problem = createElement(
      "p",
      { id: `${id}-problem`, className: "period-problem" },
      typed.problem,
    );
    const props = {
      className: "period-foot",
      onSubmit: (event) => {
        event.preventDefault();
        if (show.current) show.current.click();
      },
    };
    return createElement(
      "form",
      props,
      createElement(
        "div",
        { className: "period-typed" },
        dateField(typed, "first", "First day", id),
        createElement("span", { "aria-hidden": true }, "–"),
        dateField(typed, "last", "Last day", id),
      ),
      createElement(
        "span",
        { className: "period-cost", role: "status" },
        typed.problem ? "" : said,
      ),
      sheet && createElement("button", { type: "button", className: "period-toggle", ...toggle }),
      showLink(href, show, price),
      createElement("div", { role: "alert" }, typed.problem && problem),
      createElement("input", { type: "submit", hidden: true }),
    );
  }

  function Chooser({ picker, sheet }) {
    const { id, first, last, earliest, latest, today, complete_to, template } = picker;
    const presets = picker.presets || [];
    const limits = useMemo(
      () => ({ earliest, latest, today, complete_to }),
      [earliest, latest, today, complete_to],
    );
    const months = sheet ? 1 : 2;
    const [begin, end] = [days.monthOf(earliest), days.monthOf(latest)];
    const left = (day) => days.clamp(days.addMonths(days.monthOf(day), 1 - months), begin, end);
    const [choice, setChoice] = useState(daysChosen.start(first, last));
    const [shown, setShown] = useState(left(last));
    const [byMonth, setByMonth] = useState(false);
    const show = useRef(null);

    function choose(from, to) {
      setChoice(daysChosen.start(from, to));
      setShown(left(to));
    }
    const typed = useTyped(choice, choose, limits);
    const hrefOf = (word) => kit.internal(kit.fill(template, word));
    const word = days.written(choice.first, choice.last, presets);
    const href = typed.problem ? null : hrefOf(word);
    const calendar = createElement(kit.PeriodCalendar, {
      key: "calendar",
      choice,
      setChoice,
      shown,
      setShown,
      months,
      limits,
      show: () => show.current && show.current.click(),
    });
    const cells = createElement(kit.PeriodMonths, {
      key: "months",
      months: picker.months,
      hrefOf,
      choice,
      choose,
      limits,
    });
    const length = days.count(choice.first, choice.last);
    const toggle = { onClick: () => setByMonth(!byMonth), children: byMonth ? "Days" : "Months" };
    const parts = sheet ? [byMonth ? cells : calendar] : [calendar, cells];
    const title = createElement(
      "div",
      { className: sheet ? "period-title" : "unseen" },
      createElement("h2", null, picker.name),
      createElement("span", null, `${days.spoken(choice.first, choice.last)} · ${counted(length)}`),
    );
    return createElement(
      "div",
      { className: "period-chooser" },
      title,
      presetGroups({ ...picker, presets }, sheet),
      createElement("div", { className: "period-main" }, parts),
      createElement(Foot, { id, typed, length, href, show, sheet, toggle }),
    );
  }

  /* A step shows its price on hover and focus. */
  function Step({ href, label, sign, reason }) {
    const [near, setNear] = useState(false);
    const price = kit.usePrice(near ? href : null);
    const props = { className: "period-step", "aria-label": label };
    if (!href) {
      const why = { title: reason, "aria-label": `${label}: ${reason}` };
      return createElement("span", { ...props, ...why, role: "link", "aria-disabled": true }, sign);
    }
    const link = {
      ...props,
      href: kit.internal(href),
      "data-unpriced": price === null ? "" : undefined,
      onPointerEnter: () => setNear(true),
      onPointerLeave: () => setNear(false),
      onFocus: () => setNear(true),
      onBlur: () => setNear(false),
    };
    return createElement("a", link, sign, priceTag(price));
  }

  function quickLinks({ presets, current }) {
    const chosen = QUICK.map((word) => presets.find((one) => one.word === word)).filter(Boolean);
    const links = chosen.map((each) => preset(each, current, brief));
    return createElement(
      "nav",
      { className: "period-quick", "aria-label": "Common periods" },
      links,
    );
  }

  /* Before the first answer there is no period; the shape stays the same. */
  kit.PeriodPicker = function (picker) {
    if (picker.first) return createElement(Picker, picker);
    const shape = createElement("div", { className: "period-shape skeleton", "aria-hidden": true });
    return createElement("div", { id: picker.id, className: "period-picker" }, shape);
  };

  function openedNow() {
    return { at: Date.now() };
  }

  function Picker(picker) {
    const { id, label, dates, earliest, latest, back, forth, setProps } = picker;
    const presets = picker.presets || [];
    const [open, setOpen] = useState(false);

    const toggle = (opening) => {
      if (opening) setProps({ wanted: openedNow() });
      setOpen(opening);
    };
    function content(sheet) {
      return createElement(Chooser, { picker, sheet });
    }
    const face = [
      createElement("strong", { key: "label" }, label),
      createElement("span", { key: "dates" }, dates),
    ];
    const name = { id: `${id}-button`, label: picker.name };
    const popover = { ...name, open, setOpen: toggle, panelClass: "period-panel", face, content };
    return createElement(
      "div",
      { id, className: "period-picker" },
      createElement(
        "div",
        { className: `period-control popover-anchor ${open ? "period-open" : ""}` },
        createElement(Step, {
          href: back,
          label: "Previous period",
          sign: "‹",
          reason: `AWS keeps costs from ${days.short(earliest)} on`,
        }),
        createElement(kit.Popover, popover),
        createElement(Step, {
          href: forth,
          label: "Next period",
          sign: "›",
          reason: `${days.short(latest)} is the last day`,
        }),
      ),
      picker.quick && quickLinks({ ...picker, presets }),
    );
  }
})(window.cloudsense_kit);
