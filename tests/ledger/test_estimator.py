"""What a question costs that was never bought, going by what was."""

from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest
from ledger_bench import BY_REGION, EC2, IN_EUROPE, RDS, REGIONAL_USAGE, S3, USAGE, Bench, span, usage

from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.planning.page_estimate import Estimate, PageSize, answers
from cloudsense.ledger.planning.rows_per_day import Rate, RowsPerDay

OCTOBER = span("2026-10-01", "2026-10-20")
BY_ACCOUNT = CostQuery((Dimension.SERVICE, Dimension.ACCOUNT))


@pytest.fixture
def bench() -> Bench:
    """Nothing is kept yet."""
    return Bench.at("2026-10-20 12:00")


def known(bench: Bench, *queries: CostQuery, period: Period = OCTOBER) -> list[Entry]:
    """Answers, each bought by itself."""
    for query in queries:
        bench.ask(query, period)
    identity = bench.ledger.identity(None)
    assert identity
    memory = bench.ledger._shared.memory
    found = (memory.get(identity, part, month) for query in queries for part in query.parts for month in period.months)
    return [entry for entry in found if entry]


def rate(part: CostQuery, entries: list[Entry]) -> Rate:
    return RowsPerDay(entries).of(part)


def only(query: CostQuery, *filters: Filter) -> CostQuery:
    return CostQuery(query.group_by, (*query.where, *filters))


EUROPE, AMERICA = (Filter(Dimension.REGION, (name,)) for name in ("eu-west-1", "us-east-1"))


@pytest.mark.parametrize(
    ("asked", "bought"),
    [
        (usage(EC2), [usage(EC2)]),
        (only(BY_REGION, USAGE_ONLY), [BY_REGION]),
        (BY_REGION, [only(BY_REGION, USAGE_ONLY)]),
        (REGIONAL_USAGE.about((EC2,)), [usage(EC2)]),
    ],
)
def test_the_same_question_tells_how_many_rows_there_are(
    bench: Bench, asked: CostQuery, bought: list[CostQuery]
) -> None:
    found = rate(asked, known(bench, *bought))
    rows = rows_a_day(bench, asked)
    assert found.low == found.high
    assert rows / 2 < found.low <= rows * 2


@pytest.mark.parametrize(
    ("asked", "bought"),
    [
        (usage(EC2), [USAGE]),
        (only(USAGE, EUROPE), [USAGE]),
        (only(USAGE, Filter(Dimension.REGION, ("eu-west-1",), exclude=True)), [USAGE]),
        (usage(EC2), [usage(S3)]),
        (usage(EC2), [usage(S3), usage(RDS), OVERVIEW]),
        (only(USAGE, AMERICA), [IN_EUROPE]),
    ],
)
def test_a_wider_or_a_similar_question_tells_how_many_at_most(
    bench: Bench, asked: CostQuery, bought: list[CostQuery]
) -> None:
    found = rate(asked, known(bench, *bought))
    assert found.low == 0
    assert rows_a_day(bench, asked) / 2 < found.high < inf


def rows_a_day(bench: Bench, asked: CostQuery) -> float:
    (truth,) = known(bench, asked)
    return len(truth.frame) / truth.covered.days


def test_the_largest_of_its_like_counts_and_the_narrowest_that_holds_it(bench: Bench) -> None:
    bench.source.quiet = {one for one in OCTOBER.dates if one.day > 10}
    (small,) = known(bench, usage(S3))
    bench.source.quiet = set()
    (large,) = known(bench, usage(RDS))
    assert len(small.frame) < len(large.frame)
    assert rate(usage(EC2), [small, large]) == (0, len(large.frame) / OCTOBER.days)
    (wide,) = known(bench, USAGE)
    assert rate(only(usage(EC2), EUROPE), [wide, small]) == (0, len(wide.frame) / OCTOBER.days)
    (narrow,) = known(bench, usage(EC2))
    assert rate(only(usage(EC2), EUROPE), [wide, narrow]) == (0, len(narrow.frame) / OCTOBER.days)


TWO_REGIONS = Filter(Dimension.REGION, ("eu-west-1", "us-east-1"))


@pytest.mark.parametrize(
    ("asked", "bought"),
    [
        (BY_ACCOUNT, [OVERVIEW]),
        (BY_ACCOUNT, []),
        (BY_REGION, [OVERVIEW, usage(EC2)]),
        (only(USAGE, EUROPE), [usage(EC2)]),
        (OVERVIEW, [TOTAL]),
        (only(USAGE, TWO_REGIONS), [IN_EUROPE]),
    ],
)
def test_where_nothing_like_it_was_bought_nothing_is_known(
    bench: Bench, asked: CostQuery, bought: list[CostQuery]
) -> None:
    assert rate(asked, known(bench, *bought)) == (0, inf)


