"""Messages of the page: errors and progress."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from cloudsense import formatting
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import Month
from cloudsense.costs.query import Filter
from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.web.components.buttons import action_button
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.link_price_labels import in_cents
from cloudsense.web.queries.link_prices import OPEN_PAGE_CENTS, Price
from cloudsense.web.state.labels import Labels

SHORT = 24
"""Characters that fit on a line of the narrowest part of the page."""

OTHER_COSTS = "Pick another period or clear the filter."

CACHED = "Cached data is still available."

NO_MORE_TODAY = (
    "Nothing more is loaded until 00:00 UTC. "
    "To load more today, start CloudSense with a higher `--spend-limit`."
)


def note(title: str, *details: str, kind: str = "") -> Node:
    """Build a message with a title and details."""
    look = f"message {kind}".rstrip()
    paragraphs = [el("p", *_with_code(detail)) for detail in filter(None, details)]
    heading = el("strong", *_with_code(title))
    return el("div", heading, *paragraphs, cls=look, role="status")


def _with_code(text: str) -> list[Node | str]:
    """Return text between backticks as code elements. Short code is not wrapped."""
    parts: list[Node | str] = []
    for n, part in enumerate(text.split("`")):
        is_code = n % 2 == 1
        parts.append(_code(part) if is_code else part)
    return parts


def _code(text: str) -> Node:
    return el("code", text, cls="short" if len(text) < SHORT else "")


def problem(error: CloudSenseError, holds: str = "") -> Node:
    """Build a message: what happened, what it means, what still holds, what to do."""
    details = error.detail, holds, error.remedy, _next(error)
    return note(error.title, *details, kind="problem")


def failed(error: CloudSenseError) -> View:
    """Build a panel that shows an error in place of data."""
    return View(error.sentence, (problem(error),), empty=True)


def no_costs(when: str, filtered: bool) -> Node:
    """Build a message that nothing was billed in `this period`, and what to do."""
    if filtered:
        return nothing(f"No costs match the filters in {when}.")
    later = "A new account's costs appear in Cost Explorer within about 24 hours."
    return nothing(f"This account has no costs in {when}.", later)


def nothing(said: str, remedy: str = OTHER_COSTS) -> Node:
    """Build the message of a page without costs. The style sheet hides its empty panels."""
    return note(said, remedy, kind="no-costs")


def absent(
    rule: Filter,
    labels: Labels,
    when: str = "",
    remedy: str = OTHER_COSTS,
) -> Node:
    """Build a message that a filter's values have no costs `in this period`, and what to do."""
    name = labels.joined(rule.dimension, rule.values)
    costs = f"No costs of {formatting.noun(rule.dimension)} “{name}” {when}".rstrip()
    return nothing(f"{costs}.", remedy)


def hint() -> View:
    """Build a panel without data, for a reason stated at the top of the page."""
    said = "Nothing to show: see the message above."
    paragraph = el("p", said, cls="message hint")
    return View(said, (paragraph,), empty=True)


def confirm_price(price: Price, is_cached: bool) -> Node:
    """Explain why the page shows cached data or nothing, with a button that loads the rest."""
    shown = "Showing cached data." if is_cached else "None of this page is cached."
    if price.pages and not price.left:
        return note("Today's spending limit is reached.", shown, NO_MORE_TODAY)
    most = f"Opening a page spends at most about {OPEN_PAGE_CENTS}¢"
    limit = f"{most}, or nothing if another site opened it."
    sentences = filter(None, [shown, limit, may_cost_more(price), _limited(price)])
    return el(
        "div",
        el("p", " ".join(sentences)),
        action_button(f"Ask AWS ({price.tag})" if price.tag else "Ask AWS", "ask"),
        cls="message unasked",
        role="status",
    )


def may_cost_more(price: Price) -> str:
    """Say how much more than its lower bound a price may be; "" if that is less than twice."""
    if price.known:
        return ""
    if math.isinf(price.at_most):
        return "How many pages AWS needs is not known, so it may cost much more."
    most = in_cents(PAGE_PRICE * int(price.at_most))
    return f"It may cost up to about {most}."


def _limited(price: Price) -> str:
    """Say that the daily limit does not allow the whole page."""
    if price.left >= price.pages:
        return ""
    left = in_cents(PAGE_PRICE * int(price.left))
    return f"The spending limit leaves {left} today, so only a part will load."


def deleted(months: Sequence[Month]) -> list[Node]:
    """Explain why the page does not load data that was deleted while it was open."""
    if not months:
        return []
    names = list(map(formatting.month_and_year, months))
    said = f"Deleted from the cache: {formatting.enumerated(names)}."
    return [note(said, "Deleted data is not loaded again automatically.")]


def stale(error: CloudSenseError, snapshot: Snapshot, *, partly: bool = False) -> Node:
    """Explain why the data is not newer. `partly`: the page's main answer has no numbers."""
    shown = "The available numbers are" if partly else "The page shows data"
    fetched = formatting.clock(snapshot.fetched_at)
    through = formatting.day(snapshot.complete_to)
    age = f"{shown} from {fetched}, through {through}."
    details = error.detail, age, error.remedy, _next(error)
    return note(error.title, *details, kind="stale")


def _next(error: CloudSenseError) -> str:
    """Say what the failed attempt cost, and when the page makes the next one."""
    said = []
    if error.pages:
        dollars = error.pages * PAGE_PRICE
        said.append(f"This attempt may have cost ${dollars:.2f}.")
    if error.retry_at and error.failed_at:
        is_same_day = error.retry_at.date() == error.failed_at.date()
        write = formatting.minute if is_same_day else formatting.clock
        said.append(f"CloudSense tries again at {write(error.retry_at)}.")
    return " ".join(said)


def asking(progress: Progress | None, paid: bool) -> str:
    if not paid:
        return "Calculating …"
    if progress is None or not progress.pages:
        return "Asking AWS …"
    cost = f"${progress.dollars:.2f}"
    return f"Asking AWS: page {progress.pages}, {cost} so far"


def retry() -> Node:
    """Build the button that repeats what failed."""
    return action_button("Try again", "retry")


def of(
    answers: PageAnswers,
    problems: Sequence[CloudSenseError] | None = None,
    more: Iterable[Node | None] = (),
    *,
    partly: bool = False,
) -> list[Node]:
    """Build messages for the problems of a page's answers, each once, and a retry button.

    `problems` are those that no panel shows, if not all. `more` messages stand above the button.
    `partly`: see `stale`.
    """
    found: dict[str, Node] = {}
    if answers.price_to_confirm:
        found["confirm"] = confirm_price(answers.price_to_confirm, bool(answers.snapshots))
    for snapshot in answers.snapshots:
        if snapshot.problem:
            said = stale(snapshot.problem, snapshot, partly=partly)
            found.setdefault(snapshot.problem.title, said)
    holds = CACHED if answers.failed and problems is None else ""
    for failure in answers.problems if problems is None else problems:
        found.setdefault(failure.title, problem(failure, holds))
    nodes = [*found.values(), *filter(None, more)]
    return [*nodes, retry()] if answers.problems else nodes
