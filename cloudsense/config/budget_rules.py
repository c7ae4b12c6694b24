"""Fields of a `[[budget]]` in budgets.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from cloudsense.config.toml_tables import is_list_of
from cloudsense.costs.amounts import Amount, parse_amount
from cloudsense.costs.budget import STEPS
from cloudsense.costs.budgets import (
    LEAST_PERCENT,
    LONGEST_NAME,
    MOST_PERCENT,
    MOST_THRESHOLDS,
    Budget,
    Every,
)
from cloudsense.costs.names import quoted, visible
from cloudsense.costs.parsing import (
    CONTROL,
    Charges,
    condition,
    condition_text,
    trail,
)
from cloudsense.costs.query import Filter, Metric
from cloudsense.errors import BudgetsError, UsageError

Word = TypeVar("Word", bound=StrEnum)
EXAMPLE = 'where = ["service=Amazon Relational Database Service", "region!=us-east-1"]'


def budget_of(table: Mapping[str, Any], file: str, number: int) -> Budget:
    """The `number`th budget of `file`. Raises BudgetsError, which names file, budget and field."""
    given = dict(table)
    where = f"{file}, budget {number}"
    budget: dict[str, Any] = {}
    for name, parse in FIELDS.items():
        if name not in given:
            continue
        try:
            budget[name] = parse(given.pop(name))
        except UsageError as problem:
            title = f"{where}, {name}: {problem.title}"
            raise BudgetsError(title, problem.detail, problem.remedy) from None
        if name == "name":
            shown = visible(budget["name"])
            where = f"{file}, budget “{shown}”"
    if given:
        unknown, *_ = given
        known = ", ".join(FIELDS)
        raise BudgetsError(f"{where}: unknown field {quoted(unknown)}.", remedy=f"Use {known}.")
    for name in ("name", "amount"):
        if name not in budget:
            title = f"{where}: {name} is missing."
            raise BudgetsError(title, remedy=f"Add {name} = …")
    budget["filters"] = budget.pop("where", ())
    return Budget(**budget)


def fields_of(budget: Budget) -> dict[str, Any]:
    """Fields of `[[budget]]` for a budget; defaults are left out."""
    found: dict[str, Any] = {"name": budget.name}
    found["amount"] = _written(budget.amount)
    if budget.every is not Every.MONTH:
        found["every"] = budget.every.value
    if budget.filters:
        found["where"] = conditions_of(budget.filters)
    if budget.charges is not Charges.ALL:
        found["charges"] = budget.charges.value
    if budget.metric is not Metric.UNBLENDED:
        found["metric"] = budget.metric.value
    if budget.thresholds != STEPS:
        found["thresholds"] = list(budget.thresholds)
    return found


def conditions_of(filters: tuple[Filter, ...]) -> list[str]:
    """Conditions as in `--where`, one for each value: `service=Amazon RDS`, `region!=us-east-1`."""
    found = []
    for rule in filters:
        found += [condition_text(rule.dimension, rule.exclude, value) for value in rule.values]
    return found


def _written(amount: Amount) -> int | float | str:
    if amount.currency:
        return str(amount)
    whole = int(amount.value)
    return whole if whole == amount.value else float(amount.value)


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or CONTROL.search(value):
        raise UsageError(f"{_shown(value)} is not a name.", remedy="Write a text in quotes.")
    name = value.strip()
    if len(name) > LONGEST_NAME:
        raise UsageError(f"It has more than {LONGEST_NAME} characters.", remedy="Shorten it.")
    return name


def amount_of(value: object) -> Amount:
    """Amount from a number, or from a text such as "€4,600"."""
    if isinstance(value, str):
        return parse_amount(value)
    number = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
    if number is None or not number.is_finite():
        raise UsageError(
            f"{_shown(value)} is not an amount.", remedy="Write a number such as 4600."
        )
    return parse_amount(str(Amount(number)))


def _where(value: object) -> tuple[Filter, ...]:
    texts = [value] if isinstance(value, str) else value
    if not is_list_of(texts, str):
        raise UsageError("It is not a list of texts.", remedy=f"Write {EXAMPLE}.")
    return trail(condition("where", text) for text in texts)


def _thresholds(value: object) -> tuple[int, ...]:
    remedy = f"Write whole percents from {LEAST_PERCENT} to {MOST_PERCENT}, such as [50, 80, 100]."
    if not isinstance(value, list) or len(value) > MOST_THRESHOLDS:
        raise UsageError(f"It is not a list of up to {MOST_THRESHOLDS} numbers.", remedy=remedy)
    for step in value:
        is_whole = isinstance(step, int) and not isinstance(step, bool)
        if not is_whole or not LEAST_PERCENT <= step <= MOST_PERCENT:
            raise UsageError(f"{_shown(step)} is not a threshold.", remedy=remedy)
    return tuple(sorted(set(value)))


def _word(kind: type[Word]) -> Callable[[object], Word]:
    def parse(value: object) -> Word:
        try:
            return kind(str(value))
        except ValueError:
            known = ", ".join(member.value for member in kind)
            raise UsageError(
                f"{_shown(value)} is not valid.", remedy=f"Use one of: {known}."
            ) from None

    return parse


def _shown(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    return quoted(text)


FIELDS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "amount": amount_of,
    "every": _word(Every),
    "where": _where,
    "charges": _word(Charges),
    "metric": _word(Metric),
    "thresholds": _thresholds,
}