def answer(rows: int, pages: float, of: Entry) -> Entry:
    data = of.frame.data.iloc[[0] * rows].reset_index(drop=True)
    return replace(of, frame=CostFrame(data, of.frame.dimensions), pages=pages)


def test_how_many_rows_go_on_a_page(bench: Bench) -> None:
    (one,) = known(bench, BY_REGION)
    assert PageSize.of([]) == (0, inf)
    assert PageSize.of([answer(300, 1, one)]) == (300, inf)
    assert PageSize.of([answer(300, 3, one)]) == (100, 150), "the third page may be nearly empty"
    assert PageSize.of([answer(0, 3, one)]) == (0, inf), "empty pages tell nothing"
    later = replace(answer(120, 1, one), seen=one.seen + timedelta(hours=1))
    assert PageSize.of([answer(300, 3, one), later]) == (120, 150)


def test_months_of_one_answer_belong_together(bench: Bench) -> None:
    (october,) = known(bench, BY_REGION)
    september = replace(answer(150, 1.5, october), covered=span("2026-09-01", "2026-09-30"))
    assert answers([answer(150, 1.5, october), september]) == [(300, 3)]
    june = replace(september, covered=span("2026-06-01", "2026-06-30"))
    assert len(answers([answer(150, 1.5, october), june])) == 2, "the days between were not asked for"


@pytest.mark.parametrize(
    ("size", "rows", "pages"),
    [
        (PageSize(300), 400, (1, 1)),
        (PageSize(300), 1000, (1, 4)),
        (PageSize(100, 150), 1000, (7, 10)),
        (PageSize(100, 100), 1000, (10, 10)),
        (PageSize(100, 150), 0, (1, 1)),
        (PageSize(100, 150), inf, None),
        (PageSize(), 10_000, (1, 1)),
    ],
)
def test_pages_of_rows(size: PageSize, rows: float, pages: tuple[int, int] | None) -> None:
    if pages is None:
        assert size.most(rows) == inf
    else:
        assert (size.fewest(rows), size.most(rows)) == pages


@pytest.mark.parametrize(
    ("estimate", "pages", "known"),
    [
        (Estimate(1, 1), 1, True),
        (Estimate(2, 4), 4, True),
        (Estimate(2, 5), 2, False),
        (Estimate(1, inf), 1, False),
        (Estimate(0, 0), 0, True),
    ],
)
def test_what_is_known_to_a_factor_of_two_is_said(estimate: Estimate, pages: int, known: bool) -> None:
    assert (estimate.pages, estimate.known) == (pages, known)


def test_the_ledger_says_about_how_many_pages(bench: Bench) -> None:
    def price(query: CostQuery, period: Period = OCTOBER) -> Estimate:
        return bench.ledger.estimate(query, period)

    bench.ask(OVERVIEW, OCTOBER)
    assert price(BY_REGION) == Estimate(1, inf)
    assert price(usage(EC2)) == Estimate(1, inf)
    bench.source.pages = 4
    bench.ask(BY_REGION, OCTOBER)
    assert price(only(BY_REGION, USAGE_ONLY)).pages == 4
    assert price(only(BY_REGION, USAGE_ONLY), span("2026-03-01", "2026-03-31")).pages in (6, 7)
    bench.ask(usage(EC2), OCTOBER)
    assert price(usage(S3)) == Estimate(1, 4), "another service may have fewer usage types"
    assert price(usage(EC2)) == Estimate(0, 0)


def test_of_what_the_overview_tells_about_only_some_days_are_bought_again(bench: Bench) -> None:
    bench.source.pages = 10
    bench.ask(OVERVIEW, OCTOBER)
    bench.ask(BY_REGION, OCTOBER)
    bench.ask(IN_EUROPE, OCTOBER)
    bench.clock.now += timedelta(hours=2)
    assert bench.ledger.estimate(BY_REGION, OCTOBER) == Estimate(1, 1)
    assert bench.ledger.estimate(IN_EUROPE, OCTOBER) == Estimate(9, 10)
    bench.clock.now += timedelta(days=3)
    assert bench.ledger.estimate(BY_REGION, span("2026-10-01", "2026-10-23")).pages == 3
    bench.clock.set("2026-11-12 12:00")
    assert bench.ledger.estimate(BY_REGION, span("2026-10-01", "2026-10-31")).pages in (15, 16)
