"""From an address to all that the browser draws: pure composition of readings, panels and controls."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from cloudsense import __version__, formatting
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.errors import AddressError, CloudSenseError, SpendingLimitError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.ledger import PATIENCE, Ledger
from cloudsense.web.components import messages
from cloudsense.web.components.footer import AppOptions, footer, plain
from cloudsense.web.pages.data import command_messages
from cloudsense.web.pages.data import view as data_page
from cloudsense.web.pages.page_cache import Drawings, Drawn, Figure, Payload, account, draw, nav
from cloudsense.web.queries.link_prices import prices
from cloudsense.web.queries.page_data import Reading
from cloudsense.web.queries.reader import read
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Page, Selection

log = logging.getLogger(__name__)

ASK_AGAIN = 700
"""Milliseconds after which the page asks whether a purchase has ended."""
PRICES_HOLD = 2.0
"""Seconds, on a page that is about to be read again; others' purchases change them several times a second."""
LOOK_AGAIN = 60_000
"""Milliseconds after which a page that somebody looks at is read again; what is older than its hour is then bought."""


def page(
    ledger: Ledger,
    options: AppOptions,
    search: str,
    patience: float = PATIENCE,
    drawings: Drawings | None = None,
    most: int | None = None,
) -> tuple[Payload, Figure | None]:
    """What the browser draws for an address, and the chart; the chart is None where there is nothing to draw.

    Where that takes more than `most` pages it is what is cached, and a button.
    """
    try:
        selection, slip = Selection.lenient(search, options.references)
        if selection.page is Page.DATA:
            return _data(ledger, options, selection, patience), None
        reading = read(ledger, selection, patience, most if ledger.paid else None)
        if reading is None:
            return _opening(), None
        if not reading.snapshots and not reading.progress and reading.problems:
            whose = account(reading.identity, Labels(reading.accounts, options.hide_account), options)
            return _closed(reading.problems[0], whose), None
        return _open(ledger, options, reading, slip, drawings or Drawings())
    except CloudSenseError as problem:
        return _closed(problem), None
    except Exception as unforeseen:  # a page that just does not change would say nothing
        more = log.isEnabledFor(logging.DEBUG)
        log.error("a page could not be drawn: %s", type(unforeseen).__name__, exc_info=more)
        return _closed(CloudSenseError("Something in CloudSense went wrong.", remedy="Go back, or try again.")), None


def _open(
    ledger: Ledger, options: AppOptions, reading: Reading, slip: AddressError | None, drawings: Drawings
) -> tuple[Payload, Figure | None]:
    drawn = drawings.of((reading.selection, str(slip)), reading, lambda: draw(reading, options, ledger.paid, slip))
    payload = _priced(ledger, drawn)
    payload |= {
        "slots": {
            **payload["slots"],
            "updated": _updated(ledger, reading),
            "footer": footer(ledger, options, drawn.reading, drawn.checked),
        },
        "price": _price(ledger, reading),
        "ask_again": ASK_AGAIN if reading.progress else LOOK_AGAIN,
    }
    return payload, drawn.figure


def _priced(ledger: Ledger, drawn: Drawn) -> Payload:
    """A payload of its own, with the prices of links unless nothing may be bought anyway."""
    reading = drawn.reading
    if any(isinstance(problem, SpendingLimitError) for problem in reading.problems):
        return dict(drawn.payload)

    def reckon() -> Payload:
        here = None if reading.unasked else reading.selection
        return prices(ledger, reading.today, reading.ec2 or EC2_SERVICES, here).tagged(drawn.payload)

    return dict(drawn.priced.of(ledger.revision, PRICES_HOLD if reading.progress else 0, reckon))


def _data(ledger: Ledger, options: AppOptions, selection: Selection, patience: float) -> Payload:
    """What is kept; nothing of it is asked of AWS but whose it is."""
    identity = ledger.identity(patience)
    inventory = ledger.inventory() if identity else None
    if identity is None or inventory is None:
        return _opening() | {"nav": nav(selection)}
    labels, progress = Labels(ledger.account_names(identity), options.hide_account), inventory.progress
    notices = [messages.note(messages.asking(progress, ledger.paid))] if progress else []
    notices += [messages.problem(inventory.problem)] if inventory.problem else []
    notices += command_messages.notes(inventory.outcomes, labels, ledger.paid)
    slots = {
        "account": account(identity, labels, options),
        "updated": (),
        "notices": notices,
        "inventory": data_page.view(inventory, labels, ledger.paid, selection.search, options.references),
        "footer": plain(ledger, options),
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
        "nav": nav(selection),
        "title": "Data – CloudSense",
    }


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
    """About what an update costs, once it can be told, with what is to be bought first."""
    dollars = ledger.price(reading.asked)
    if reading.unasked:
        dollars += PRICE * reading.unasked.pages
    return f"${dollars:.2f}" if dollars else ""


def _updated(ledger: Ledger, reading: Reading) -> tuple[Node, ...]:
    if not reading.snapshots:
        return ()
    oldest = min(snapshot.fetched_at for snapshot in reading.snapshots)
    age = formatting.age(ledger.clock() - oldest)
    state = "stale" if reading.problems or reading.unasked else "busy" if reading.progress else "fresh"
    word, _, rest = messages.asking(None, ledger.paid).partition(" ") if state == "busy" else ("Updated", "", age)
    said = (el("span", f"{word} ", cls="word"), el("strong", rest))
    return (el("span", el("i", cls=f"dot {state}"), *said, cls="pill", title=formatting.clock(oldest)),)
