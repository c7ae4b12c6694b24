"""Tiles at the top: total, average, month. The budget is in `budget_tile`."""

from __future__ import annotations

from datetime import date

from cloudsense import formatting
from cloudsense.costs.analysis import Change, Table
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.period import Kind, PeriodChoice
from cloudsense.costs.projection.projection import Projection
from cloudsense.figures import compared
from cloudsense.figures import tile_parts as tile
from cloudsense.figures.nodes import Node, link
from cloudsense.figures.scope import ACCOUNT, Scope
from cloudsense.figures.view import View

A_CENT = 0.01
GUESS = "The range is a guess"
NOTEWORTHY = 0.01
"""Share of a projection from which credits are mentioned."""


def total(table: Table, comparison: Comparison | None, choice: PeriodChoice, currency: str) -> View:
    """Total of the period, and the change of its complete days against as many before."""
    amount = formatting.money(table.total, currency)
    when = formatting.on_days(choice.period)
    said = f"{amount} {when}."
    title = f"Total, {_period_name(choice)}"
    figure = tile.figure(amount)
    if comparison is None:
        note = tile.note("no days to compare with")
        return View(said, (figure, note), title=title)
    days, compared_choice = comparison.days, comparison.choice
    if days.empty:
        why = compared.nothing(days, compared_choice)
        said += f" {why}"
        return View(said, (figure, tile.note(why)), title=title)
    against = compared.against(days, compared_choice)
    change = comparison.overall
    daily = " a day" if days.per_day else ""
    subject = _subject(comparison, choice)
    by = _change_said(change, currency, daily)
    said += f" {subject} {by} {against}."
    left_out = compared.left_out(comparison, currency)
    sentence = " ".join([said, *left_out])
    chip = _change_chip(change, currency, daily)
    notes = [tile.note(chip, " ", tile.unbroken(f"vs {against}"))]
    if basis := compared.basis(comparison):
        notes.append(tile.note(basis))
    return View(sentence, (figure, *notes), title=title)


def _subject(comparison: Comparison, choice: PeriodChoice) -> str:
    """Subject of the change: `That is`, or `Oct 24 – Nov 21:` if only a part of
    the period is compared."""
    days = comparison.days
    if len(days.now) < choice.period.days:
        return f"{compared.span(days.now)}:"
    apart = any(charge.now for charge in comparison.single)
    return f"Without {compared.CHARGES.lower()}:" if apart else "That is"


def average(table: Table, complete_to: date, currency: str) -> View:
    """Daily average, and the lowest and highest day. Incomplete days can't be the lowest."""
    days = list(table.period.dates)
    daily = table.daily.tolist()
    mean = formatting.money(table.total / len(days), currency)
    figure = tile.figure(mean)
    if len(days) == 1 or not table.amounts.any():
        why = "one day" if len(days) == 1 else "no costs in this period"
        note = tile.note(why)
        return View(f"{mean} a day.", (figure, note), title="Daily average")
    costs = dict(zip(days, daily, strict=True))
    complete = [day for day in days if day <= complete_to]
    low = min(complete or days, key=costs.__getitem__)
    high = max(days, key=costs.__getitem__)
    least = formatting.money(costs[low], currency)
    most = formatting.money(costs[high], currency)
    on_low = f"on {formatting.day(low)}"
    on_high = f"on {formatting.day(high)}"
    said = f"{mean} a day, from {least} {on_low} to {most} {on_high}."
    about_least = formatting.short_money(costs[low], currency)
    about_most = formatting.short_money(costs[high], currency)
    if about_least == about_most:
        note = tile.note(f"about {about_most} every day")
    else:
        lowest = tile.unbroken(f"Lowest {about_least} {on_low},")
        highest = tile.unbroken(f"highest {about_most} {on_high}")
        note = tile.note(lowest, " ", highest)
    return View(said, (figure, note), title="Daily average")


