"""Parts of questions: answers are cached by month and by the question limited
to one service. Pure."""

from __future__ import annotations

from datetime import datetime

from cloudsense.costs.dimension import Kind
from cloudsense.costs.frame import CostFrame, Fetched
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension
from cloudsense.ledger.cache.entry import Entry


def without_services(query: CostQuery) -> CostQuery:
    """The question without a filter by service, which all its parts share."""
    others = (
        rule for rule in query.where if rule.dimension is not Dimension.SERVICE or rule.exclude
    )
    return CostQuery(query.group_by, tuple(others))


def reference_query(query: CostQuery) -> CostQuery | None:
    """Question whose answer shows which days of `query` changed; None if there is none.

    The total shows it for the overview, and the overview for questions about services only. Nothing
    shows it for cost categories: after a rule is edited, AWS reassigns past days without a change
    in totals. Tag values are those of the day of a charge.
    """
    if query == OVERVIEW:
        return TOTAL
    if Kind.COST_CATEGORY in query.named_kinds:
        return None
    shared = without_services(query)
    if shared.where or shared in (OVERVIEW, TOTAL):
        return None
    return OVERVIEW


def answer_splits_by_service(query: CostQuery) -> bool:
    """Whether an answer about several services can be split by service."""
    return Dimension.SERVICE in query.group_by


def split_by_month(fetched: Fetched, query: CostQuery, seen: datetime) -> list[Entry]:
    """Entries of `fetched`, the answer to `query`: one for each part and month."""
    parts = query.parts
    months = fetched.period.months
    count = len(parts) * len(months)
    return [_entry(fetched, part, month, seen, count) for part in parts for month in months]


def _entry(fetched: Fetched, part: CostQuery, month: Month, seen: datetime, count: int) -> Entry:
    """One of `count` entries. It has a share of the pages even without rows."""
    covered = month.period.meet(fetched.period)
    if covered is None:
        raise ValueError(f"nothing about {month} was fetched")
    frame = fetched.frame.within(covered)
    if part.services and answer_splits_by_service(part):
        frame = frame.only(Dimension.SERVICE, part.services)
    share = (len(frame) + 1) / (len(fetched.frame) + count)
    return Entry(
        query=part,
        covered=covered,
        frame=_compact(frame),
        currency=fetched.currency_of(month),
        seen=seen,
        pages=fetched.pages * share,
        estimated=frozenset(day for day in fetched.estimated if day in covered),
        account_names=fetched.account_names,
    )


def _compact(frame: CostFrame) -> CostFrame:
    """Frame without unused values, which would be cached, too."""
    data = frame.data.reset_index(drop=True)
    for dimension in frame.dimensions:
        column = data[dimension.value]
        data[dimension.value] = column.cat.remove_unused_categories()
    return CostFrame(data, frame.dimensions)
