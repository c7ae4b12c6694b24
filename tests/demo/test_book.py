"""The book's sums, against a reckoning by hand."""

from collections import defaultdict
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.frame import MIXED_UNITS
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.demo.book import COLUMNS, Book, Line, Row

FIRST = date(2026, 2, 27)
PERIOD = Period(FIRST, date(2026, 3, 3))
DIMENSIONS = [Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT]
VALUES = st.sampled_from("abc")

lines = st.builds(
    Line, st.dictionaries(st.sampled_from(DIMENSIONS), VALUES, max_size=3), st.sampled_from(["Hrs", "GB"])
)
filters = st.builds(Filter, st.sampled_from(DIMENSIONS), st.lists(VALUES, min_size=1).map(tuple), st.booleans())
queries = st.builds(
    CostQuery,
    st.lists(st.sampled_from(DIMENSIONS), max_size=2, unique=True).map(tuple),
    st.lists(filters, max_size=3).map(tuple),
)


def known(line: int, day: date) -> bool:
    return (line + day.day) % 3 != 0


def amount(line: int, day: date, column: int) -> int:
    return (line + 1) * 10**15 * (-1 if column == 1 else 1) + day.toordinal() * 7 + column


def book_of(some: list[Line]) -> Book:
    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        matrix = [[amount(n, day, c) for c in range(len(COLUMNS))] for n in range(len(some))]
        exists = np.array([known(n, day) for n in range(len(some))], dtype=bool)
        return np.array(matrix, dtype=np.int64).reshape(len(some), len(COLUMNS)), exists

    return Book(some, amounts)


def by_hand(some: list[Line], query: CostQuery) -> list[Row]:
    rows = []
    chosen = [
        n
        for n, line in enumerate(some)
        if all((line.dimensions.get(f.dimension, "") in f.values) != f.exclude for f in query.where)
    ]
    groups = defaultdict(list)
    for n in chosen:
        groups[tuple(some[n].dimensions.get(d, "") for d in query.group_by)].append(n)
    for day in PERIOD.dates:
        for key in sorted(groups):
            here = [n for n in groups[key] if known(n, day)]
            units = {some[n].unit for n in groups[key]}
            sums = tuple(sum(amount(n, day, c) for n in here) for c in range(len(COLUMNS)))
            if here:
                rows.append(Row(day, key, sums, units.pop() if len(units) == 1 else MIXED_UNITS))
    return rows


@given(st.lists(lines, max_size=12), queries)
def test_rows_are_the_sums_by_day_and_key(some: list[Line], query: CostQuery) -> None:
    assert list(book_of(some).rows(query, PERIOD)) == by_hand(some, query)


def test_a_row_holds_plain_numbers() -> None:
    row = next(book_of([Line({}, "GB"), Line({}, "GB")]).rows(CostQuery(()), PERIOD))
    assert {type(n) for n in row.amounts} == {int}
    assert row.unit == "GB"
    assert type(row.day) is date


def test_a_filter_that_nothing_meets_leaves_nothing() -> None:
    query = CostQuery((Dimension.SERVICE,), (Filter(Dimension.SERVICE, ("z",)),))
    assert list(book_of([Line({Dimension.SERVICE: "a"}, "GB")]).rows(query, PERIOD)) == []
