"""The figure of the monthly budget: its meter, what is used and what is projected."""

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
    """Where none is set; `of_account` is what the whole account may cost."""
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
    """The budget's meter, with what is used, what is foreseen and the limit."""
    said = " ".join(_budget_sentences(status, currency, scope))
    used = el("strong", f"{formatting.percent(status.used)} used")
    head = el("div", used, *_alerts(status), cls="used")
    note = tile.note(*_budget_notes(status, currency), scope.note)
    return View(said, (_meter(status, said), head, note), title=scope.title(TITLE))


def named(view: View, name: str) -> View:
    """The tile of a budget that has a name in budgets.toml."""
    title = visible(name)
    sentence = f"{view.sentence} It is “{title}” of budgets.toml."
    return replace(view, sentence=sentence, note=title)


def _budget_sentences(status: BudgetStatus, currency: str, scope: Scope) -> list[str]:
    limit = amount_text(status.limit, currency)
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
    limit = amount_text(status.limit, currency)
    through = ""
    if status.data_through:
        through = f" · data through {formatting.day(status.data_through)}"
    if status.projected is not None:
        gap = tile.unbroken(_gap(status, currency))
        credits = f" · {_spent(status, currency)}" if status.spent < 0 else ""
        return [f"Projected {_projected(status)} of {limit}, ", gap, credits, through]
    spent = _spent(status, currency)
    of_limit = "" if status.spent < 0 else f" of {limit}"
    month = formatting.month(status.month.first)
    return [f"{spent}{of_limit} in {month}", through]


def amount_text(limit: float, currency: str) -> str:
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
