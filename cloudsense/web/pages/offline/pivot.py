"""A pivot as HTML: every row that the page has, with the rows within it."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.figures.nodes import el
from cloudsense.web.pages.offline.markup import Room, element, left_out, markup, text, words
from cloudsense.web.queries.price_tags import Props

MOST_CELLS = 12_000
"""With more amounts the rows within groups are left out, so that the file stays small."""
LEFT_OUT = "The rows within these are in the CSV and XLSX of the page."
FEWEST_PLACES = 2


def pivot_table(props: Props, room: Room) -> str:
    """As `figures.pivot_table.props` describes it; nothing without rows."""
    groups: Sequence[Props] = props.get("groups") or ()
    if not groups:
        return ""
    parts = [part for group in groups for part in group.get("parts", ())]
    is_small = (len(groups) + len(parts)) * len(props["columns"]) <= MOST_CELLS
    written = []
    for group in groups:
        within = group.get("parts", ()) if is_small else ()
        parts_of = (_row(part, props, within=True) for part in within)
        written.append("".join([_row(group, props), *parts_of]))
    rows = room.fitting(written)
    titles = [", ".join(props["names"]), "Total", *props["columns"]]
    head = element("thead", element("tr", *(element("th", text(title)) for title in titles)))
    foot = element("tfoot", _row(props["total"], props))
    table = element("table", head, element("tbody", *rows), foot, cls="offline-table")
    notes = []
    if parts and not is_small:
        notes.append(LEFT_OUT)
    if left := (props.get("left") or 0) + len(written) - len(rows):
        notes.append(left_out(left))
    return element("div", table, cls="offline-scroll") + words("p", " ".join(notes), cls="note")


def _row(row: Props, props: Props, *, within: bool = False) -> str:
    colour = row.get("colour")
    swatch = el("i", cls="swatch", fill=colour) if colour else None
    name = element("th", markup([swatch, row["name"]]), words("small", row.get("note")))
    amounts = [row["total"], *row["values"]]
    cells = [element("td", text(_amount(amount, props))) for amount in amounts]
    return element("tr", name, *cells, cls="offline-within" if within else "")


def _amount(value: float | None, props: Props) -> str:
    """`$1,018.40`, `−$3.00`, `$0.096`."""
    if value is None:
        return "–"
    digits: int = props["digits"]
    number = f"{abs(value):,.{digits}f}"
    if digits > FEWEST_PLACES:
        whole, _, places = number.partition(".")
        number = f"{whole}.{places.rstrip('0').ljust(FEWEST_PLACES, '0')}"
    is_negative = value < 0 and number.strip("0.,")
    sign = formatting.MINUS if is_negative else ""
    return f"{sign}{props['prefix']}{number}"
