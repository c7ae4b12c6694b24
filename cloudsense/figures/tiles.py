"""The four figures on top: total, average, month, budget."""

from __future__ import annotations

from datetime import date

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.period import Kind, PeriodChoice
from cloudsense.costs.projection.projection import Projection
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.scope import ACCOUNT, Scope
from cloudsense.figures.view import View

BUDGET = "Monthly budget"
A_CENT = 0.01
GUESS = "The range is a guess"
NOTEWORTHY = 0.01
"""The part of a projection from which credits get a remark."""


def total(table: Table, comparison: Comparison | None, choice: PeriodChoice, currency: str) -> View:
    """The period's total, and the change on its complete days against as many before."""
    amount = formatting.money(table.total, currency)
    said = f"{amount} {formatting.on_days(choice.period)}."
    title = f"Total, {_period_name(choice)}"
    figure = _figure(amount)
    if comparison is None:
        note = _note("no earlier days to compare with")
        return View(said, (figure, note), title=title)
    days = comparison.days
    if not days.now:
        why = compared.nothing(days, choice)
        return View(f"{said} {why}", (figure, _note(why)), title=title)
    against = compared.against(days, choice)
    change, before = comparison.change, comparison.before
    subject = _subject(comparison, choice)
    changed = f"{subject} {_change_said(change, before, currency)} {against}."
    left_out = compared.left_out(comparison, choice, currency)
    notes = [_note(_change_chip(change, before, currency), f" vs {against}")]
    if basis := compared.basis(comparison):
        notes.append(_note(basis))
    return View(" ".join([said, changed, *left_out]), (figure, *notes), title=title)


def _subject(comparison: Comparison, choice: PeriodChoice) -> str:
    """`That is`, or `Oct 24 – Nov 21:` where not all of the period is compared."""
    days = comparison.days
    if len(days.now) < choice.period.days:
        return f"{compared.span(days.now)}:"
    apart = any(charge.now for charge in comparison.single)
    return f"Without {compared.CHARGES.lower()}:" if apart else "That is"


def average(table: Table, complete_to: date, currency: str) -> View:
    """The daily average, and the lowest and highest day. An incomplete day is not the lowest."""
    days, daily = list(table.period.dates), table.daily
    mean = formatting.money(table.total / len(days), currency)
    figure = _figure(mean)
    if len(days) == 1 or not table.amounts.any():
        why = "one day" if len(days) == 1 else "no costs in this period"
        return View(f"{mean} a day.", (figure, _note(why)), title="Daily average")
    complete = [n for n, day in enumerate(days) if day <= complete_to]
    low = min(complete or range(len(days)), key=lambda n: daily[n])
    high = int(np.argmax(daily))
    lowest, highest = formatting.day(days[low]), formatting.day(days[high])
    least = formatting.money(daily[low], currency)
    most = formatting.money(daily[high], currency)
    said = f"{mean} a day, from {least} on {lowest} to {most} on {highest}."
    ends = [formatting.short_money(daily[n], currency) for n in (low, high)]
    if ends[0] == ends[1]:
        note = _note(f"about {ends[0]} every day")
    else:
        which = f"Lowest {lowest}, highest {highest} · "
        note = _note(which, _unbroken(" – ".join(ends)))
    return View(said, (figure, note), title="Daily average")


def month(projection: Projection | None, currency: str, scope: Scope = ACCOUNT) -> View:
    """Month to date, and where the month will end."""
    if projection is None:
        where = " in this selection" if scope.filtered else ""
        none = f"No costs{where} this month yet."
        title = scope.title("This month")
        return View(none, (_figure("–"), _note(none)), title=title)
    name = formatting.month(projection.month.first)
    so_far = formatting.money(projection.so_far, currency)
    subject = ", ".join([name, *scope.words])
    said = f"{subject}: {so_far} so far"
    if not projection.sample_days:
        why = "No projection: no complete day yet."
        title = scope.title(f"{name} so far")
        note = _note(why, scope.note)
        return View(f"{said}. {why}", (_figure(so_far), note), title=title)
    amount = _rounded_up(projection, currency)
    said += f", projected {amount}"
    notes: list[Node | str] = [f"{so_far} so far"]
    ends = _range(projection, currency)
    if ends:
        said += f", range {ends}"
        notes += [" · ", _unbroken(f"range {ends}")]
    notes.append(scope.note)
    said += "."
    if ends and projection.guessed:
        said += f" {GUESS}: too little history."
        notes += [" ", el("span", GUESS, cls="chip warn")]
    remarks = [*_remarks(projection), *_past(projection)]
    said = " ".join([said, *(f"{remark}." for remark in remarks)])
    body = (_figure(amount), _note(*notes), *map(_note, remarks))
    return View(said, body, title=scope.title(f"{name}, projected"))


