"""Form of a budget: from a budget to texts and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cloudsense.config.budget_rules import budget_of, conditions_of
from cloudsense.costs.budget import STEPS
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.parsing import Charges, condition, trail, word
from cloudsense.costs.query import Filter, Metric
from cloudsense.errors import BudgetsError
from cloudsense.web.state.account_references import AccountReferences
from cloudsense.web.state.selection import Selection

LONGEST = 40_000
"""Most characters of a form: enough for hundreds of filters."""
FIELDS = ("name", "amount", "every", "where", "charges", "metric", "thresholds")
HIDDEN = ("original", "digest")
"""Hidden fields: the edited budget, and the digest of the file that it was read from."""
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
"""A threshold. Python refuses to parse numbers of thousands of digits."""
NEEDED = {"name": "a name", "amount": "an amount"}

Values = Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """A budget that a person typed."""

    budget: Budget
    original: str
    """Name of the budget that it replaces; "" for a new one."""
    digest: str


def values_of(budget: Budget, references: AccountReferences) -> dict[str, str]:
    """Return a budget as the texts of the form's fields."""
    return {
        "name": budget.name,
        "amount": str(budget.amount),
        "every": budget.every.value,
        "thresholds": ", ".join(map(str, budget.thresholds)),
        **_counted(budget, references),
    }


def values_of_new(selection: Selection, references: AccountReferences) -> dict[str, str]:
    """Return the fields of a new budget that counts the costs of the address."""
    return {
        "name": "",
        "amount": str(selection.budget) if selection.budget else "",
        "every": Every.MONTH.value,
        "thresholds": ", ".join(map(str, STEPS)),
        **_counted(selection, references),
    }


def _counted(about: Budget | Selection, references: AccountReferences) -> dict[str, str]:
    """Return the fields of the costs that are counted."""
    return {
        "where": "\n".join(conditions_of(_written(about.filters, references))),
        "charges": about.charges.value,
        "metric": about.metric.value,
    }


def parse(text: str, file: str, references: AccountReferences) -> Draft:
    """Parse the form, as JSON. Raises BudgetsError."""
    values = _values(text)
    for name in ("name", "amount"):
        if not values[name].strip():
            raise BudgetsError("The budget is not complete.", remedy=f"Enter {NEEDED[name]}.")
    table: dict[str, Any] = {
        "name": values["name"],
        "amount": values["amount"],
        "every": values["every"] or Every.MONTH.value,
        "where": _lines(values),
        "charges": values["charges"] or Charges.ALL.value,
        "metric": values["metric"] or Metric.UNBLENDED.value,
        "thresholds": list(map(_percent, _stripped(values["thresholds"].split(",")))),
    }
    budget = budget_of(table, file, 1)
    filters = tuple(_read(rule, references) for rule in budget.filters)
    budget = replace(budget, filters=filters)
    return Draft(budget, values["original"], values["digest"])


def counted(text: str, references: AccountReferences) -> Selection:
    """Parse what the form counts, ignoring the other fields. Raises CloudSenseError."""
    values = _values(text)
    written = [condition("where", line) for line in _lines(values)]
    filters = trail(written)
    return Selection(
        filters=tuple(_read(rule, references) for rule in filters),
        metric=word(Metric, "metric", values["metric"] or Metric.UNBLENDED.value),
        charges=word(Charges, "charges", values["charges"] or Charges.ALL.value),
        references=references,
    )


def counted_by(about: Budget | Selection, references: AccountReferences) -> Selection:
    """Return a selection of the costs that a budget or an address counts."""
    return Selection(
        filters=about.filters,
        metric=about.metric,
        charges=about.charges,
        references=references,
    )


def is_untouched(text: str) -> bool:
    """Whether neither name nor amount has been typed."""
    try:
        values = _values(text)
    except BudgetsError:
        return False
    return not any(values[name].strip() for name in NEEDED)


def _values(text: str) -> Values:
    """Return a text for every field."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BudgetsError("The form could not be read.", "Nothing was saved.", "Try again.")
    names = (*FIELDS, *HIDDEN)
    return {name: str(found.get(name, "")) for name in names}


def _lines(values: Values) -> list[str]:
    """Split the filters, one a line."""
    return _stripped(values["where"].splitlines())


def _stripped(texts: Sequence[str]) -> list[str]:
    """Strip texts and drop empty ones."""
    return list(filter(None, map(str.strip, texts)))


def _percent(text: str) -> int | str:
    """Parse `80` or `80%` as a number. Other texts are returned unchanged and refused later."""
    number = text.removesuffix("%").strip()
    return int(number) if WHOLE.fullmatch(number) else text


def _written(filters: tuple[Filter, ...], references: AccountReferences) -> tuple[Filter, ...]:
    """Return filters with accounts as they may be shown."""
    found = []
    for rule in filters:
        written = partial(references.written, rule.dimension)
        values = tuple(map(written, rule.values))
        found.append(replace(rule, values=values))
    return tuple(found)


def _read(rule: Filter, references: AccountReferences) -> Filter:
    read = partial(references.read, rule.dimension)
    values = tuple(map(read, rule.values))
    return replace(rule, values=values)
