"""Footer of pages: last complete day, and what CloudSense itself costs."""

from __future__ import annotations

from datetime import date

from cloudsense import __version__, formatting
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.link_price_labels import HINT, LEGEND
from cloudsense.web.state.app_options import AppOptions


def through_day(day: date) -> Node:
    """Show the last day of the data, and its time zone."""
    last = formatting.day(day, year=True)
    return el("span", f"Data through {last} (UTC)")


def spending(ledger: Ledger) -> tuple[Node, ...]:
    """Show what CloudSense has paid; nothing in the demo."""
    if not ledger.is_priced:
        return ()
    spent = el("span", paid_text(ledger))
    return spent, el("span", LEGEND, cls="cents-legend", title=HINT)


def runs_where(options: AppOptions) -> Node:
    where = "this computer only" if options.local else "shared on the network"
    mode = "demo" if options.demo else where
    version = f"CloudSense {__version__}"
    said = filter(None, [options.payer_name, version, mode])
    return el("span", " · ".join(said), cls="last")


def paid_text(ledger: Ledger) -> str:
    """Return `2 paid requests today ($0.02), 12 this month ($0.12)`."""
    spent = ledger.spent()
    requests = formatting.count(spent.today, "paid request")
    today = f"${spent.dollars_today:.2f}"
    month = f"${spent.dollars:.2f}"
    return f"{requests} today ({today}), {spent.month} this month ({month})"
