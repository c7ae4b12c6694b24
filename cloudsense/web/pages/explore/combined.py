"""Combines Explore's answers of several payers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.pages.explore.layout import PAYERS
from cloudsense.web.queries.answers import AnswerOrError
from cloudsense.web.queries.combined import Join, merged, merged_snapshots
from cloudsense.web.queries.known_keys import joined_keys
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.state.selection import Selection

WHOLE = Focus(Dimension.CHARGE_TYPE)


def combine(selection: Selection, of_payers: Mapping[str, ExploreAnswers]) -> ExploreAnswers:
    """Combine answers of the payers that have the filters' values, at the price of all."""
    everybody = list(of_payers.values())
    parts = [each for each in everybody if not each.absent_filter] or everybody
    first = parts[0]
    main = merged(first.focus, [each.main for each in parts])
    if isinstance(main, Answer) and main.snapshot is None:
        main = replace(main, progress=_progress(everybody))
    names: dict[str, str] = {}
    for each in everybody:
        names.update(each.accounts)
    prices = [each.price_to_confirm for each in everybody if each.price_to_confirm]
    return replace(
        first,
        selection=selection,
        main=main,
        asked=dict.fromkeys(list(first.asked)[-1:], main),
        overview=merged_snapshots(WHOLE, [each.overview for each in parts]),
        keys=joined_keys([each.keys for each in everybody]),
        accounts=names,
        value_counts={},
        price_to_confirm=Price.of_all(prices) if prices else None,
        views_failure=next((each.views_failure for each in everybody if each.views_failure), ""),
    )


def _progress(of_payers: list[ExploreAnswers]) -> Progress | None:
    """Return the progress of all payers."""
    under_way = [each.progress for each in of_payers if each.progress]
    pages = sum(each.pages for each in under_way)
    return Progress(pages) if under_way else None


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
