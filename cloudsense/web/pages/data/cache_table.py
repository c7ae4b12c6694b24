"""List of cached data: a line for each query, with its months and their costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter

from cloudsense import formatting
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.figures.nodes import Node, el, link
from cloudsense.formatting import month_and_year
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.cache.freshness import MonthState
from cloudsense.ledger.inventory import CachedMonth, Inventory
from cloudsense.web.state.account_references import LETTERS

Label = Callable[[Dimension, str], str]
Key = Callable[[CostQuery], str]

STATES = {
    "final": "final: AWS no longer changes it",
    "current": "current",
    "stale": "stale: checked again when it is next shown",
    "none": "not loaded",
}
"""States of a month, by CSS class."""
LABELS = {"renew": "Refresh", "forget": "Delete"}
"""Labels of the buttons of a month."""
SHARE = "A month's share of the paid requests that last loaded it."
HISTORY = "Re-check past months reloads the past months whose total AWS has changed."


def question(query: CostQuery, label: Label) -> tuple[str, str]:
    """Return what a query groups by, and which costs it covers: `Usage types`, `EC2 – Compute`."""
    if query == OVERVIEW:
        return "Services and charge types", "the overview"
    if query == TOTAL:
        return "The account's total", "used for reconciliation"
    grouped = list(query.group_by)
    if len(grouped) > 1 and query.services:
        grouped = [each for each in grouped if each is not Dimension.SERVICE]  # in the filter
    names = [formatting.dimension(dimension, plural=True) for dimension in grouped]
    names[1:] = map(_lower, names[1:])
    covered = [_part(rule, label) for rule in query.where]
    costs = " · ".join(covered) or "all costs"
    return " and ".join(names) or "Total", costs


def _part(rule: Filter, label: Label) -> str:
    if rule == USAGE_ONLY:
        return "usage only"
    labels = [label(rule.dimension, value) for value in rule.values]
    names = ", ".join(dict.fromkeys(labels))
    return f"without {names}" if rule.exclude else names


def named(query: CostQuery, label: Label) -> str:
    """Return a query's name within a sentence: `Usage types (RDS)`."""
    name, only = question(query, label)
    if query == TOTAL:
        return _lower(name)
    if query == OVERVIEW:
        return name
    return f"{name} ({only})"


def _lower(name: str) -> str:
    if name.startswith("Availability"):
        return name
    return name[0].lower() + name[1:]


def month_state(cached: CachedMonth) -> str:
    """Return the state of a month: `final`, `current` or `stale`."""
    if not cached.good:
        return "stale"
    return "final" if cached.state is MonthState.SETTLED else "current"


def panel(
    inventory: Inventory,
    label: Label,
    paid: bool,
    address: str,
    key: Key = attrgetter("name"),
) -> Node:
    """Build the panel. `paid`: whether AWS charges for requests; `label` names dimension values.

    `address` is that of the page. Buttons name a query by its `key`.
    """
    rows = []
    for query, months in inventory.questions.items():
        row = _question(query, key(query), months, inventory, label, paid)
        rows.append(row)
    parts = [
        _head(inventory, paid, address),
        el("p", _summary(inventory, paid), cls="said"),
        el("p", HISTORY, cls="said"),
    ]
    if rows:
        table = el("ul", *rows, cls="stock")
        parts += [legend(inventory), table]
    return el("section", *parts, cls="panel panel-stock")


def _head(inventory: Inventory, paid: bool, address: str) -> Node:
    """Build the title, links to the list as a file, and the button that checks past months."""
    cost = price(PAGE_PRICE * inventory.history)
    check = el(
        "button",
        "Re-check past months",
        el("small", f" about {cost}") if paid else None,
        cls="order main-order",
        id="update-history",
        type="button",
        data_do="history",
    )
    files = []
    if inventory.cached:
        files = [file_link(address, form) for form in ("csv", "xlsx")]
    tools = el("div", *files, check, cls="tools")
    title = el("h2", "Cached data", title=SHARE if paid else None)
    return el("div", title, tools, cls="panel-head")


def file_link(address: str, form: str) -> Node:
    """Build a link to the list as a file."""
    href = f"costs.{form}{address}"
    name = f"inventory-{form}"
    return link(href, form.upper(), id=name, title="Download this list")


def _summary(inventory: Inventory, paid: bool) -> str:
    if not inventory.cached:
        return "No data is cached yet. Data that the overview loads is listed here."
    queries = formatting.count(len(inventory.questions), "query", "queries")
    months = formatting.count(len(inventory.cached), "month")
    cached = f"{queries}, {months} cached"
    if not paid:
        return f"{cached} until CloudSense stops. The demo makes no paid requests."
    cost = price(dollars(inventory.cached))
    paid_for = f"{cost} paid for them, not counting earlier loads of the same months"
    return f"{cached}. {paid_for}. This page makes no paid request on its own."