def _remarks(projection: Projection) -> list[str]:
    """What the projection depends on."""
    remarks = []
    threshold = max(A_CENT, NOTEWORTHY * abs(projection.amount))
    if projection.credits < -threshold:
        remarks.append("Assumes that daily credits continue")
    if projection.data_through:
        remarks.append(f"Data through {formatting.day(projection.data_through)}")
    return remarks


def _past(projection: Projection) -> list[str]:
    """How far off the same projection was in earlier months."""
    misses = [formatting.percent(earlier.miss) for earlier in projection.past if earlier.actual]
    if not misses:
        return []
    months = "month" if len(misses) == 1 else f"{len(misses)} months"
    off = formatting.enumerated(misses)
    return [f"In the last {months} the projection on this day was off by {off}"]


def unknown(title: str, href: str, scope: Scope) -> View:
    """Instead of a month that was never fetched for the selection."""
    said = "Not known for this selection: open "
    note = _note(said, link(href, "This month", cls="inline"))
    return View(f"{said}This month.", (_figure("–"), note), title=scope.title(title))


def _rounded_up(projection: Projection, currency: str) -> str:
    """The projection, rounded unless that puts it below what is spent already."""
    amount, so_far = projection.amount, projection.so_far
    if amount < so_far or round(amount) >= so_far:
        return formatting.rough_money(amount, currency)
    return formatting.money(amount, currency)


def _range(projection: Projection, currency: str) -> str:
    """Both ends, as short as they can be told apart; "" if there are none or they are the same."""
    low, high = projection.low, projection.high
    if low is None or high is None:
        return ""
    for write in (formatting.short_money, formatting.rough_money, formatting.money):
        ends = write(low, currency), write(high, currency)
        if ends[0] != ends[1]:
            return " – ".join(ends)
    return ""


def no_budget(scope: Scope = ACCOUNT, of_account: str = "") -> View:
    """Where none is set; `of_account` is what the whole account may cost."""
    if not scope.filtered:
        hint = "Enter a monthly amount to see how much of it is used."
        return View("No budget is set.", (_note(hint),), title=BUDGET)
    said = "No budget for this selection."
    notes = [_note(f"{said} Enter a monthly amount to set one.")]
    if of_account:
        said += f" The account's budget is {of_account}."
        notes.append(_note(f"Account budget: {of_account}"))
    return View(said, tuple(notes), title=scope.title(BUDGET))


def budget(status: BudgetStatus, currency: str, scope: Scope = ACCOUNT) -> View:
    """The budget's meter, with what is used, what is foreseen and the limit."""
    said = " ".join(_budget_sentences(status, currency, scope))
    used = el("strong", f"{formatting.percent(status.used)} used")
    head = el("div", used, *_alerts(status), cls="used")
    note = _note(*_budget_notes(status, currency), scope.note)
    return View(said, (_meter(status, said), head, note), title=scope.title(BUDGET))


def _budget_sentences(status: BudgetStatus, currency: str, scope: Scope) -> list[str]:
    limit = budget_amount(status.limit, currency)
    month = formatting.month(status.month.first)
    whose = " for this selection" if scope.filtered else ""
    percent = formatting.percent(status.used)
    used = f"{percent} of the {month} budget of {limit}{whose} is used"
    spent = ", ".join([_spent(status, currency), *scope.counted])
    said = [f"{used} ({spent})."]
    if status.spent < 0:
        said = [f"{used}: {spent}."]
    if status.projected is not None:
        gap = _gap(status, currency)
        said.append(f"Projected: {_projected(status)}, {gap}.")
    if status.crosses:
        when = "was" if status.used > 1 else "will be"
        day = formatting.day(status.crosses)
        said.append(f"The limit {when} exceeded on {day}.")
    if status.data_through:
        said.append(f"Data through {formatting.day(status.data_through)}.")
    return said


