"""Sentences about changes between two periods: the answer, why, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cloudsense import formatting
from cloudsense.costs.change_summary import Summary
from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.period import PeriodChoice
from cloudsense.figures import compared, waterfall
from cloudsense.figures.nodes import Node, el, link_or_text, text
from cloudsense.figures.style import Href, Label

NUMBERS = ("One", "Two", "Three", "Four", "Five")
NAMED = 3
"""Items named in the second line."""


@dataclass(frozen=True)
class ChangeWords:
    """Sentences about changes. `label` returns an item's name, `into` its address."""

    changes: Changes
    choice: PeriodChoice
    currency: str
    label: Label
    into: Href | None = None

    @property
    def sides(self) -> tuple[str, str]:
        """The two periods: `October` and `September`, `Nov 1 – Nov 26` and `Oct 1 – Oct 26`."""
        return compared.sides(self.changes.days, self.choice)

    @property
    def answer(self) -> Node:
        """Answer in one or two sentences."""
        changes = self.changes
        if changes.days.empty:
            return el("span", compared.nothing(changes.days, self.choice))
        now, before = self.sides
        if not changes.items:
            return el("span", f"No costs in {now} and {before}.")
        parts = [*self._compared(now, before), *self._explained()]
        return el("span", *parts)

    @property
    def why(self) -> Node | None:
        """Largest items, and the effect of the periods' lengths."""
        named, lengths = self._named(), self._lengths()
        if not named and not lengths:
            return None
        joint = " " if named and lengths else ""
        return el("span", *named, joint, lengths)

    @property
    def notes(self) -> list[str]:
        """Notes on what is not compared, or is compared in an unexpected way."""
        return [*self.divided, *self.left_out]

    @property
    def divided(self) -> list[str]:
        """Note that amounts are per day, where they are."""
        changes = self.changes
        return [compared.divided(changes.days, self.sides)] if changes.per_day else []

    @property
    def left_out(self) -> list[str]:
        """Notes on what is not compared."""
        changes = self.changes
        said = compared.days_left_out(changes.days, self.choice)
        said += compared.charges_left_out(changes.single, self.currency)
        if changes.items and not changes.split_charges:
            said.append("Credits, tax and fees cannot be separated from usage here.")
        return said

    @property
    def units(self) -> list[str]:
        """Note on mixed units, for which there is no price."""
        changes = self.changes
        if not changes.items:
            return []
        if not changes.divides:
            return self._without_rate()
        mixed = sum(item.mixes_units for item in changes.items)
        if not mixed:
            return []
        named = formatting.count(mixed, "name")
        return [f"{named} with several units: their whole usage difference counts as usage."]

    def _without_rate(self) -> list[str]:
        """Note on unknown prices, in lists of items with several usage types."""
        known = len(self.changes.with_rate)
        unknown = len(self.changes.without_rate)
        if not unknown:
            return []
        if not known:
            return [
                "Units are mixed here, so the whole usage difference counts as usage. Group by "
                "usage type to see price changes."
            ]
        names = known + unknown
        return [
            f"Prices of {unknown:,} of {names:,} names are not known: their whole usage "
            "difference counts as usage. Group by usage type to see price changes."
        ]

    def _compared(self, now: str, before: str) -> list[Node | str]:
        changes, difference = self.changes, self.changes.difference
        if formatting.rounds_to_zero(difference):
            return [f"{now} cost as much as {before}."]
        more = "more" if difference > 0 else "less"
        role = compared.role(float(difference), float(changes.against))
        money = formatting.money(abs(difference), self.currency)
        amount = el("strong", money, cls=role)
        daily = " a day" if changes.per_day else ""
        rest = f"{daily} {more} than {before}."
        return [f"{now} cost ", amount, rest]

    @cached_property
    def summary(self) -> Summary:
        return Summary.of(self.changes)

    def _explained(self) -> list[str]:
        summary = self.summary
        leading = summary.leading
        if summary.is_mixed:
            both = waterfall.rises_and_falls(summary, self.currency)
            return [f" {both}"]
        if not leading:
            return []
        count = len(leading)
        number = NUMBERS[count - 1]
        noun = "rise" if summary.difference > 0 else "fall"
        explain = f"{noun} explains" if count == 1 else f"{noun}s explain"
        share = "more than all"
        if summary.share <= 1:
            share = formatting.percent(round(float(summary.share), 2))
        return [f" {number} {explain} {share} of it."]

    def _named(self) -> list[Node | str]:
        """`NAT gateway data +$1,013.40, RDS (new) +$863.04 and Credits +$225.50.`"""
        summary = self.summary
        items = self.changes.items if summary.is_mixed else summary.main
        largest = items[:NAMED]
        shown = [item for item in largest if not formatting.rounds_to_zero(item.difference)]
        parts: list[Node | str] = []
        for item in shown:
            if parts:
                parts.append(" and " if item is shown[-1] else ", ")
            parts += [*self._name(item), self._amount(item)]
        return [*parts, "."] if parts else []

    def _name(self, item: ChangedItem) -> tuple[Node, str]:
        href = self.into(item.name) if self.into else None
        kind = item.split.kind
        said = f" ({kind}) " if kind in ("new", "gone") else " "
        return link_or_text(href, self.label(item.name)), said

    def _amount(self, item: ChangedItem) -> Node:
        amount = formatting.money(item.difference, self.currency, plus=True)
        return el("strong", amount, cls="unbroken")

    def _lengths(self) -> str:
        """Lengths of months: `October has 31 days, September has 30: per day +$56.06, 9.8%.`"""
        changes, days = self.changes, self.changes.days
        if changes.per_day or not changes.items:
            return ""
        totals = float(changes.total), float(changes.against)
        return compared.longer(days, self.sides, totals, self.currency)


def plain(node: Node | None) -> str:
    """Text without markup."""
    return text(node)
