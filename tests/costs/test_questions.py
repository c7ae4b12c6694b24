"""What AWS is asked for what a person looks at, and that the answer says what the lines themselves add up to."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from frames import Row, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import tabulate
from cloudsense.costs.families import family
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.frame_families import with_families
from cloudsense.costs.names import EC2_COMPUTE, EC2_OTHER
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter, Metric
from cloudsense.costs.questions import FINE, USAGE_ONLY, Focus
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line

D = Dimension
PERIOD = Period(date(2026, 2, 27), date(2026, 3, 3))
Filters = tuple[Filter, ...]
EC2, REGION, FAMILY, TYPE, TAX, ACCOUNT, OPERATION = (
    Filter(D.SERVICE, (EC2_OTHER,)),
    Filter(D.REGION, ("eu-west-1",)),
    Filter(D.FAMILY, ("EBS gp3 volumes",)),
    Filter(D.USAGE_TYPE, ("EBS:VolumeUsage.gp3",)),
    Filter(D.CHARGE_TYPE, ("Tax",)),
    Filter(D.ACCOUNT, ("111122223333",)),
    Filter(D.OPERATION, ("RunInstances",)),
)
NOT_TAX_SERVICE, NOT_REGION, NOT_TYPE, NOT_TAX, NOT_ACCOUNT = (
    Filter(D.SERVICE, ("Tax",), exclude=True),
    Filter(D.REGION, ("us-east-1",), exclude=True),
    Filter(D.USAGE_TYPE, ("NatGateway-Hours",), exclude=True),
    Filter(D.CHARGE_TYPE, ("Tax",), exclude=True),
    Filter(D.ACCOUNT, ("444455556666",), exclude=True),
)


def wide(focus: Focus) -> CostQuery:
    return focus.wide(2)


def lean(focus: Focus) -> CostQuery:
    return focus.lean(2)


def all_at_once(focus: Focus) -> CostQuery:
    """Of a source that groups by any number of dimensions."""
    return focus.wide(99)


@pytest.mark.parametrize(
    ("by", "filters", "group_by", "where"),
    [
        # the overview, wherever it is enough
        (D.SERVICE, (), OVERVIEW.group_by, ()),
        (D.CHARGE_TYPE, (), OVERVIEW.group_by, ()),
        (D.SERVICE, (EC2,), OVERVIEW.group_by, ()),
        (D.SERVICE, (TAX,), OVERVIEW.group_by, ()),
        (D.CHARGE_TYPE, (EC2,), OVERVIEW.group_by, ()),
        (D.CHARGE_TYPE, (EC2, TAX), OVERVIEW.group_by, ()),
        # one more dimension, always beside the service
        (D.REGION, (), (D.SERVICE, D.REGION), ()),
        (D.REGION, (EC2,), (D.SERVICE, D.REGION), ()),
        (D.SERVICE, (REGION,), (D.SERVICE, D.REGION), ()),
        (D.SERVICE, (REGION, EC2), (D.SERVICE, D.REGION), ()),
        (D.ACCOUNT, (EC2,), (D.SERVICE, D.ACCOUNT), ()),
        (D.AZ, (), (D.SERVICE, D.AZ), ()),
        # two more: the one that is only filtered by is asked for
        (D.ACCOUNT, (REGION,), (D.SERVICE, D.ACCOUNT), (REGION,)),
        (D.ACCOUNT, (EC2, REGION), (D.SERVICE, D.ACCOUNT), (REGION,)),
        (D.SERVICE, (REGION, ACCOUNT), (D.SERVICE, D.REGION), (ACCOUNT,)),
        (D.REGION, (TAX,), (D.SERVICE, D.REGION), (TAX,)),
        (D.CHARGE_TYPE, (REGION,), (D.SERVICE, D.CHARGE_TYPE), (REGION,)),
        # usage types and families, service by service
        (D.USAGE_TYPE, (), (D.SERVICE, D.USAGE_TYPE), ()),
        (D.USAGE_TYPE, (EC2,), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.FAMILY, (EC2,), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.USAGE_TYPE, (EC2, FAMILY), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.SERVICE, (EC2, FAMILY), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.FAMILY, (EC2, REGION), (D.SERVICE, D.USAGE_TYPE), (EC2, REGION)),
        (D.OPERATION, (EC2,), (D.SERVICE, D.OPERATION), (EC2,)),
        # below a family, a usage type is needed and the service is known
        (D.REGION, (EC2, FAMILY), (D.REGION, D.USAGE_TYPE), (EC2,)),
        (D.REGION, (EC2, TYPE), (D.REGION, D.USAGE_TYPE), (EC2,)),
        (D.REGION, (EC2, FAMILY, TYPE), (D.REGION, D.USAGE_TYPE), (EC2,)),
        (D.ACCOUNT, (EC2, FAMILY, REGION), (D.ACCOUNT, D.USAGE_TYPE), (EC2, REGION)),
        (D.CHARGE_TYPE, (EC2, FAMILY), (D.CHARGE_TYPE, D.USAGE_TYPE), (EC2,)),
        (D.OPERATION, (EC2, TYPE), (D.OPERATION, D.USAGE_TYPE), (EC2,)),
        (D.REGION, (EC2, OPERATION), (D.REGION, D.USAGE_TYPE), (EC2, OPERATION)),
        # what an answer groups by is excluded from it: the same answer serves with and without
        (D.SERVICE, (NOT_TAX_SERVICE,), OVERVIEW.group_by, ()),
        (D.CHARGE_TYPE, (NOT_TAX_SERVICE, NOT_TAX), OVERVIEW.group_by, ()),
        (D.REGION, (NOT_TAX_SERVICE,), (D.SERVICE, D.REGION), ()),
        (D.SERVICE, (NOT_REGION,), (D.SERVICE, D.REGION), ()),
        (D.USAGE_TYPE, (NOT_TAX_SERVICE,), (D.SERVICE, D.USAGE_TYPE), ()),
        (D.USAGE_TYPE, (EC2, NOT_TYPE), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.REGION, (EC2, NOT_TYPE), (D.REGION, D.USAGE_TYPE), (EC2,)),
        # by AWS otherwise
        (D.ACCOUNT, (NOT_REGION,), (D.SERVICE, D.ACCOUNT), (NOT_REGION,)),
        (D.REGION, (NOT_TAX,), (D.SERVICE, D.REGION), (NOT_TAX,)),
        # nothing is excluded where others are included
        (D.ACCOUNT, (REGION, NOT_REGION), (D.SERVICE, D.ACCOUNT), (REGION,)),
        (D.USAGE_TYPE, (NOT_TAX_SERVICE, EC2), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.REGION, (NOT_TAX_SERVICE, EC2, NOT_TYPE), (D.REGION, D.USAGE_TYPE), (EC2,)),
    ],
)
def test_the_question_behind_a_look(
    by: Dimension, filters: tuple[Filter, ...], group_by: tuple[Dimension, ...], where: tuple[Filter, ...]
) -> None:
    asked = CostQuery(group_by, where)
    assert wide(Focus(by, filters)) == asked
    usage = asked if D.CHARGE_TYPE in group_by else CostQuery(group_by, (*where, USAGE_ONLY))
    assert wide(Focus(by, filters, usage_only=True)) == usage


SERVICES = (EC2_COMPUTE, EC2_OTHER, "Amazon Simple Storage Service", "Tax")
VALUES = {
    D.SERVICE: SERVICES,
    D.USAGE_TYPE: ("EBS:VolumeUsage.gp3", "EU-EBS:VolumeUsage.gp3", "BoxUsage:m5.large", "NatGateway-Hours", ""),
    D.REGION: ("eu-west-1", "us-east-1", "NoRegion"),
    D.ACCOUNT: ("111122223333", "444455556666"),
    D.CHARGE_TYPE: ("Usage", "Credit", "Tax"),
    D.OPERATION: ("RunInstances", "CreateVolume-Gp3"),
}
FAMILIES = sorted({family(service, usage).name for service in SERVICES for usage in VALUES[D.USAGE_TYPE]})

lines = st.fixed_dictionaries({d: st.sampled_from(known) for d, known in VALUES.items()}).map(lambda d: Line(d, "Hrs"))


@st.composite
def focuses(draw: st.DrawFn) -> Focus:
    """Any look that an address can ask for: families only within services."""
    dimensions = st.sampled_from([*VALUES, D.FAMILY])
    by = draw(dimensions)
    filtered = draw(st.lists(st.tuples(dimensions, st.booleans()), max_size=4, unique=True))
    if D.FAMILY in (by, *(dimension for dimension, _ in filtered)) and (D.SERVICE, False) not in filtered:
        filtered.append((D.SERVICE, False))
    some = [
        Filter(d, tuple(draw(st.lists(st.sampled_from(VALUES.get(d, FAMILIES)), min_size=1, max_size=3))), exclude)
        for d, exclude in filtered
    ]
    return Focus(by, tuple(some), draw(st.booleans()))


def amount(line: int, day: date) -> int:
    """In book units; no two sums of different lines are the same."""
    return (-1) ** line * (3**line * 10**5 + day.toordinal()) * (line + day.day) % 10**12 - 10**11


def book_of(some: Sequence[Line]) -> Book:
    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        matrix = [[amount(n, day)] * len(COLUMNS) for n in range(len(some))]
        return np.array(matrix, dtype=np.int64).reshape(len(some), len(COLUMNS)), np.ones(len(some), dtype=bool)

    return Book(some, amounts)


def answer(book: Book, query: CostQuery) -> CostFrame:
    """As the ledger hands it over: by parts, each with its service where that is not grouped by."""
    frames = [frame(part.group_by, _rows(book, part)) for part in query.parts]
    dimensions = query.group_by
    if query.services and D.SERVICE not in dimensions:
        pairs = zip(frames, query.parts, strict=True)
        frames = [one.with_column(D.SERVICE, part.services[0]) for one, part in pairs]
        dimensions = (*dimensions, D.SERVICE)
    return CostFrame.joined(frames, dimensions)


def _rows(book: Book, query: CostQuery) -> list[Row]:
    return [(row.day, row.keys, row.amounts[0] / SCALE) for row in book.rows(query, PERIOD)]


def value(line: Line, dimension: Dimension) -> str:
    if dimension is D.FAMILY:
        return family(line.dimensions[D.SERVICE], line.dimensions[D.USAGE_TYPE]).name
    return line.dimensions[dimension]


def by_hand(some: Sequence[Line], focus: Focus) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for n, line in enumerate(some):
        wanted = all((value(line, f.dimension) in f.values) != f.exclude for f in focus.filters)
        if wanted and not (focus.usage_only and line.dimensions[D.CHARGE_TYPE] in ("Credit", "Refund", "Tax")):
            sums[value(line, focus.by)] += sum(amount(n, day) for day in PERIOD.dates)
    return sums


@pytest.mark.parametrize("asked", [wide, lean, all_at_once])
@settings(max_examples=200, deadline=None)
@given(some=st.lists(lines, max_size=14), focus=focuses())
def test_a_look_shows_what_the_lines_add_up_to(
    asked: Callable[[Focus], CostQuery], some: list[Line], focus: Focus
) -> None:
    costs = focus.within(answer(book_of(some), asked(focus)))
    table, expected = tabulate(costs, focus.by, Metric.UNBLENDED, PERIOD), by_hand(some, focus)
    assert set(table.names) == set(expected)
    for name, total in expected.items():
        assert abs(table.of(name) - total / SCALE) < 1e-6


@settings(deadline=None)
@given(focuses())
def test_cost_explorer_can_be_asked(focus: Focus) -> None:
    query = wide(focus)
    assert len(query.group_by) <= 2
    held = {*query.group_by, *((D.SERVICE,) if query.services else ())}
    needed = {focus.by, *(f.dimension for f in focus.filters)}
    assert (D.USAGE_TYPE if focus.by is D.FAMILY else focus.by) in held
    assert D.FAMILY not in needed or {D.SERVICE, D.USAGE_TYPE} <= held
    included = {f.dimension: set(f.values) for f in focus.filters if not f.exclude}
    for rule in focus.filters:
        idle = rule.exclude and included.get(rule.dimension, set(rule.values)).isdisjoint(rule.values)
        assert rule.dimension in held or rule in query.where or rule.dimension is D.FAMILY or idle


@pytest.mark.parametrize("asked", [wide, lean])
@settings(deadline=None)
@given(focus=focuses())
def test_only_what_was_seen_above_is_asked_for(asked: Callable[[Focus], CostQuery], focus: Focus) -> None:
    """Going down the guards in their order, no question holds a filter whose values were not looked for before.

    Usage types and operations of any service are not looked for: a list of them would cost more than their filter.
    """
    has_service = any(rule.chooses_services for rule in focus.filters)
    looked_for = {USAGE_ONLY, *(rule for rule in focus.filters if rule.dimension in FINE and not has_service)}
    for rule, above in focus.above(asked):
        assert above.by is rule.dimension
        assert above.usage_only == focus.usage_only
        assert set(asked(above).where) <= looked_for
        looked_for.add(rule)
    assert {rule for rule in asked(focus).where if not rule.exclude} <= looked_for


@pytest.mark.parametrize(
    ("by", "filters", "group_by", "where"),
    [
        (D.SERVICE, (), OVERVIEW.group_by, ()),
        (D.CHARGE_TYPE, (EC2,), OVERVIEW.group_by, ()),
        (D.ACCOUNT, (), (D.ACCOUNT,), ()),
        (D.ACCOUNT, (REGION, EC2), (D.ACCOUNT,), (REGION, EC2)),
        (D.SERVICE, (ACCOUNT,), (D.SERVICE,), (ACCOUNT,)),
        (D.CHARGE_TYPE, (ACCOUNT,), (D.CHARGE_TYPE,), (ACCOUNT,)),
        (D.USAGE_TYPE, (EC2,), (D.SERVICE, D.USAGE_TYPE), (EC2,)),
        (D.ACCOUNT, (EC2, FAMILY), (D.ACCOUNT, D.USAGE_TYPE), (EC2,)),
        (D.ACCOUNT, (NOT_ACCOUNT,), (D.ACCOUNT,), ()),
        (D.ACCOUNT, (NOT_ACCOUNT, NOT_TAX_SERVICE), (D.ACCOUNT,), (NOT_TAX_SERVICE,)),
        (D.SERVICE, (NOT_ACCOUNT,), (D.SERVICE,), (NOT_ACCOUNT,)),
    ],
)  # fmt: skip
def test_the_smallest_question(
    by: Dimension, filters: Filters, group_by: tuple[Dimension, ...], where: Filters
) -> None:
    query = lean(Focus(by, filters))
    assert set(query.group_by) == set(group_by)
    assert set(query.where) == set(where)


@settings(deadline=None)
@given(focuses())
def test_many_small_values_are_never_looked_for_in_all_services(focus: Focus) -> None:
    within_a_service = any(f.dimension is D.SERVICE and not f.exclude for f in focus.filters)
    for _, above in focus.above(wide):
        assert not (within_a_service and set(FINE) & set(wide(above).group_by)) or wide(above).services


def test_the_way_down_is_looked_at_step_by_step() -> None:
    by_service, by_family = Focus(D.SERVICE), Focus(D.FAMILY, (EC2,))
    assert Focus(D.FAMILY, (EC2,)).above(wide) == ((EC2, by_service),)
    assert Focus(D.REGION, (EC2, FAMILY)).above(wide) == ((EC2, by_service), (FAMILY, by_family))
    assert Focus(D.REGION, (FAMILY, EC2)).above(wide) == ((EC2, by_service), (FAMILY, by_family))
    assert Focus(D.USAGE_TYPE, (EC2, FAMILY)).above(wide) == ((EC2, by_service),)
    assert Focus(D.SERVICE, (EC2,)).above(wide) == ()


def test_a_value_that_the_answer_holds_is_looked_for_where_a_question_before_it_needs_it() -> None:
    usage = Filter(D.CHARGE_TYPE, ("Usage",))
    by_operation, by_charge = Focus(D.OPERATION, (EC2,)), Focus(D.CHARGE_TYPE, (EC2, OPERATION))
    look = Focus(D.CHARGE_TYPE, (EC2, OPERATION, usage, TYPE))
    assert look.above(wide) == (
        (EC2, Focus(D.SERVICE)),
        (OPERATION, by_operation),
        (usage, by_charge),
        (TYPE, Focus(D.USAGE_TYPE, (EC2, OPERATION, usage))),
    )


def test_an_excluded_value_is_not_looked_for() -> None:
    assert Focus(D.ACCOUNT, (NOT_REGION, EC2)).above(wide) == ((EC2, Focus(D.SERVICE)),)
    assert Focus(D.ACCOUNT, (NOT_REGION,)).above(wide) == ()


def test_a_renamed_service_is_excluded_under_all_its_names() -> None:
    old, new = "Amazon Elasticsearch Service", "Amazon OpenSearch Service"
    focus = Focus(D.ACCOUNT, (Filter(D.SERVICE, (old,), exclude=True),))
    assert focus.has_renamed_service
    assert set(focus.spelled([]).filters[0].values) == {old, new}


def test_families_are_named_after_service_and_usage_type() -> None:
    day = PERIOD.start
    pairs = [(EC2_OTHER, "EBS:VolumeUsage.gp3"), (EC2_OTHER, "EU-EBS:VolumeUsage.gp3"), ("Tax", "EBS:VolumeUsage.gp3")]
    costs = with_families(frame((D.SERVICE, D.USAGE_TYPE), [(day, pair, n) for n, pair in enumerate(pairs)]))
    assert list(costs.data["family"]) == ["EBS gp3 volumes", "EBS gp3 volumes", "Tax"]
    assert with_families(costs) is costs
    empty = with_families(CostFrame.empty((D.SERVICE, D.USAGE_TYPE)))
    assert empty.dimensions == (D.SERVICE, D.USAGE_TYPE, D.FAMILY)
    assert len(empty) == 0
