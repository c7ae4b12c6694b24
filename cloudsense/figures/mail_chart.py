"""Daily bars for email, as an HTML table. Pure.

Mail clients show tables even if they block images; few show SVG. Widths and colors are attributes,
as Outlook ignores styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cloudsense import formatting
from cloudsense.costs.period import Period

WIDTH = 320
"""Pixels of the longest bar."""
COLOUR = "#4269d0"
TEXT = "font-size: 12px; line-height: 16px; padding: 0 8px 0 0; white-space: nowrap"


def chart(daily: Sequence[float], period: Period, currency: str) -> str:
    """Chart of the costs of each day of `period`; a day on which credits exceed
    costs has no bar."""
    highest = max(daily, default=0.0)
    rows = []
    for day, amount in zip(period.dates, daily, strict=True):
        part = amount / highest if highest > 0 else 0.0
        name = formatting.day(day)
        rows.append(_row(name, part, amount, currency))
    return _table("".join(rows))


def _table(rows: str) -> str:
    return f'<table cellspacing="0" cellpadding="0" border="0">{rows}</table>'


def _row(day: str, part: float, amount: float, currency: str) -> str:
    width = round(max(part, 0.0) * WIDTH)
    bar = ""
    if width:
        filled = f'<td width="{width}" height="10" bgcolor="{COLOUR}"></td>'
        bar = _table(f"<tr>{filled}</tr>")
    cost = escape(formatting.money(amount, currency))
    cells = [
        f'<td style="{TEXT}">{day}</td>',
        f'<td width="{WIDTH + 8}">{bar}</td>',
        f'<td align="right" style="{TEXT}">{cost}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"
