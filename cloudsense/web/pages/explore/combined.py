"""Combines Explore's answers of several payers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Answer
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.pages.explore.layout import PAYERS
from cloudsense.web.queries.answers import AnswerOrError
from cloudsense.web.queries.combined import (
    Join,
    merged,
    merged_snapshots,
    names_of,
    price_of,
    progress_of,
)
from cloudsense.web.queries.known_keys import joined_keys
from cloudsense.web.state.selection import Selection

WHOLE = Focus(Dimension.CHARGE_TYPE)


def combine(selection: Selection, of_payers: Mapping[str, ExploreAnswers]) -> ExploreAnswers:
    """Combine answers of the payers that have the filters' values, at the price of all."""
    everybody = list(of_payers.values())
    parts = [each for each in everybody if not each.absent_filter] or everybody
    first = parts[0]
    main = merged(first.focus, [each.main for each in parts])
    if isinstance(main, Answer) and main.snapshot is None:
        main = replace(main, progress=progress_of(everybody))
    return replace(
        first,
        selection=selection,
        main=main,
        asked=dict.fromkeys(list(first.asked)[-1:], main),
        overview=merged_snapshots(WHOLE, [each.overview for each in parts]),
        keys=joined_keys([each.keys for each in everybody]),
        accounts=names_of(everybody),
        value_counts={},
        price_to_confirm=price_of(everybody),
        views_failure=next((each.views_failure for each in everybody if each.views_failure), ""),
    )


def _main(answers: ExploreAnswers) -> tuple[AnswerOrError, ...]:
    """Return the main answer; none if the address is invalid, as the page explains."""
    return () if isinstance(answers.main, AddressError) else (answers.main,)


JOIN = Join[ExploreAnswers](
    main=_main,
    focus=lambda answers: answers.focus,
    combine=combine,
    list_in=PAYERS,
    draws_early=True,
)
