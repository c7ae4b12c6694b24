"""From a reading to what the browser draws of it: pure, and not done twice for the same answers."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.amounts import Amount
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import covered, tiles
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.view import View
from cloudsense.ledger.ledger import Answer
from cloudsense.web.components import controls, messages
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.components.panels import PanelContext, views
from cloudsense.web.queries.page_data import Reading
from cloudsense.web.queries.reconciliation import Reconciliation, aloud, reconcile
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.references import LETTERS
from cloudsense.web.state.selection import Page, Selection

Payload = dict[str, Any]
Figure = dict[str, Any]

AT_HAND = 64
"""Pages; one takes about half a megabyte."""


class Priced:
    """A payload with the prices of its links, as they were in some state of the ledger."""

    def __init__(self) -> None:
        self._known: tuple[object, float, Payload] | None = None

    def of(self, state: object, good_for: float, reckon: Callable[[], Payload]) -> Payload:
        """Reckoned again in another state, unless that was done less than `good_for` seconds ago."""
        known, now = self._known, time.monotonic()
        if known and (known[0] == state or now - known[1] < good_for):
            return known[2]
        priced = reckon()
        self._known = state, now, priced
        return priced


@dataclass(frozen=True)
class Drawn:
    """What a reading looks like, whatever the time and whatever anything costs."""

    reading: Reading
    checked: Reconciliation | None
    payload: Payload
    """Never to be changed: others get it, too."""
    figure: Figure | None
    priced: Priced = field(default_factory=Priced)


class Drawings:
    """The last pages drawn, by address: who reads what was read before gets what was drawn before. Safe for threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, Drawn] = OrderedDict()
        self._lock = threading.Lock()
        self._pencil = threading.Lock()
        """Drawing keeps a processor busy: of many who come at once for the same page, one draws it."""

    def of(self, address: object, reading: Reading, draw: Callable[[], Drawn]) -> Drawn:
        """What was drawn of the same answers, or what `draw` makes of these."""
        if found := self._find(address, reading):
            return found
        with self._pencil:
            return self._find(address, reading) or self._keep(address, draw())

    def _find(self, address: object, reading: Reading) -> Drawn | None:
        with self._lock:
            known = self._known.get(address)
            if known is None or not known.reading.same(reading):
                return None
            self._known.move_to_end(address)
            return known

    def _keep(self, address: object, drawn: Drawn) -> Drawn:
        with self._lock:
            self._known[address] = drawn
            self._known.move_to_end(address)
            if len(self._known) > AT_HAND:
                self._known.popitem(last=False)
        return drawn


def draw(reading: Reading, options: AppOptions, paid: bool, slip: AddressError | None) -> Drawn:
    """All that depends on the reading alone; `slip` is what was wrong with the budget of its address."""
    selection = reading.selection
    labels = Labels(reading.accounts, options.hide_account, _all_known(reading))
    of_account = None if selection.filters else options.budget
    limit = selection.budget or of_account
    context = PanelContext(reading, labels, limit, options.budget)
    made, shared = views(context, paid)
    if slip:
        made["budget"] = replace(messages.failed(slip), title=context.scope.title(tiles.BUDGET))
    checked = reconcile(reading)
    payload: Payload = {
        "panels": {name: _view(view) for name, view in made.items()},
        "slots": {
            "account": account(reading.identity, labels, options),
            "range": controls.ranges(selection, reading.today),
            "filters": controls.filters(selection, labels, _known(reading)),
            "dates": controls.dates(reading.choice),
            "trail": controls.trail(selection, labels),
            "charts": controls.charts(selection, reading.choice.period),
            "groupings": controls.groupings(selection),
            "notices": _notices(reading, labels, checked, shared),
        },
        "drilled": bool(selection.filters),
        "retry": bool(reading.problems),
        "busy": reading.progress is not None,
        "chart": _digest(made["trend"].figure),
        "budget": {
            "value": _in_field(limit, reading),
            "href": replace(selection, budget=None).search,
            "used": _to_remember(selection.budget, reading),
        },
        "csv": f"costs.csv{selection.search}",
        "key": selection.search,
        "nav": nav(selection),
        "title": _title(reading, labels),
    }
    return Drawn(reading, checked, payload, made["trend"].figure)


def account(identity: Identity, labels: Labels, options: AppOptions) -> tuple[Node, ...]:
    name = identity.name or labels.accounts.get(identity.account, "")
    number = formatting.account(identity.account, options.hide_account)
    shown = el("strong", visible(name)) if name and not options.hide_account else None
    profile = formatting.without_ids(visible(options.profile), options.hide_account)
    parts = [shown, el("span", number, cls="number"), el("span", profile, cls="profile") if profile else None]
    title = "AWS account" + (f", profile {profile}" if profile else "")
    return (
        el("span", *parts, cls="pill", title=title),
        el("span", "Demo", cls="pill demo", title="Made-up numbers; no requests to AWS")
        if options.demo
        else el("span"),
    )


