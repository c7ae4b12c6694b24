"""The four figures on top: total, average, month, budget."""

from __future__ import annotations

from datetime import date

import numpy as np

from cloudsense.costs.analysis import Table
from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.forecast import Projection, coming_in
from cloudsense.costs.period import Kind, PeriodChoice
from cloudsense.figures import words
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View


def total(table: Table, before: Table | None, choice: PeriodChoice, currency: str) -> View:
    """The period's total and its change on the days that it is compared with."""
    amount, span = table.total, words.on_days(choice.period)
    title = f"Total, {_period_name(choice)}"
    figure = _figure(words.money(amount, currency))
    if before is None:
        note = "no earlier days to compare with"
        return View(f"{words.money(amount, currency)} {span}.", (figure, _note(note)), title=title)
    change, (preposition, against) = amount - before.total, _compared(choice)
    changed = _change_said(change, before.total, currency)
    said = f"{words.money(amount, currency)} {span}, {changed} {preposition} {against}."
    chip = _change_chip(change, before.total, currency)
    return View(said, (figure, _note(chip, f" vs {against}")), title=title)


def average(table: Table, today: date, currency: str) -> View:
    """The daily average, and the days that cost least and most; days still coming in are no lowest day."""
    mean = table.total / table.period.days
    days, daily = list(table.period.dates), table.daily
    whole = [n for n, day in enumerate(days) if day not in coming_in(today)] or list(range(len(days)))
    low, high = min(whole, key=lambda n: daily[n]), int(np.argmax(daily))
    said = f"{words.money(mean, currency)} a day"
    if len(days) == 1 or not daily.any():
        note = "one day" if len(days) == 1 else "no costs in this period"
        return View(f"{said}.", (_figure(words.money(mean, currency)), _note(note)), title="Daily average")
    span = f"{words.short_money(daily[low], currency)} – {words.short_money(daily[high], currency)}"
    return View(
        f"{said}, from {words.money(daily[low], currency)} on {words.day(days[low])}"
        f" to {words.money(daily[high], currency)} on {words.day(days[high])}.",
        (
            _figure(words.money(mean, currency)),
            _note(f"Lowest {words.day(days[low])}, highest {words.day(days[high])} · {span}"),
        ),
        title="Daily average",
    )


def month(projection: Projection | None, currency: str, whole_account: bool) -> View:
    """Month to date, and where the month will end."""
    scope = " · whole account" if whole_account else ""
    if projection is None:
        return View("No costs this month yet.", (_figure("–"), _note("no costs this month yet")), title="This month")
    name = words.month(projection.month.first)
    so_far, amount = words.money(projection.so_far, currency), _rounded_up(projection, currency)
    span = _span(projection.low, projection.high, currency)
    said = f"{name}: {so_far} so far, projected {amount}, likely {span}."
    notes: list[Node | str] = [f"{so_far} so far · likely {span}"]
    if projection.uncertain:
        days = words.count(projection.complete_days, "complete day")
        said += f" Uncertain: {days} so far."
        notes.append(el("span", f" Uncertain: {days} so far", cls="chip warn"))
    return View(said, (_figure(amount), _note(*notes)), title=f"{name}, projected{scope}")


def _rounded_up(projection: Projection, currency: str) -> str:
    """The month's end in short, but never less than what is spent already."""
    rough = round(projection.amount) >= projection.so_far
    return (words.rough_money if rough else words.money)(projection.amount, currency)


def _span(low: float, high: float, currency: str) -> str:
    """Both ends, as short as they can be told apart."""
    for write in (words.short_money, words.rough_money, words.money):
        ends = write(low, currency), write(high, currency)
        if ends[0] != ends[1]:
            break
    return " – ".join(ends)


def budget(status: BudgetStatus | None, currency: str) -> View:
    """The budget's meter, with what is used, what is foreseen and the limit."""
    if status is None:
        return View(
            "No budget is set.", (_note("Enter a monthly amount to see how much of it is used."),), title="Budget"
        )
    limit, used = words.money(status.limit, currency).removesuffix(".00"), words.percent(status.used)
    name = words.month(status.month.first)
    said = f"{used} of the {name} budget of {limit} is used ({words.money(status.spent, currency)})."
    notes: list[Node | str] = [f"{words.money(status.spent, currency)} of {limit} in {name}"]
    if status.projected is not None:
        ratio = words.percent(status.projected / status.limit)
        over = status.projected_over
        gap = f"{words.money(over or status.limit - status.projected, currency)} {'over' if over else 'left'}"
        said += f" Projected: {ratio}, {gap}."
        notes = [f"Projected {ratio} of {limit}, {gap}"]
    if status.crosses:
        said += f" The limit {'was' if status.used > 1 else 'will be'} crossed on {words.day(status.crosses)}."
    head = el("div", el("strong", f"{used} used"), *_alerts(status), cls="used")
    return View(said, (_meter(status, said), head, _note(*notes)), title="Budget")


def _alerts(status: BudgetStatus) -> list[Node]:
    """The highest step that is reached, and whether the month is heading over its limit."""
    chips = []
    if status.step:
        said = "Over budget" if status.used > 1 else f"{status.step}% reached"
        chips.append(el("span", said, cls=f"chip {'up' if status.step == 100 else 'warn'}"))
    if status.projected_over and status.used <= 1:
        when = f"Crosses on {words.day(status.crosses)}" if status.crosses else "Projected over"
        chips.append(el("span", when, cls="chip warn"))
    return chips


def _meter(status: BudgetStatus, said: str) -> Node:
    full = max(status.limit, status.spent, status.projected or 0.0)
    used, foreseen = max(status.spent, 0.0) / full, max(status.projected or 0.0, 0.0) / full
    return el(
        "div",
        el("i", cls="foreseen", w=f"{foreseen:.2%}"),
        el("i", cls="spent" + (" over" if status.used > 1 else ""), w=f"{used:.2%}"),
        el("i", cls="limit", at=f"{status.limit / full:.2%}"),
        cls="meter",
        role="img",
        aria_label=said,
    )


def _figure(text: str) -> Node:
    return el("div", text, cls="figure")


def _note(*parts: Node | str) -> Node:
    return el("div", *parts, cls="note")


def _change_chip(change: float, before: float, currency: str) -> Node | str:
    if abs(change) < 0.005:
        return el("span", "no change", cls="chip")
    arrow, role = ("▲ ", "up") if change > 0 else ("▼ ", "down")
    ratio = f" · {words.percent(abs(change) / before)}" if before > 0 else ""
    return el("span", f"{arrow}{words.money(abs(change), currency)}{ratio}", cls=f"chip {role}")


def _change_said(change: float, before: float, currency: str) -> str:
    if abs(change) < 0.005:
        return "the same as"
    ratio = f" ({words.percent(abs(change) / before)})" if before > 0 else ""
    return f"{words.money(abs(change), currency)}{ratio} {'more' if change > 0 else 'less'} than"


def _period_name(choice: PeriodChoice) -> str:
    if choice.kind is Kind.MONTH:
        return words.month(choice.period.start) + ("" if choice.whole_month else " so far")
    return words.day(choice.period.start) if choice.period.days == 1 else words.count(choice.period.days, "day")


def _compared(choice: PeriodChoice) -> tuple[str, str]:
    """The days compared with, and the preposition that goes before them."""
    if choice.kind is Kind.MONTH:
        if choice.whole_month:
            return "in", words.month(choice.before.start)
        return "on" if choice.before.days == 1 else "in", words.days(choice.before)
    if choice.period.days == 1:
        return "on", "the day before"
    return "in", f"the {words.count(choice.period.days, 'day')} before"
