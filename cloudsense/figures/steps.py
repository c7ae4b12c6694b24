"""Steps from one amount to another, as bars on their sides, each beginning where the last ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloudsense import formatting
from cloudsense.figures.nodes import Node, el, link_or_text


@dataclass(frozen=True)
class Bar:
    """From `start` to `end`; its role is `up`, `down` or `total`."""

    name: str
    amount: float
    start: float
    end: float
    role: str
    href: str | None = None
    short: str = ""
    """A shorter name, if there is one."""

    @property
    def low(self) -> float:
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        return max(self.start, self.end)


def bars_of(steps: Sequence[Bar], currency: str, floor: float = 0.0, *, plus: bool = False) -> Node:
    """A line a bar. `floor` is where the axis begins, if all bars end above it; `plus` signs
    rises."""
    low = floor or min(0.0, *(bar.low for bar in steps))
    high = max(low, *(bar.high for bar in steps))
    span = high - low or 1.0
    items = [_item(bar, low, span, currency, plus) for bar in steps]
    return el("ul", *items, cls="bars waterfall")


def _item(bar: Bar, low: float, span: float, currency: str, plus: bool) -> Node:
    start = (max(bar.low, low) - low) / span
    width = (bar.high - max(bar.low, low)) / span
    is_total = bar.role == "total"
    drawn = el("i", cls=f"bar {bar.role}", at=f"{start:.2%}", w=f"{width:.2%}")
    amount = formatting.money(bar.amount, currency, plus=plus and not is_total)
    return el(
        "li",
        link_or_text(bar.href, bar.name, cls="name"),
        el("span", drawn, cls="track fall"),
        el("span", amount, cls="amount"),
        cls="total" if is_total else "",
    )
