"""Pivot table as HTML: every row of the page, with the rows in it."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.web.pages.offline.markup import (
    ByteBudget,
    element,
    head_of,
    head_of_row,
    left_out,
    text,
    words,
)
from cloudsense.web.queries.link_price_labels import Props

MOST_CELLS = 12_000
"""Most amounts. In larger tables the rows in groups are left out, to keep the file small."""
LEFT_OUT = "The rows in these groups are in the CSV and XLSX of the page."
FEWEST_PLACES = 2


def pivot_table(props: Props, room: ByteBudget) -> str:
    """Draw the props that `figures.pivot_table.props` makes; "" without rows."""
    groups: Sequence[Props] = props.get("groups") or ()
    if not groups:
        return ""
    columns = props["columns"]
    parts = sum(len(group.get("parts", ())) for group in groups)
    is_small = (len(groups) + parts) * len(columns) <= MOST_CELLS
    written = []
    for group in groups:
        lines = [_row(group, props)]
        if is_small:
            parts_of = group.get("parts", ())
            lines += [_row(part, props, within=True) for part in parts_of]
        written.append("".join(lines))
    rows = room.take_while_fits(written)
    head = head_of([", ".join(props["names"]), "Total", *columns])
    body = element("tbody", *rows)
    foot = element("tfoot", _row(props["total"], props))
    table = element("table", head, body, foot, cls="offline-table")
    notes = []
    if parts and not is_small:
        notes.append(LEFT_OUT)
    left_on_page = props.get("left") or 0
    if left := left_on_page + len(written) - len(rows):
        notes.append(left_out(left))
    note = words("p", " ".join(notes), cls="note")
    return element("div", table, cls="offline-scroll") + note


def _row(row: Props, props: Props, *, within: bool = False) -> str:
    look = "offline-within" if within else ""
    name = head_of_row(row["name"], row.get("note"), row.get("colour"))
    amounts = [row["total"], *row["values"]]
    cells = [_cell(amount, props) for amount in amounts]
    return element("tr", name, *cells, cls=look)


def _cell(value: float | None, props: Props) -> str:
    return element("td", text(_amount(value, props)))


def _amount(value: float | None, props: Props) -> str:
    """Return `$1,018.40`, `−$3.00`, or `$0.096`."""
    if value is None:
        return "–"
    digits: int = props["digits"]
    number = f"{abs(value):,.{digits}f}"
    if digits > FEWEST_PLACES:
        whole, _, places = number.partition(".")
        places = places.rstrip("0").ljust(FEWEST_PLACES, "0")
        number = f"{whole}.{places}"
    is_negative = value < 0 and number.strip("0.,")
    sign = formatting.MINUS if is_negative else ""
    return f"{sign}{props['prefix']}{number}"
