"""Tile of the monthly budget: meter, used part and projection."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.names import visible
from cloudsense.figures import tile_parts as tile
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.scope import ACCOUNT, Scope
from cloudsense.figures.view import View

TITLE = "Monthly budget"


def unset(scope: Scope = ACCOUNT, of_account: str = "") -> View:
    """Tile without a budget; `of_account` is the budget of the whole account, as text."""
    if not scope.filtered:
        hint = "Enter a monthly amount to see how much of it is used."
        return View("No budget is set.", (tile.note(hint),), title=TITLE)
    said = "No budget for this selection."
    notes = [tile.note(f"{said} Enter a monthly amount to set one.")]
    if of_account:
        said += f" The account's budget is {of_account}."
        notes.append(tile.note(f"Account budget: {of_account}"))
    return View(said, tuple(notes), title=scope.title(TITLE))


def view(status: BudgetStatus, currency: str, scope: Scope = ACCOUNT) -> View:
    """Tile with the budget's meter, used part, projection and limit."""
    said = " ".join(_budget_sentences(status, currency, scope))
    percent = formatting.percent(status.used)
    used = el("strong", f"{percent} used")
    head = el("div", used, *_alerts(status), cls="used")
    note = tile.note(*_budget_notes(status, currency), scope.note)
    body = _meter(status, said), head, note
    return View(said, body, title=scope.title(TITLE))


def named(view: View, name: str) -> View:
    """Tile of a named budget from budgets.toml."""
    title = visible(name)
    sentence = f"{view.sentence} Budget “{title}” from budgets.toml."
    return replace(view, sentence=sentence, note=title)


def _budget_sentences(status: BudgetStatus, currency: str, scope: Scope) -> list[str]:
    limit = formatting.trimmed_money(status.limit, currency)
    month = formatting.month(status.month.first)
    percent = formatting.percent(status.used)
    used = f"{percent} of the {month} budget of {limit}"
    if scope.filtered:
        used += " for this selection"
    spent = ", ".join([_spent(status, currency), *scope.counted])
    said = [f"{used} is used ({spent})."]
    if status.spent < 0:
        said = [f"{used} is used: {spent}."]
    if status.projected is not None:
        projected = _projected(status)
        gap = _gap(status, currency)
        said.append(f"Projected: {projected}, {gap}.")
    if status.crosses:
        when = "was" if status.used > 1 else "will be"
        day = formatting.day(status.crosses)
        said.append(f"The limit {when} exceeded on {day}.")
    if status.data_through:
        last = formatting.day(status.data_through)
        said.append(f"Data through {last}.")
    return said


def _budget_notes(status: BudgetStatus, currency: str) -> list[Node | str]:
    limit = formatting.trimmed_money(status.limit, currency)
    spent = _spent(status, currency)
    has_costs = status.spent >= 0
    through = ""
    if status.data_through:
        last = formatting.day(status.data_through)
        through = f" · data through {last}"
    if status.projected is None:
        of_limit = f" of {limit}" if has_costs else ""
        month = formatting.month(status.month.first)
        return [f"{spent}{of_limit} in {month}", through]
    projected = _projected(status)
    gap = tile.unbroken(_gap(status, currency))
    credits = "" if has_costs else f" · {spent}"
    return [f"Projected {projected} of {limit}, ", gap, credits, through]


def _spent(status: BudgetStatus, currency: str) -> str:
    if status.spent < 0:
        return f"credits exceed costs by {formatting.money(-status.spent, currency)}"
    return formatting.money(status.spent, currency)


def _projected(status: BudgetStatus) -> str:
    """Projection as a share of the limit."""
    projected = max(status.projected or 0.0, 0.0)
    return formatting.percent(projected / status.limit)


def _gap(status: BudgetStatus, currency: str) -> str:
    """Difference between the projection and the limit."""
    over = (status.projected or 0.0) - status.limit
    if formatting.rounds_to_zero(over):
        return "on budget"
    amount = formatting.rough_money(abs(over), currency)
    side = "over" if over > 0 else "under"
    return f"{amount} {side} budget"


def _alerts(status: BudgetStatus) -> list[Node]:
    """Highest step reached, and whether the month is projected over its limit."""
    chips = []
    if status.step:
        reached = f"{status.step}% reached"
        said = "Over budget" if status.used > 1 else reached
        role = "up" if status.step == 100 else "warn"
        chips.append(tile.chip(said, role))
    if status.projected_over and status.used <= 1:
        day = status.crosses
        on = f" on {formatting.day(day)}" if day else ""
        chips.append(tile.chip(f"Will exceed{on}", "warn"))
    return chips


def _meter(status: BudgetStatus, said: str) -> Node:
    projected = max(status.projected or 0.0, 0.0)
    spent = max(status.spent, 0.0)
    full = max(status.limit, spent, projected)
    look = "spent over" if status.used > 1 else "spent"
    foreseen = f"{projected / full:.2%}"
    used = f"{spent / full:.2%}"
    limit = f"{status.limit / full:.2%}"
    return el(
        "div",
        el("i", cls="foreseen", w=foreseen),
        el("i", cls=look, w=used),
        el("i", cls="limit", at=limit),
        cls="meter",
        role="img",
        aria_label=said,
    )
