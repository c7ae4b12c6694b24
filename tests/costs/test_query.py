"""Questions: what can be grouped and filtered by, and by what name an answer is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.dimension import ABSENT, LONGEST_CATEGORY
from cloudsense.costs.query import DIMENSIONS, OVERVIEW, CostQuery, Dimension, Filter

ASKABLE = [d for d in DIMENSIONS if d is not Dimension.FAMILY]
values = st.text(alphabet="ab| \\=!", min_size=1, max_size=5)
keys = (values | st.text("a=x |\\:$@é🦊", min_size=1)).map(lambda key: key[:LONGEST_CATEGORY])
keys = keys.filter(lambda key: not key.endswith("!"))
named = keys.map(Dimension.tag) | keys.map(Dimension.cost_category)
dimensions = st.sampled_from(ASKABLE) | named
filters = st.builds(
    Filter, dimensions, st.lists(values | st.just(ABSENT), min_size=1, max_size=3).map(tuple), st.booleans()
)
queries = st.builds(
    CostQuery,
    st.lists(dimensions, max_size=2, unique=True).map(tuple),
    st.lists(filters, max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("group_by", "where", "why"),
    [
        ((Dimension.SERVICE, Dimension.SERVICE), (), "only once"),
        ((Dimension.FAMILY,), (), "families"),
        ((), (Filter(Dimension.FAMILY, ("EBS",)),), "families"),
    ],
)
def test_what_no_source_can_answer_is_no_question(
    group_by: tuple[Dimension, ...], where: tuple[Filter, ...], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        CostQuery(group_by, where)


def test_a_filter_needs_a_value() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        Filter(Dimension.REGION, ())


def test_the_order_of_values_and_filters_does_not_matter() -> None:
    one, other = Filter(Dimension.REGION, ("b", "a", "b")), Filter(Dimension.AZ, ("x",))
    assert one == Filter(Dimension.REGION, ("a", "b"))
    assert CostQuery((), (one, other)) == CostQuery((), (other, one, other))


@settings(deadline=None)
@given(queries, queries)
def test_two_questions_share_a_name_only_if_they_are_the_same(one: CostQuery, other: CostQuery) -> None:
    assert (one.name == other.name) == (one == other)


@settings(deadline=None)
@given(values, values, values)
def test_no_value_can_pass_for_another_question(a: str, b: str, c: str) -> None:
    together = CostQuery((), (Filter(Dimension.AZ, (a, f"{b}|{c}")),))
    apart = CostQuery((), (Filter(Dimension.AZ, (a, b, c)),))
    inside = CostQuery((), (Filter(Dimension.AZ, (f"{a} region={b}",)),))
    beside = CostQuery((), (Filter(Dimension.AZ, (a,)), Filter(Dimension.REGION, (b,))))
    assert len({query.name for query in (together, apart, inside, beside)}) == 4


def test_a_name_can_be_read() -> None:
    assert CostQuery(()).name == "total"
    assert OVERVIEW.name == "service x charge-type"
    query = CostQuery((Dimension.USAGE_TYPE,), (Filter(Dimension.SERVICE, ("EC2 - Other",)),))
    assert query.name == "usage-type service=EC2\\ -\\ Other"
    assert CostQuery((), (Filter(Dimension.CHARGE_TYPE, ("Tax",), exclude=True),)).name == "total charge-type!=Tax"


@settings(deadline=None)
@given(queries)
def test_parts_cover_the_services_one_by_one(query: CostQuery) -> None:
    if query.services:
        assert [part.services for part in query.parts] == [(service,) for service in query.services]
        assert all(part.group_by == query.group_by for part in query.parts)
        assert all(part.about(query.services) == query for part in query.parts if _one_service_filter(query))
    else:
        assert query.parts == (query,)


def _one_service_filter(query: CostQuery) -> bool:
    return sum(f.dimension is Dimension.SERVICE and not f.exclude for f in query.where) == 1


def test_services_left_out_are_not_services_limited_to() -> None:
    query = CostQuery((), (Filter(Dimension.SERVICE, ("Tax",), exclude=True),))
    assert query.services == ()
    assert query.about(("EC2",)).where == (
        Filter(Dimension.SERVICE, ("EC2",)),
        Filter(Dimension.SERVICE, ("Tax",), exclude=True),
    )


@given(queries)
def test_a_name_leads_back_to_its_question(query: CostQuery) -> None:
    assert CostQuery.parse(query.name) == query


@given(st.text(max_size=30) | st.text(alphabet="abregion=!x |\\\\", max_size=30))
def test_what_is_no_name_is_no_question(name: str) -> None:
    try:
        query = CostQuery.parse(name)
    except ValueError:
        return
    assert query.name == name


@pytest.mark.parametrize(
    "name", ["", "x", "total x service", "service x", "family", "total family=EBS", "a day of costs"]
)
def test_these_are_no_names(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - an enum says it in its own words
        CostQuery.parse(name)
