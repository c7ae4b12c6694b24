"""From an address to all that the browser draws: pure composition of readings, panels and controls."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cloudsense import __version__
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError, CloudSenseError, SpendingLimitError
from cloudsense.figures import words
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.view import View
from cloudsense.ledger.ledger import PATIENCE, Answer, Ledger
from cloudsense.web import controls, data, messages, outcomes
from cloudsense.web.footer import House, footer, plain
from cloudsense.web.labels import Labels
from cloudsense.web.panels import Desk, views
from cloudsense.web.pricing import prices
from cloudsense.web.reading import Reading, read
from cloudsense.web.reconciling import Reconciliation, aloud, reconcile
from cloudsense.web.selection import Page, Selection

log = logging.getLogger(__name__)

ASK_AGAIN = 700
"""Milliseconds after which the page asks whether a purchase has ended."""
LOOK_AGAIN = 60_000
"""Milliseconds after which a page that somebody looks at is read again; what is older than its hour is then bought."""


Payload = dict[str, Any]
Figure = dict[str, Any]


def page(ledger: Ledger, house: House, search: str, patience: float = PATIENCE) -> tuple[Payload, Figure | None]:
    """What the browser draws for an address, and the chart; the chart is None where there is nothing to draw."""
    try:
        selection, slip = Selection.lenient(search)
        if selection.page is Page.DATA:
            return _data(ledger, house, selection, patience), None
        reading = read(ledger, selection, patience)
        if reading is None:
            return _opening(), None
        if not reading.snapshots and not reading.progress and reading.problems:
            account = _account(reading.identity, Labels(hide_account=house.hide_account), house)
            return _closed(reading.problems[0], account), None
        return _open(ledger, house, reading, slip)
    except CloudSenseError as problem:
        return _closed(problem), None
    except Exception as unforeseen:  # a page that just does not change would say nothing
        more = log.isEnabledFor(logging.DEBUG)
        log.error("a page could not be drawn: %s", type(unforeseen).__name__, exc_info=more)
        return _closed(CloudSenseError("Something in CloudSense went wrong.", remedy="Go back, or try again.")), None


def _open(ledger: Ledger, house: House, reading: Reading, slip: AddressError | None) -> tuple[Payload, Figure | None]:
    selection = reading.selection
    names = {k: v for snapshot in reading.snapshots for k, v in snapshot.account_names.items()}
    labels = Labels(names, house.hide_account)
    limit = selection.budget if selection.budget is not None else house.budget
    made, shared = views(Desk(reading, labels, limit), ledger.paid)
    if slip:
        made["budget"] = replace(messages.failed(slip), title="Budget")
    checked = reconcile(ledger, reading)
    payload: Payload = {
        "panels": {name: _drawn(view) for name, view in made.items()},
        "slots": {
            "account": _account(reading.identity, labels, house),
            "updated": _updated(ledger, reading),
            "range": controls.ranges(selection, reading.today),
            "filters": controls.filters(selection, labels, _known(reading)),
            "dates": controls.dates(reading.choice),
            "trail": controls.trail(selection, labels),
            "charts": controls.charts(selection),
            "groupings": controls.groupings(selection),
            "notices": _notices(reading, labels, checked, shared),
            "footer": footer(ledger, house, reading, checked),
        },
        "drilled": bool(selection.filters),
        "retry": bool(reading.problems),
        "busy": reading.progress is not None,
        "price": _price(ledger, reading),
        "ask_again": ASK_AGAIN if reading.progress else LOOK_AGAIN,
        "chart": _digest(made["trend"].figure),
        "budget": {
            "value": "" if limit is None else f"{limit.normalize():f}",
            "href": replace(selection, budget=None).search,
            "used": "" if slip or selection.budget is None else f"{selection.budget.normalize():f}",
        },
        "csv": f"costs.csv{selection.search}",
        "key": selection.search,
        "nav": _nav(selection),
    }
    return _priced(ledger, reading, payload), made["trend"].figure


def _priced(ledger: Ledger, reading: Reading, payload: Payload) -> Payload:
    """With the prices of links, unless nothing may be bought anyway."""
    if any(isinstance(problem, SpendingLimitError) for problem in reading.problems):
        return payload
    found = reading.details.snapshot if isinstance(reading.details, Answer) else None
    ec2 = found.query.services if found else EC2_SERVICES
    return prices(ledger, reading.today, ec2, reading.selection).tagged(payload)


def _data(ledger: Ledger, house: House, selection: Selection, patience: float) -> Payload:
    """What is kept; nothing of it is asked of AWS but whose it is."""
    identity = ledger.identity(patience)
    inventory = ledger.inventory() if identity else None
    if identity is None or inventory is None:
        return _opening() | {"nav": _nav(selection)}
    labels, progress = Labels(hide_account=house.hide_account), inventory.progress
    notices = [messages.note(messages.asking(progress, ledger.paid))] if progress else []
    notices += [messages.problem(inventory.problem)] if inventory.problem else []
    notices += outcomes.notes(inventory.outcomes, labels, ledger.paid)
    slots = {
        "account": _account(identity, labels, house),
        "updated": (),
        "notices": notices,
        "inventory": data.view(inventory, labels, ledger.paid, selection.search),
        "footer": plain(ledger, house),
    }
    return {
        "panels": {},
        "slots": slots,
        "retry": bool(inventory.problem),
        "busy": progress is not None,
        "price": "",
        "ask_again": ASK_AGAIN if progress else LOOK_AGAIN,
        "csv": f"costs.csv{selection.search}",
        "key": selection.search,
        "nav": _nav(selection),
    }


def _nav(selection: Selection) -> dict[str, str]:
    """Where the pages are, at the same selection, and which one this is."""
    return {"here": selection.page.value} | {page.value: selection.on(page).search for page in Page}


def _closed(problem: CloudSenseError, account: Sequence[Node] = ()) -> Payload:
    """Nothing but why there is nothing. An address that cannot be stays so; all else may be over in a minute."""
    if isinstance(problem, AddressError):
        return _bare([messages.problem(problem), el("p", link("?", "Back to the overview", id="home"))])
    bare = _bare([messages.problem(problem)])
    return bare | {"slots": {**bare["slots"], "account": account}, "retry": True, "ask_again": LOOK_AGAIN}


def _opening() -> Payload:
    """The skeleton stays, while AWS is asked who we are."""
    checking = _bare([messages.note("Checking AWS credentials …")])
    return checking | {"closed": False, "busy": True, "ask_again": ASK_AGAIN}


def _bare(notices: Sequence[Node | None]) -> Payload:
    version = el("span", f"CloudSense {__version__}")
    return {
        "panels": {},
        "slots": {"notices": notices, "footer": [version]},
        "closed": True,
        "retry": False,
        "price": "",
    }


def _price(ledger: Ledger, reading: Reading) -> str:
    """About what an update costs, once it can be told."""
    dollars = ledger.price(reading.asked)
    return f"${dollars:.2f}" if dollars else ""


def _digest(figure: Figure | None) -> str:
    """The same for the same chart, so that one that did not change need not be drawn again."""
    return hashlib.sha256(json.dumps(figure).encode()).hexdigest()[:16]


def _drawn(view: View) -> dict[str, Any]:
    drawn = {"sentence": view.sentence, "body": view.body, "title": view.title, "note": view.note, "table": view.table}
    return {name: value for name, value in drawn.items() if value}


def _account(identity: Identity, labels: Labels, house: House) -> tuple[Node, ...]:
    name = identity.name or labels.accounts.get(identity.account, "")
    number = words.account(identity.account, house.hide_account)
    shown = el("strong", name) if name and not house.hide_account else None
    return (
        el("span", shown, el("span", number, cls="number"), cls="pill", title="The AWS account whose costs these are"),
        el("span", "Demo", cls="pill demo", title="Made-up numbers; AWS is never asked") if house.demo else el("span"),
    )


def _updated(ledger: Ledger, reading: Reading) -> tuple[Node, ...]:
    if not reading.snapshots:
        return ()
    oldest = min(snapshot.fetched_at for snapshot in reading.snapshots)
    age = words.age(ledger.clock() - oldest)
    state = "stale" if reading.problems else "busy" if reading.progress else "fresh"
    dot, word = el("i", cls=f"dot {state}"), el("span", "Updated ", cls="word")
    return (el("span", dot, word, el("strong", age), cls="pill", title=words.clock(oldest)),)


def _notices(
    reading: Reading, labels: Labels, checked: Reconciliation | None, shared: Sequence[CloudSenseError]
) -> tuple[Node, ...]:
    """Said once for the page: what went wrong, what is missing, what is empty."""
    notes: dict[str, Node] = {}
    for snapshot in reading.snapshots:
        if snapshot.problem:
            notes.setdefault(snapshot.problem.title, messages.stale(snapshot.problem, snapshot))
    for problem in shared:
        notes.setdefault(problem.title, messages.problem(problem))
    if reading.nowhere:
        rule = reading.nowhere
        name = ", ".join(labels(rule.dimension, value) for value in rule.values)
        said = f"No costs of {words.dimension(rule.dimension).lower()} “{name}” in {words.days(reading.choice.period)}."
        notes[said] = messages.note(said, "Choose other days, or go back up.")
    elif isinstance(reading.main, Answer) and reading.main.snapshot and not len(reading.frame):
        notes["empty"] = _empty(reading)
    amiss = aloud(checked, reading) if checked else None
    return (*notes.values(), *([amiss] if amiss else []))


def _empty(reading: Reading) -> Node:
    if reading.selection.filters:
        return messages.note("No costs match in these days.", "Choose other days, or go back up.")
    hint = "A new account's costs appear in Cost Explorer within about 24 hours."
    return messages.note("This account has no costs in these days.", hint)


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