def _title(reading: Reading, labels: Labels) -> str:
    """`RDS · us-east-1, N. Virginia · 30 days – CloudSense`, for tabs, history and bookmarks."""
    chosen = [labels.chosen(rule) for rule in reading.selection.filters]
    return f"{' · '.join([*chosen, formatting.period_name(reading.choice)])} – CloudSense"


def nav(selection: Selection) -> dict[str, str]:
    """Where the pages are, at the same selection, and which one this is."""
    return {"here": selection.page.value} | {page.value: selection.on(page).search for page in Page}


def _in_field(budget: Amount | None, reading: Reading) -> str:
    """The number; as it was written where it is refused."""
    return _to_remember(budget, reading) or (str(budget) if budget else "")


def _to_remember(budget: Amount | None, reading: Reading) -> str:
    """The number in the bill's currency; nothing for a budget in another one."""
    fits = budget and (not reading.currency or budget.is_in(reading.currency))
    return str(Amount(budget.value)) if budget and fits else ""


def _digest(figure: Figure | None) -> str:
    """The same for the same chart, so that one that did not change need not be drawn again."""
    return hashlib.sha256(json.dumps(figure).encode()).hexdigest()[:16].translate(LETTERS)


def _view(view: View) -> dict[str, Any]:
    drawn = {"sentence": view.sentence, "body": view.body, "title": view.title, "note": view.note, "table": view.table}
    return {name: value for name, value in drawn.items() if value}


def _notices(
    reading: Reading, labels: Labels, checked: Reconciliation | None, shared: Sequence[CloudSenseError]
) -> tuple[Node, ...]:
    """Said once for the page: what went wrong, what is missing, what is empty."""
    notes: dict[str, Node | None] = {}
    if reading.unasked:
        notes["unasked"] = messages.unasked(reading.unasked.tag)
    partly = not (isinstance(reading.main, Answer) and reading.main.snapshot)
    for snapshot in reading.snapshots:
        if snapshot.problem:
            notes.setdefault(snapshot.problem.title, messages.stale(snapshot.problem, snapshot, partly=partly))
    for problem in shared:
        notes.setdefault(problem.title, messages.problem(problem))
    if reading.nowhere:
        rule = reading.nowhere
        name = labels.joined(rule.dimension, rule.values)
        kind = formatting.dimension(rule.dimension).lower()
        said = f"No costs of {kind} “{name}” in {formatting.days(reading.choice.period)}."
        notes[said] = messages.note(said, "Pick another period or clear the filter.")
    elif isinstance(reading.main, Answer) and reading.main.snapshot:
        if covered.is_covered(reading.charged):
            notes["covered"] = _covered(reading)
        elif not len(reading.frame):
            notes["empty"] = _empty(reading)
    amiss = aloud(checked, reading) if checked else None
    return tuple(node for node in (*notes.values(), amiss) if node)


def _empty(reading: Reading) -> Node:
    if reading.selection.filters:
        return messages.note("No costs match the filters in this period.", "Pick another period or clear the filter.")
    hint = "A new account's costs appear in Cost Explorer within about 24 hours."
    return messages.note("This account has no costs in this period.", hint)


def _covered(reading: Reading) -> Node | None:
    """Costs that credits pay for can be seen without these."""
    selection = reading.selection
    if selection.charges is Charges.USAGE:
        return None
    said = covered.sentence(reading.charged, reading.snapshot.currency)
    usage = link(replace(selection, charges=Charges.USAGE).search, "Show usage only", id="usage-only")
    return el("div", el("strong", said), el("p", usage), cls="message", role="status")


def _known(reading: Reading) -> dict[Dimension, Sequence[str] | None]:
    """Values of the filter boxes, as far as they have been bought."""
    known: dict[Dimension, Sequence[str] | None] = {
        Dimension.SERVICE: None,
        Dimension.REGION: None,
        Dimension.ACCOUNT: None,
    }
    for snapshot in reading.snapshots:
        for dimension in known:
            if dimension in snapshot.frame.dimensions and known[dimension] is None:
                known[dimension] = list(snapshot.frame.data[dimension.value].cat.categories)
    return known


def _all_known(reading: Reading) -> dict[Dimension, set[str]]:
    """Every value that may be named on the page."""
    known: defaultdict[Dimension, set[str]] = defaultdict(set)
    for snapshot in reading.snapshots:
        for dimension in snapshot.frame.dimensions:
            known[dimension].update(snapshot.frame.data[dimension.value].cat.categories)
    return known
