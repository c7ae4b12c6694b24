"""Lists of horizontal bars, also as a waterfall, where each begins at the end of the last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudsense import formatting
from cloudsense.figures.nodes import Node, el, link_or_text


@dataclass(frozen=True)
class Bar:
    """Bar from `start` to `end`; its role is `up`, `down` or `total`."""

    name: str
    amount: float
    start: float
    end: float
    role: str
    href: str | None = None
    short: str = ""
    """Shorter name, if there is one."""

    @classmethod
    def total(cls, name: str, amount: float | Decimal, short: str = "") -> Bar:
        """Bar from zero."""
        level = float(amount)
        return cls(name, level, 0.0, level, "total", short=short)

    @property
    def is_total(self) -> bool:
        return self.role == "total"

    @property
    def low(self) -> float:
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        return max(self.start, self.end)


def bars_of(steps: Sequence[Bar], currency: str, floor: float = 0.0, *, plus: bool = False) -> Node:
    """Line for each bar. `floor` is the start of the axis, if all bars end above it; `plus` adds a
    sign to rises."""
    lows = [bar.low for bar in steps]
    highs = [bar.high for bar in steps]
    low = floor or min(0.0, *lows)
    high = max(low, *highs)
    span = high - low or 1.0
    items = [_item(bar, low, span, currency, plus) for bar in steps]
    return el("ul", *items, cls="bars waterfall")


def _item(bar: Bar, low: float, span: float, currency: str, plus: bool) -> Node:
    left = max(bar.low, low)
    start = f"{(left - low) / span:.2%}"
    width = f"{(bar.high - left) / span:.2%}"
    look = f"bar {bar.role}"
    drawn = el("i", cls=look, at=start, w=width)
    is_signed = plus and not bar.is_total
    amount = formatting.money(bar.amount, currency, plus=is_signed)
    return el(
        "li",
        link_or_text(bar.href, bar.name, cls="name"),
        el("span", drawn, cls="track fall"),
        el("span", amount, cls="amount"),
        cls="total" if bar.is_total else "",
    )


def bar_line(name: Node, share: float, amount: str, colour: str | None = None) -> Node:
    """Line of a list of bars: name, bar with its `share` of the longest, and amount."""
    bar = el("i", cls="bar", w=f"{max(share, 0.0):.2%}", fill=colour)
    return el(
        "li",
        name,
        el("span", bar, cls="track"),
        el("span", amount, cls="amount"),
    )


def key_of(swatches: Iterable[tuple[Node, str]]) -> Node:
    """Legend of colors: swatches and their meanings."""
    items = [el("li", el("span", swatch, name)) for swatch, name in swatches]
    return el("ul", *items, cls="legend key")
