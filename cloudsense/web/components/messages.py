"""Error and progress messages of the page."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.frame import Snapshot
from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View
from cloudsense.ledger.api_spend import PRICE, Progress
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.link_prices import A_LOAD

SHORT = 24
"""Letters that fit on a line of the narrowest part of the page."""


def note(title: str, *details: str, kind: str = "") -> Node:
    """A message: a title and what else there is to say."""
    paragraphs = [el("p", *_with_code(detail)) for detail in details if detail]
    return el("div", el("strong", *_with_code(title)), *paragraphs, cls=f"message {kind}".rstrip(), role="status")


def _with_code(text: str) -> list[Node | str]:
    """What stands between backticks is something to type; unless it is long it stays on one line."""
    parts = enumerate(text.split("`"))
    return [el("code", part, cls="short" if len(part) < SHORT else "") if n % 2 else part for n, part in parts]


def problem(error: CloudSenseError) -> Node:
    """What happened, what it means, what to do."""
    return note(error.title, error.detail, error.remedy, _next(error), kind="problem")


def failed(error: CloudSenseError) -> View:
    """A panel that has nothing to show but why."""
    return View(error.sentence, (problem(error),), empty=True)


def hint() -> View:
    """A panel that has nothing to show for a reason that is said at the top of the page."""
    said = "Nothing to show: see the message above."
    return View(said, (el("p", said, cls="message hint"),), empty=True)


def unasked(price: str) -> Node:
    """Why the page shows what is cached, and the button for the rest."""
    said = f"Showing cached data. Opening a page spends at most {A_LOAD}¢, and nothing if another site opened it."
    label = f"Ask AWS ({price})" if price else "Ask AWS"
    button = _button(label, "ask")
    return el("div", el("p", said), button, cls="message unasked", role="status")


def stale(error: CloudSenseError, snapshot: Snapshot, *, partly: bool = False) -> Node:
    """Why there is nothing newer, and what still holds; `partly` if what was asked for has no numbers at all."""
    shown = "The available numbers are" if partly else "The page shows data"
    still = f"{shown} from {formatting.clock(snapshot.fetched_at)}, through {formatting.day(snapshot.complete_to)}."
    return note(error.title, error.detail, still, error.remedy, _next(error), kind="stale")


def _next(error: CloudSenseError) -> str:
    """What the try cost, and when the page, which looks every minute, makes the next one."""
    cost = f"This attempt may have cost ${error.pages * PRICE:.2f}." if error.pages else ""
    again = f"CloudSense tries again at {formatting.minute(error.again)}." if error.again else ""
    return " ".join(filter(None, (cost, again)))


def asking(progress: Progress | None, paid: bool) -> str:
    if progress is None or not progress.pages or not paid:
        return "Asking AWS …" if paid else "Calculating …"
    return f"Asking AWS: page {progress.pages}, ${progress.dollars:.2f} so far"


def retry() -> Node:
    """Tries again what failed."""
    return _button("Try again", "retry")


def _button(label: str, do: str) -> Node:
    secondary = "btn btn-outline-secondary btn-sm"
    return el("button", label, id=do, type="button", cls=secondary, data_do=do)


def of(answers: PageAnswers) -> list[Node]:
    """What is wrong with the answers of a page, each thing once, and how to go on."""
    found: dict[str, Node] = {}
    if answers.unasked:
        found["unasked"] = unasked(answers.unasked.tag)
    for snapshot in answers.snapshots:
        if snapshot.problem:
            found.setdefault(snapshot.problem.title, stale(snapshot.problem, snapshot))
    for failure in answers.problems:
        found.setdefault(failure.title, problem(failure))
    if answers.problems:
        found["retry"] = retry()
    return list(found.values())
