"""Lists of keys and values of the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudsense.costs.value_lists import Lister, ListQuestion, ValueList
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
)


def value_lists(
    shared: Resources,
) -> DailyAnswers[ListQuestion, ValueList]:
    """Daily answers with the lists of the source."""
    source = shared.source
    fetch = source.value_list if isinstance(source, Lister) else None
    return DailyAnswers(AnswerKind("lists", fetch, _write, _read), shared)


def _write(found: ValueList) -> dict[str, Any]:
    return {"values": list(found.values)}


def _read(stored: Mapping[str, Any]) -> ValueList:
    return ValueList(tuple(map(str, stored["values"])))
