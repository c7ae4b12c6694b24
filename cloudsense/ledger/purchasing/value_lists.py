"""Lists of keys and values of the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudsense.costs.source import CostSource
from cloudsense.costs.value_lists import Lister, ListQuestion, ValueList
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
    Dependencies,
)


def value_lists(
    source: CostSource, dependencies: Dependencies
) -> DailyAnswers[ListQuestion, ValueList]:
    """Daily answers with the lists of `source`."""
    fetch = None
    if source.capabilities.lists_values and isinstance(source, Lister):
        fetch = source.value_list
    return DailyAnswers(AnswerKind(fetch, _write, _read), dependencies)


def _write(found: ValueList) -> dict[str, Any]:
    return {"values": list(found.values)}


def _read(stored: Mapping[str, Any]) -> ValueList:
    return ValueList(tuple(map(str, stored["values"])))
