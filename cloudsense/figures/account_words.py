"""Sentences about the costs of accounts: the answer, and notable accounts."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense import formatting
from cloudsense.costs.accounts import MOST, SMALL, AccountCosts
from cloudsense.costs.period import Kind, PeriodChoice
from cloudsense.figures import compared as words
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import Label


@dataclass(frozen=True)
class AccountWords:
    """Sentences about accounts. `label` returns account names without ids."""

    costs: AccountCosts
    choice: PeriodChoice
    """Days of the costs."""
    compared: PeriodChoice
    """Days that are compared, and their comparison period."""
    currency: str
    label: Label
    filtered: bool = False

    @property
    def answer(self) -> Node:
        """`485 accounts cost $20,083.64 in 30 days, +$1,622.38. 11 of them make 90%.`"""
        billed = self.costs.billed
        if not billed:
            return el("span", f"No account has costs {self._when}.")
        who = self._who
        amount = self._money(self.costs.total)
        costs = f"{who} {amount} {self._when}"
        change = self._change()
        return el("span", costs, *change, ".", self._concentration())

    @property
    def why(self) -> Node | None:
        """`prod changed most, −$988.31. 439 accounts cost less than $5 each, together $650.65.`"""
        if len(self.costs.billed) == 1:
            return el("span", self._alone())
        parts = [self._most_changed(), self._small(), self._negative()]
        said: list[Node | str] = []
        for part in filter(None, parts):
            said += [" ", *part] if said else part
        return el("span", *said) if said else None

    @property
    def notes(self) -> list[str]:
        """Notes on days and charges that are not compared."""
        comparison = self.costs.comparison
        if comparison is None:
            return []
        if comparison.days.empty:
            return [words.nothing(comparison.days, self.compared)]
        return words.left_out(comparison, self.currency)

    @property
    def _who(self) -> str:
        """The subject with its verb: credits may exceed costs."""
        billed = self.costs.billed
        one = len(billed) == 1
        accounts = f"{len(billed):,} accounts"
        name = self.label(billed[0].name) if one else accounts
        if self.costs.total >= 0:
            return f"{name} cost"
        return f"{name} comes to" if one else f"{name} come to"

    @property
    def _when(self) -> str:
        choice = self.choice
        if choice.kind is Kind.RANGE:
            return formatting.on_days(choice.period)
        return f"in {formatting.period_name(choice)}"

    def _change(self) -> list[Node | str]:
        comparison = self.costs.comparison
        if comparison is None or comparison.days.empty or not comparison.changes:
            return []
        change = comparison.change
        if formatting.rounds_to_zero(change):
            return [", unchanged"]
        amount = formatting.money(change, self.currency, plus=True)
        role = words.role(change, comparison.before)
        daily = " a day" if comparison.days.divided else ""
        return [", ", _amount(amount, role), daily]

    def _concentration(self) -> str:
        """Number of the largest accounts that make up most of the costs."""
        count = len(self.costs.billed)
        largest = self.costs.largest
        if count == 1 or largest == count:
            return ""
        if not largest:
            return " None of them is above zero."
        few_make = "One of them makes" if largest == 1 else f"{largest:,} of them make"
        share = formatting.percent(MOST)
        of = " of what is above zero" if self.costs.negative else ""
        return f" {few_make} {share}{of}."

    def _alone(self) -> str:
        if self.filtered:
            return "No other account has costs that match the filters."
        return "It is the only account with costs. An organization's accounts are listed here."

    def _most_changed(self) -> list[Node | str]:
        changed = self.costs.changed
        if not changed:
            return []
        first = changed[0]
        change = first.change or 0.0
        amount = formatting.money(change, self.currency, plus=True)
        name = el("strong", self.label(first.name))
        return [name, " changed most, ", _amount(amount), "."]

    def _small(self) -> list[Node | str]:
        small = self.costs.small
        if len(small) < 2:
            return []
        limit = formatting.trimmed_money(SMALL, self.currency)
        together = self._money(sum(row.cost for row in small))
        accounts = f"{len(small):,} accounts"
        said = f"{accounts} cost less than {limit} each, together "
        return [said, _amount(together), "."]

    def _negative(self) -> list[Node | str]:
        negative = self.costs.negative
        if not negative:
            return []
        amount = self._money(sum(row.cost for row in negative))
        count = len(negative)
        if count == 1:
            name = self.label(negative[0].name)
            return [f"{name} is below zero: {amount}."]
        return [f"{count:,} accounts are below zero, together {amount}."]

    def _money(self, amount: float) -> str:
        return formatting.money(amount, self.currency)


def _amount(text: str, role: str = "") -> Node:
    return el("strong", text, cls=f"{role} unbroken".lstrip())
