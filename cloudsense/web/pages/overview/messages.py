"""Messages at the top of the Overview: errors, missing data, no costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import budget_tile, covered
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.scope import Scope
from cloudsense.figures.view import View
from cloudsense.ledger.ledger import Answer
from cloudsense.web.components import messages
from cloudsense.web.components.reconciliation import days_of
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.queries.reconciliation import Reconciliation
from cloudsense.web.state.labels import Labels


def notices(
    answers: OverviewAnswers,
    labels: Labels,
    checked: Reconciliation | None,
    shared: Sequence[CloudSenseError],
) -> tuple[Node, ...]:
    """Return each message once. `shared` are errors of several panels."""
    found: dict[str, Node | None] = {}
    if answers.price_to_confirm:
        is_cached = bool(answers.snapshots)
        found["confirm"] = messages.confirm_price(answers.price_to_confirm, is_cached)
    has_numbers = isinstance(answers.main, Answer) and answers.main.snapshot is not None
    for snapshot in answers.snapshots:
        problem = snapshot.problem
        if problem:
            stale = messages.stale(problem, snapshot, partly=not has_numbers)
            found.setdefault(problem.title, stale)
    for failure in shared:
        found.setdefault(failure.title, messages.problem(failure))
    if answers.absent_filter:
        when = formatting.on_days(answers.choice.period)
        found["absent"] = messages.absent(answers.absent_filter, labels, when)
    elif has_numbers and covered.is_covered(answers.charged):
        found["covered"] = _covered(answers)
    elif has_numbers and not len(answers.frame):
        filtered = bool(answers.selection.filters)
        found["empty"] = messages.no_costs("this period", filtered)
    if checked:
        found["differs"] = warning(checked, answers)
    if answers.problems:
        found["retry"] = messages.retry()
    return tuple(node for node in found.values() if node)


def refused_budget(problem: AddressError, scope: Scope) -> View:
    """Build the budget tile for an invalid amount in the address."""
    title = scope.title(budget_tile.TITLE)
    return replace(messages.failed(problem), title=title)


def _covered(answers: OverviewAnswers) -> Node | None:
    """Explain that credits pay for everything, with a link to the costs without credits."""
    selection = answers.selection
    if selection.charges is Charges.USAGE:
        return None
    said = covered.sentence(answers.charged, answers.snapshot.currency)
    address = replace(selection, charges=Charges.USAGE).search
    usage = link(address, "Show usage only", id="usage-only")
    return el(
        "div",
        el("strong", said),
        el("p", usage),
        cls="message",
        role="status",
    )


def warning(found: Reconciliation, answers: OverviewAnswers) -> Node | None:
    """Build the warning at the top of the page for days that differ. They are shown anyway."""
    if not found.apart:
        return None
    amount = sum(one.amount for one in found.apart)
    money = formatting.money(abs(amount), answers.snapshot.currency)
    than = "less than" if amount > 0 else "more than"
    said = f"The costs on this page add up to {money} {than} {found.whole.name}."
    if found.lacking:
        kinds = [formatting.label(Dimension.CHARGE_TYPE, kind) for kind in found.lacking]
        by = formatting.noun(answers.focus.by)
        left_out = " and ".join(kinds)
        why = f"Cost Explorer leaves {left_out} out when it groups by {by}."
    else:
        why = "AWS may have updated its data between two requests. To load it again, choose Update."
    days = days_of(found.apart)
    return messages.note(said, f"Affected days: {days}. {why}")
