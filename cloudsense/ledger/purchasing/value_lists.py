"""The source's lists of keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cloudsense.costs.source import CostSource
from cloudsense.costs.value_lists import Lister, ListQuestion, ValueList
from cloudsense.ledger.purchasing.daily_answers import AnswerKind, DailyAnswers, Dependencies, Known

KnownList = Known[ListQuestion, ValueList]


def value_lists(
    source: CostSource, dependencies: Dependencies
) -> DailyAnswers[ListQuestion, ValueList]:
    """What `source` lists."""
    fetch = None
    if source.capabilities.lists_values and isinstance(source, Lister):
        fetch = source.value_list
    return DailyAnswers(AnswerKind(fetch, _dated, _write, _read), dependencies)


def _dated(found: ValueList, at: datetime) -> ValueList:
    return replace(found, fetched_at=at)


def _write(found: ValueList) -> dict[str, Any]:
    return {"values": list(found.values), "fetched_at": str(found.fetched_at)}


def _read(stored: Mapping[str, Any]) -> ValueList:
    values = tuple(map(str, stored["values"]))
    return ValueList(values, datetime.fromisoformat(stored["fetched_at"]))
