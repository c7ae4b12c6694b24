"""What a question costs that was never bought, going by what was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_bench import BY_REGION, EC2, IN_EUROPE, RDS, REGIONAL_USAGE, S3, USAGE, Bench, span, usage

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.planning.page_estimate import Estimate, PageSize
from cloudsense.ledger.planning.row_rates import RowRates

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
    memory = bench.ledger._memory
    found = (memory.get(identity, part, month) for query in queries for part in query.parts for month in period.months)
    return [entry for entry in found if entry]


def rate(part: CostQuery, entries: list[Entry]) -> float | None:
    return RowRates(entries).of(part)


def only(query: CostQuery, *filters: Filter) -> CostQuery:
    return CostQuery(query.group_by, (*query.where, *filters))


EUROPE, AMERICA = (Filter(Dimension.REGION, (name,)) for name in ("eu-west-1", "us-east-1"))


@pytest.mark.parametrize(
    ("asked", "bought"),
    [
        (usage(EC2), [usage(EC2)]),
        (only(BY_REGION, USAGE_ONLY), [BY_REGION]),
        (BY_REGION, [only(BY_REGION, USAGE_ONLY)]),
        (usage(EC2), [USAGE]),
        (only(USAGE, EUROPE), [USAGE]),
        (usage(EC2), [usage(S3)]),
        (usage(EC2), [usage(S3), usage(RDS), OVERVIEW]),
        (only(USAGE, AMERICA), [IN_EUROPE]),
        (REGIONAL_USAGE.about((EC2,)), [usage(EC2)]),
    ],
)
def test_what_was_bought_tells_of_what_is_like_it(bench: Bench, asked: CostQuery, bought: list[CostQuery]) -> None:
    found = rate(asked, known(bench, *bought))
    (truth,) = known(bench, asked)
    rows = len(truth.frame) / truth.covered.days
    assert found
    assert rows / 2 < found <= rows * 2


def test_the_largest_of_its_like_counts_and_the_narrowest_that_holds_it(bench: Bench) -> None:
    bench.source.quiet = {one for one in OCTOBER.dates if one.day > 10}
    (small,) = known(bench, usage(S3))
    bench.source.quiet = set()
    (large,) = known(bench, usage(RDS))
    assert len(small.frame) < len(large.frame)
    assert rate(usage(EC2), [small, large]) == len(large.frame) / OCTOBER.days
    wide = known(bench, USAGE)
    assert rate(usage(EC2), [*wide, small]) == len(large.frame) / OCTOBER.days
    assert rate(USAGE, wide) == 3 * len(large.frame) / OCTOBER.days


def test_regions_are_counted_by_usage_types_where_nothing_else_tells(bench: Bench) -> None:
    (overview, types) = known(bench, OVERVIEW, usage(EC2))
    codes = ["BoxUsage:m5.large", "EU-BoxUsage:m5.large", "EUC1-BoxUsage:m5.large", "EUC1-USE1-AWS-Out-Bytes"]
    data = types.frame.data.copy()
    data["usage-type"] = data["usage-type"].cat.rename_categories(codes[: len(data["usage-type"].cat.categories)])
    column = data["usage-type"].cat.add_categories([c for c in codes if c not in data["usage-type"].cat.categories])
    frame = type(types.frame)(data.assign(**{"usage-type": column}), types.frame.dimensions)
    named = Entry(types.query, types.covered, frame, "USD", types.seen, 1)
    large = replace(overview, pages=2)
    assert rate(BY_REGION, [large, named]) == 3 * (3 + 1)
    assert rate(BY_REGION, [overview, named]) is None, "nobody knows how much goes on a page"


def test_where_nothing_like_it_was_bought_nothing_is_known(bench: Bench) -> None:
    assert rate(BY_ACCOUNT, known(bench, OVERVIEW)) is None
    assert rate(BY_ACCOUNT, []) is None
    assert rate(only(USAGE, EUROPE), known(bench, usage(EC2))) is None
    assert rate(OVERVIEW, known(bench, TOTAL)) is None


def test_how_much_goes_on_a_page_is_known_once_an_answer_took_several(bench: Bench) -> None:
    small = known(bench, BY_REGION)
    assert PageSize.of(small) == PageSize(len(small[0].frame), several=False)
    assert PageSize.of(small).pages(1.4 * len(small[0].frame)) == 1
    bench.source.pages = 4
    bench.clock.on(hours=1)
    large = known(bench, USAGE, period=span("2026-09-01", "2026-10-20"))
    assert PageSize.of(large).several
    assert PageSize.of([*small, *large]).pages(1.4 * PageSize.of([*small, *large]).rows) == 2
    assert PageSize.of([]).pages(10_000) == 1


def test_the_ledger_says_about_how_many_pages(bench: Bench) -> None:
    def price(query: CostQuery, period: Period = OCTOBER) -> Estimate:
        return bench.ledger.to_pay(query, period)

    bench.ask(OVERVIEW, OCTOBER)
    assert price(BY_REGION) == Estimate(1, known=False)
    assert price(usage(EC2)) == Estimate(1, known=False)
    bench.source.pages = 4
    bench.ask(BY_REGION, OCTOBER)
    assert price(only(BY_REGION, USAGE_ONLY)) == Estimate(4, known=True)
    assert price(only(BY_REGION, USAGE_ONLY), span("2026-03-01", "2026-03-31")).pages in (6, 7)
    bench.ask(usage(EC2), OCTOBER)
    assert price(usage(S3)) == Estimate(4, known=True)
    assert price(usage(EC2)) == Estimate(0, known=True)


def test_of_what_the_overview_tells_about_only_some_days_are_bought_again(bench: Bench) -> None:
    bench.source.pages = 10
    bench.ask(OVERVIEW, OCTOBER)
    bench.ask(BY_REGION, OCTOBER)
    bench.ask(IN_EUROPE, OCTOBER)
    bench.clock.now += timedelta(hours=2)
    assert bench.ledger.to_pay(BY_REGION, OCTOBER) == Estimate(1, known=True)
    assert bench.ledger.to_pay(IN_EUROPE, OCTOBER) == Estimate(10, known=True)
    bench.clock.now += timedelta(days=3)
    assert bench.ledger.to_pay(BY_REGION, span("2026-10-01", "2026-10-23")) == Estimate(3, known=True)
    bench.clock.set("2026-11-12 12:00")
    assert bench.ledger.to_pay(BY_REGION, span("2026-10-01", "2026-10-31")).pages in (15, 16)
