/* kit.days: UTC days as texts, "2026-10-24", and months, "2026-10". No clocks, no time zones. */
(function (kit) {
  const DAY = 86_400_000;
  const MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ];
  const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const HOW = "Use 2026-10-24 or Oct 24, 2026.";

  const number = (day) => Date.parse(`${day}T00:00Z`) / DAY;
  const fromNumber = (days) => new Date(days * DAY).toISOString().slice(0, 10);
  const add = (day, days) => fromNumber(number(day) + days);
  const count = (first, last) => number(last) - number(first) + 1;
  const weekday = (day) => (number(day) + 3) % 7; // Monday is 0; day 0 was a Thursday
  const monthOf = (day) => day.slice(0, 7);
  const firstOf = (month) => `${month}-01`;
  const two = (value) => String(value).padStart(2, "0");

  function addMonths(month, months) {
    const [year, one] = month.split("-").map(Number);
    const index = year * 12 + one - 1 + months;
    return `${Math.floor(index / 12)}-${two((index % 12) + 1)}`;
  }

  const lastOf = (month) => add(firstOf(addMonths(month, 1)), -1);

  /* The same day of another month, or its last one. */
  function sameDay(day, months) {
    const month = addMonths(monthOf(day), months);
    const wanted = `${month}-${day.slice(8)}`;
    return wanted < lastOf(month) ? wanted : lastOf(month);
  }

  function clamp(day, earliest, latest) {
    if (day < earliest) return earliest;
    return day > latest ? latest : day;
  }

  /* The weeks of a month from Monday; null for days of other months. */
  function weeks(month) {
    const first = firstOf(month);
    const days = Number(lastOf(month).slice(8));
    const before = weekday(first);
    const rows = Math.ceil((before + days) / 7);
    const at = (place) =>
      place < before || place >= before + days ? null : add(first, place - before);
    const places = Array.from({ length: rows * 7 }, (_, place) => at(place));
    return Array.from({ length: rows }, (_, row) => places.slice(row * 7, row * 7 + 7));
  }

  /* "October 2026" */
  const monthName = (month) => `${MONTHS[month.slice(5) - 1]} ${month.slice(0, 4)}`;

  /* "Oct 24, 2026" */
  function short(day) {
    const month = MONTHS[day.slice(5, 7) - 1].slice(0, 3);
    return `${month} ${Number(day.slice(8))}, ${day.slice(0, 4)}`;
  }

  /* "Saturday, October 24, 2026" */
  function long(day) {
    const month = MONTHS[day.slice(5, 7) - 1];
    return `${WEEKDAYS[weekday(day)]}, ${month} ${Number(day.slice(8))}, ${day.slice(0, 4)}`;
  }

  /* "Oct 24 – Nov 22, 2026" */
  function spoken(first, last) {
    if (first === last) return short(first);
    const oneYear = first.slice(0, 4) === last.slice(0, 4);
    return `${oneYear ? short(first).slice(0, -6) : short(first)} – ${short(last)}`;
  }

  /* Writes a period as in an address: a preset with these days, else a month, a day, or days. */
  function written(first, last, presets) {
    const preset = presets.find((one) => one.first === first && one.last === last);
    if (preset) return preset.word;
    const month = monthOf(first);
    if (first === firstOf(month) && last === lastOf(month)) return month;
    return first === last ? first : `${first}..${last}`;
  }

  function monthNumber(word) {
    if (word.length < 3) return 0;
    return MONTHS.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase())) + 1;
  }

  /* Parses a typed date as [year, month, day]; the year may be null. Returns null if it is not a
     date. */
  function parts(text) {
    const iso = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
    if (iso) return iso.slice(1).map(Number);
    const named =
      text.match(/^(?<month>[a-z]+)\.? (?<day>\d{1,2})(?:,? (?<year>\d{4}))?$/i) ||
      text.match(/^(?<day>\d{1,2})\.? (?<month>[a-z]+)\.?(?:,? (?<year>\d{4}))?$/i);
    if (!named) return null;
    const { month, day, year } = named.groups;
    const found = monthNumber(month);
    return found ? [year ? Number(year) : null, found, Number(day)] : null;
  }

  function dated([year, month, day]) {
    const name = `${year}-${two(month)}`;
    const days = month >= 1 && month <= 12 ? Number(lastOf(name).slice(8)) : 0;
    if (!days) return { problem: `There is no month ${month}. ${HOW}` };
    if (day < 1 || day > days) return { problem: `${monthName(name)} has ${days} days.` };
    return { day: `${name}-${two(day)}` };
  }

  /* A typed date as { day } or { problem }. Without a year it is the last such day up to `latest`. */
  function parse(text, earliest, latest) {
    const typed = text.trim().replaceAll(/\s+/g, " ");
    if (!typed) return { problem: `Enter a date. ${HOW}` };
    if (/^\d{1,4}[./]\d{1,2}[./]\d{1,4}$/.test(typed)) {
      return { problem: `“${typed}”: day and month are easily mixed up. ${HOW}` };
    }
    const found = parts(typed);
    if (!found) return { problem: `“${typed.slice(0, 30)}” is not a date. ${HOW}` };
    const [year, month, day] = found;
    const assumed = latest.slice(5) < `${two(month)}-${two(day)}` ? -1 : 0;
    const read = dated([year ?? Number(latest.slice(0, 4)) + assumed, month, day]);
    if (read.problem) return read;
    if (read.day < earliest) return { problem: `AWS keeps costs from ${short(earliest)} on.` };
    const late = read.day > latest;
    return late ? { problem: `${short(read.day)} is after ${short(latest)}, the last day.` } : read;
  }

  /* Two typed dates as { first, last } or { problem, field }. */
  function parseRange(typed, earliest, latest) {
    for (const field of ["first", "last"]) {
      const { problem } = parse(typed[field], earliest, latest);
      if (problem) return { problem, field };
    }
    const first = parse(typed.first, earliest, latest).day;
    const last = parse(typed.last, earliest, latest).day;
    if (first > last) return { problem: "The first day is after the last.", field: "last" };
    return { first, last };
  }

  const arithmetic = {
    add,
    addMonths,
    clamp,
    count,
    firstOf,
    lastOf,
    monthOf,
    sameDay,
    weekday,
    weeks,
  };
  const texts = { long, monthName, parse, parseRange, short, spoken, written };
  kit.days = { ...arithmetic, ...texts };
})(window.cloudsense_kit);