def month(projection: Projection | None, currency: str, scope: Scope = ACCOUNT) -> View:
    """Costs of the month so far, and their projection to its end."""
    if projection is None:
        where = " in this selection" if scope.filtered else ""
        none = f"No costs{where} this month yet."
        title = scope.title("This month")
        nothing = tile.figure("–"), tile.note(none)
        return View(none, nothing, title=title)
    name = formatting.month(projection.month.first)
    so_far = formatting.money(projection.so_far, currency)
    subject = ", ".join([name, *scope.words])
    said = f"{subject}: {so_far} so far"
    if not projection.sample_days:
        why = "No projection: no complete day yet."
        said += f". {why}"
        title = scope.title(f"{name} so far")
        note = tile.note(why, scope.note)
        return View(said, (tile.figure(so_far), note), title=title)
    amount = _rounded_up(projection, currency)
    said += f", projected {amount}"
    notes: list[Node | str] = [f"{so_far} so far"]
    ends = _range(projection, currency)
    if ends:
        said += f", range {ends}"
        notes += [", ", tile.unbroken(f"range {ends}")]
    notes.append(scope.note)
    said += "."
    if ends and projection.guessed:
        said += f" {GUESS}: too little history."
        notes += [" ", tile.chip(GUESS, "warn")]
    remarks = _remarks(projection)
    past_said, past_note = _past(projection)
    for remark in remarks:
        said += f" {remark}."
    said = " ".join([said, *past_said])
    notes_below = map(tile.note, [*remarks, *past_note])
    body = tile.figure(amount), tile.note(*notes), *notes_below
    title = scope.title(f"{name}, projected")
    return View(said, body, title=title)


def _remarks(projection: Projection) -> list[str]:
    """Assumptions of the projection."""
    remarks = []
    threshold = max(A_CENT, NOTEWORTHY * abs(projection.amount))
    if projection.credits < -threshold:
        remarks.append("Assumes that daily credits continue")
    if projection.data_through:
        remarks.append(f"Data through {formatting.day(projection.data_through)}")
    return remarks


def _past(projection: Projection) -> tuple[list[str], list[str]]:
    """Accuracy of the projection in earlier months, as a sentence and as a note."""
    misses = list(map(formatting.miss, projection.misses))
    if not misses:
        return [], []
    count = len(misses)
    months = "month" if count == 1 else f"{count} months"
    off = formatting.enumerated(misses)
    said = f"In the last {months} the projection on this day was off by {off}."
    listed = ", ".join(misses)
    return [said], [f"Past {months}: off by {listed}"]


def unknown(title: str, href: str, scope: Scope) -> View:
    """Tile of a month that was never loaded for the selection."""
    said = "Not cached for this selection: open "
    note = tile.note(said, link(href, "This month", cls="inline"))
    body = tile.figure("–"), note
    return View(f"{said}This month.", body, title=scope.title(title))


def _rounded_up(projection: Projection, currency: str) -> str:
    """Projection, rounded unless that is below the actual costs."""
    amount, so_far = projection.amount, projection.so_far
    if amount < so_far or round(amount) >= so_far:
        return formatting.rough_money(amount, currency)
    return formatting.money(amount, currency)


def _range(projection: Projection, currency: str) -> str:
    """Bounds of the range, shortened as far as they differ; "" if there are none
    or they are equal."""
    low, high = projection.low, projection.high
    if low is None or high is None:
        return ""
    for write in (formatting.short_money, formatting.rough_money, formatting.money):
        ends = write(low, currency), write(high, currency)
        if ends[0] != ends[1]:
            return " – ".join(ends)
    return ""


def _change_chip(change: Change, currency: str, daily: str) -> Node | str:
    amount = change.amount
    if formatting.rounds_to_zero(amount):
        return tile.chip("no change")
    arrow = "▲" if amount > 0 else "▼"
    size = formatting.money(abs(amount), currency)
    said = f"{arrow} {size}{daily}"
    if ratio := _ratio(amount, change.before):
        said += f" · {ratio}"
    role = compared.role(amount, change.before)
    return tile.chip(said, "" if role == "same" else role)


def _change_said(change: Change, currency: str, daily: str) -> str:
    amount = change.amount
    if formatting.rounds_to_zero(amount):
        return "the same per day as" if daily else "the same as"
    said = formatting.money(abs(amount), currency) + daily
    if ratio := _ratio(amount, change.before):
        said += f" ({ratio})"
    more = "more" if amount > 0 else "less"
    return f"{said} {more} than"


def _ratio(change: float, before: float) -> str:
    """Change in percent: `20%`; `under 0.1%` in place of 0%; "" where it would be meaningless."""
    ratio = compared.ratio(change, before)
    return "" if ratio is None else formatting.miss(abs(ratio))


def _period_name(choice: PeriodChoice) -> str:
    """Short name of the period, as its days are next to it."""
    first = choice.period.start
    if choice.kind is Kind.MONTH:
        name = formatting.month(first)
        return name if choice.whole_month else f"{name} so far"
    if choice.period.days == 1:
        return formatting.day(first)
    if choice.kind is Kind.RANGE:
        return formatting.count(choice.period.days, "day")
    return formatting.period_name(choice)