def _budget_notes(status: BudgetStatus, currency: str) -> list[Node | str]:
    limit = budget_amount(status.limit, currency)
    through = ""
    if status.data_through:
        through = f" · data through {formatting.day(status.data_through)}"
    if status.projected is not None:
        gap = _unbroken(_gap(status, currency))
        credits = f" · {_spent(status, currency)}" if status.spent < 0 else ""
        return [f"Projected {_projected(status)} of {limit}, ", gap, credits, through]
    spent = _spent(status, currency)
    of_limit = "" if status.spent < 0 else f" of {limit}"
    month = formatting.month(status.month.first)
    return [f"{spent}{of_limit} in {month}", through]


def budget_amount(limit: float, currency: str) -> str:
    """`$18,000`, with cents where there are any."""
    return formatting.money(limit, currency).removesuffix(".00")


def _spent(status: BudgetStatus, currency: str) -> str:
    if status.spent < 0:
        return f"credits exceed costs by {formatting.money(-status.spent, currency)}"
    return formatting.money(status.spent, currency)


def _projected(status: BudgetStatus) -> str:
    """The projection as a part of the limit."""
    return formatting.percent(max(status.projected or 0.0, 0.0) / status.limit)


def _gap(status: BudgetStatus, currency: str) -> str:
    """How far the projection is from the limit."""
    over = (status.projected or 0.0) - status.limit
    if abs(over) < formatting.HALF_A_CENT:
        return "on budget"
    amount = formatting.rough_money(abs(over), currency)
    return f"{amount} over budget" if over > 0 else f"{amount} under budget"


def _alerts(status: BudgetStatus) -> list[Node]:
    """The highest step that is reached, and whether the month is heading over its limit."""
    chips = []
    if status.step:
        said = "Over budget" if status.used > 1 else f"{status.step}% reached"
        role = "up" if status.step == 100 else "warn"
        chips.append(el("span", said, cls=f"chip {role}"))
    if status.projected_over and status.used <= 1:
        on = f" on {formatting.day(status.crosses)}" if status.crosses else ""
        chips.append(el("span", f"Will exceed{on}", cls="chip warn"))
    return chips


def _meter(status: BudgetStatus, said: str) -> Node:
    projected = max(status.projected or 0.0, 0.0)
    full = max(status.limit, status.spent, projected)
    used = max(status.spent, 0.0) / full
    look = "spent over" if status.used > 1 else "spent"
    return el(
        "div",
        el("i", cls="foreseen", w=f"{projected / full:.2%}"),
        el("i", cls=look, w=f"{used:.2%}"),
        el("i", cls="limit", at=f"{status.limit / full:.2%}"),
        cls="meter",
        role="img",
        aria_label=said,
    )


def _figure(text: str) -> Node:
    return el("div", text, cls="figure")


def _unbroken(text: str) -> Node:
    """Text that is not broken if it fits on a line."""
    return el("span", text, cls="unbroken")


def _note(*parts: Node | str) -> Node:
    return el("div", *parts, cls="note")


def _change_chip(change: float, before: float, currency: str) -> Node | str:
    if abs(change) < formatting.HALF_A_CENT:
        return el("span", "no change", cls="chip")
    arrow, role = ("▲ ", "up") if change > 0 else ("▼ ", "down")
    said = f"{arrow}{formatting.money(abs(change), currency)}"
    if before > 0:
        said += f" · {_ratio(change, before)}"
    return el("span", said, cls=f"chip {role}")


def _change_said(change: float, before: float, currency: str) -> str:
    if abs(change) < formatting.HALF_A_CENT:
        return "the same as"
    said = formatting.money(abs(change), currency)
    if before > 0:
        said += f" ({_ratio(change, before)})"
    return f"{said} more than" if change > 0 else f"{said} less than"


def _ratio(change: float, before: float) -> str:
    """`20%`; `under 0.1%` in place of 0%."""
    text = formatting.percent(abs(change) / before)
    return "under 0.1%" if text == "0%" else text


def _period_name(choice: PeriodChoice) -> str:
    """Shorter than elsewhere, because the days stand beside it."""
    first = choice.period.start
    if choice.kind is Kind.MONTH:
        so_far = "" if choice.whole_month else " so far"
        return f"{formatting.month(first)}{so_far}"
    if choice.period.days == 1:
        return formatting.day(first)
    if choice.kind is Kind.RANGE:
        return formatting.count(choice.period.days, "day")
    return formatting.period_name(choice)