def legend(inventory: Inventory) -> Node:
    """Explain the cells of a strip."""
    first = month_and_year(inventory.months[0])
    last = month_and_year(inventory.months[-1])
    months = f"{first} – {last}"
    span = el("span", months, cls="span")
    marks = []
    for state, meaning in STATES.items():
        cell = el("i", cls=f"cell {state}")
        marks.append(el("li", cell, _first_word(meaning)))
    states = el("ul", *marks, cls="marks")
    return el("div", states, span, cls="stock-legend")


def _first_word(meaning: str) -> str:
    return meaning.partition(":")[0].capitalize()


def dollars(months: Iterable[CachedMonth]) -> Decimal:
    """Return what was paid for months."""
    return sum((month.dollars for month in months), Decimal())


def _question(
    query: CostQuery,
    key: str,
    months: Sequence[CachedMonth],
    inventory: Inventory,
    label: Label,
    paid: bool,
) -> Node:
    name, only = question(query, label)
    known = {cached.month: month_state(cached) for cached in months}
    cells = [cell(month, known.get(month, "none")) for month in inventory.months]
    count = formatting.count(len(months), "month")
    in_words = f"{count} cached: {states(months)}"
    amount = price(dollars(months)) if paid else count
    identifier = _digest(key)
    title = el("strong", name)
    summary = el(
        "summary",
        el("span", title, el("small", only), cls="name"),
        el("span", *cells, cls="strip", role="img", aria_label=in_words),
        el("span", amount, cls="amount"),
        id=f"of-{identifier}",
    )
    table = _months(months, key, named(query, label), paid)
    details = el("details", summary, table, id=f"about-{identifier}")
    return el("li", details)


def states(months: Sequence[CachedMonth]) -> str:
    """Return `12 final, 1 current`."""
    counts = Counter(map(month_state, months))
    said = [f"{counts[state]} {state}" for state in STATES if state in counts]
    return ", ".join(said)


def _digest(key: str) -> str:
    """Return a digest for the id of an element."""
    digest = sha256(key.encode()).hexdigest()
    return digest[:10].translate(LETTERS)


def cell(month: Month, state: str) -> Node:
    """Build the cell of a month in a strip."""
    meaning = _first_word(STATES[state]).lower()
    title = f"{month_and_year(month)}: {meaning}"
    return el("i", cls=f"cell {state}", title=title)


def _months(months: Sequence[CachedMonth], key: str, name: str, paid: bool) -> Node:
    heads = [_column("Month"), _column("Last checked", "seen")]
    if paid:
        cost = el("th", "Cost", scope="col", cls="number", title=SHARE)
        heads += [_column("Loaded", "bought"), cost]
    heads.append(_column(el("span", "Refresh or delete", cls="unseen")))
    newest_first = reversed(months)
    rows = [_month(cached, key, name, paid) for cached in newest_first]
    head = el("thead", el("tr", *heads))
    body = el("tbody", *rows)
    return el("table", head, body, cls="months")


def _column(title: Node | str, look: str = "") -> Node:
    return el("th", title, scope="col", cls=look)


def _month(cached: CachedMonth, key: str, name: str, paid: bool) -> Node:
    state = month_state(cached)
    checked = formatting.clock(cached.seen)
    cost = price(cached.dollars)
    look = f"chip {state}"
    chip = el("span", state, cls=look, title=STATES[state])
    in_short = f"checked {checked}"
    if paid:
        in_short += f", {cost}"
    small = el("small", in_short, cls="in-short")
    cells = [
        el("th", month_and_year(cached.month), " ", chip, small, scope="row"),
        el("td", checked, cls="seen"),
    ]
    if paid:
        bought = _clock(cached.bought)
        cells.append(el("td", bought, cls="bought"))
        cells.append(el("td", cost, cls="number"))
    buttons = [_button(do, cached, key, name, paid) for do in LABELS]
    cells.append(el("td", *buttons, cls="orders"))
    return el("tr", *cells)


def _button(do: str, cached: CachedMonth, key: str, name: str, paid: bool) -> Node:
    """Build a button of a month. *Delete* asks for confirmation."""
    shown = LABELS[do]
    month = month_and_year(cached.month)
    digest = _digest(key)
    cost = ""
    if paid and do == "renew":
        cost = f" about {price(cached.price)}"
    return el(
        "button",
        shown,
        el("small", cost) if cost else None,
        cls=f"order {do}",
        type="button",
        id=f"{do}-{digest}-{cached.month}",
        aria_label=f"{shown}{cost}: {name}, {month}",
        data_do=do,
        data_confirm="Confirm delete" if do == "forget" else None,
        data_question=key,
        data_month=str(cached.month),
    )


def _clock(at: str) -> str:
    try:
        return formatting.clock(datetime.fromisoformat(at))
    except ValueError:
        return "unknown"


def price(dollars: Decimal) -> str:
    """Write an amount to the cent: `$0.03`, or `<$0.01` for a small part of a page."""
    dollars = round(dollars, 6)
    if 0 < dollars < PAGE_PRICE:
        return "<$0.01"
    return f"${dollars:.2f}"
