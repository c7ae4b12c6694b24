"""Combines the changes of several payers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.ledger.ledger import Question
from cloudsense.web.pages.changes.answers import ChangesAnswers
from cloudsense.web.pages.changes.layout import NAME
from cloudsense.web.queries.answers import AnswerOrError, snapshot_of
from cloudsense.web.queries.combined import Join, merged, merged_snapshots, names_of
from cloudsense.web.queries.known_keys import joined_keys
from cloudsense.web.state.selection import Selection

R = TypeVar("R", bound=ChangesAnswers)
WHOLE = Focus(Dimension.CHARGE_TYPE)


def combine(selection: Selection, of_payers: Mapping[str, R]) -> R:
    """Combine answers of the payers that have the filters' values, without usage types of rows."""
    everybody = list(of_payers.values())
    parts = [each for each in everybody if not each.absent_filter] or everybody
    first = parts[0]
    of_periods = zip(*(each.main for each in parts), strict=True)
    main = [merged(first.focus, answers) for answers in of_periods]
    services: dict[str, tuple[str, ...]] = {}
    for each in parts:
        services.update(each.services)
    return replace(
        first,
        selection=selection,
        main=tuple(main),
        asked=_asked(main),
        overview=merged_snapshots(WHOLE, [each.overview for each in parts]),
        services=services,
        details={},
        accounts=names_of(everybody),
        keys=joined_keys([each.keys for each in everybody]),
        value_counts={},
        price_to_confirm=None,
    )


def _asked(main: Sequence[AnswerOrError]) -> dict[Question, AnswerOrError]:
    asked = {}
    for answer in main:
        if snapshot := snapshot_of(answer):
            asked[snapshot.query, snapshot.period] = answer
    return asked


JOIN = Join[ChangesAnswers](
    main=lambda answers: answers.main,
    focus=lambda answers: answers.focus,
    combine=combine,
    list_in=f"{NAME}-trail",
)
