"""Sentences about costs by tag or cost category."""

from __future__ import annotations

from collections.abc import Iterable

from cloudsense import formatting
from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Period
from cloudsense.costs.questions import Focus
from cloudsense.costs.tag_history import tag_history


def since_when(frame: CostFrame, focus: Focus, period: Period) -> list[str]:
    """Sentence for each tag or cost category of the grouping that has values for part of the period
    only. Filtered ones are skipped, as their answers lack the other costs."""
    if focus.filters:
        return []
    found = (_since_when(frame, dimension, period) for dimension in focus.grouped)
    return [sentence for sentence in found if sentence]


def since_when_first(snapshots: Iterable[Snapshot], focus: Focus) -> list[str]:
    """Sentences of the first answer that has any."""
    for snapshot in snapshots:
        said = since_when(snapshot.frame, focus, snapshot.period)
        if said:
            return said
    return []


def _since_when(frame: CostFrame, dimension: Dimension, period: Period) -> str:
    """When values begin: `Tag team has values from Apr 1, 2026 on; earlier costs are untagged.`"""
    known = tag_history(frame, dimension, period)
    if known is None:
        return ""
    name = formatting.dimension(dimension)
    if known.first is None:
        spelling = "Keys are case-sensitive." if dimension.kind is Kind.TAG else ""
        noun = formatting.noun(dimension)
        return f"No cost of this period has {noun}. {spelling}".strip()
    if not known.is_late:
        return ""
    day = formatting.day(known.first, year=True)
    before = "are untagged" if dimension.kind is Kind.TAG else "have none"
    return f"{name} has values from {day} on; earlier costs {before}."
