"""Which rows of a table a search finds, in what order: the browser's examples, and a second opinion."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.figures.table_data import Cell, TableData, TableRow, TableState, arranged

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "scripts" / "cost_table_rows.json").read_text(encoding="utf-8")
)


def row(name: str, sort: float | str | None = None, **more: str) -> TableRow:
    return TableRow(id=name, name=name, cells={"cost": Cell(text="", sort=sort)}, **more)


@pytest.mark.parametrize("example", EXAMPLES["found"], ids=lambda example: f"{example['find']} {example['texts']}")
def test_examples_of_searches(example: dict[str, Any]) -> None:
    first, *others = example["texts"]
    data = TableData((), (row(first, title="".join(others)), row("".join(others) or first, note=first)))
    expected = [0, 1] if example["is_found"] else []
    assert arranged(data, TableState(find=example["find"])) == expected


@pytest.mark.parametrize("example", EXAMPLES["ordered"], ids=lambda example: example["why"])
def test_examples_of_orders(example: dict[str, Any]) -> None:
    data = TableData((), tuple(row(str(n), value) for n, value in enumerate(example["values"])))
    assert arranged(data, TableState("cost", example["falling"])) == example["order"]


def test_names_are_ordered_without_regard_to_case() -> None:
    names = EXAMPLES["names"]["values"]
    data = TableData((), tuple(map(row, names)))
    for word in ("rising", "falling"):
        order = arranged(data, TableState("name", word == "falling"))
        assert [names[n] for n in order] == EXAMPLES["names"][word]


def test_rows_stay_as_they_are_given_until_a_column_is_chosen() -> None:
    data = TableData((), (row("a", 1.0), row("b", 3.0), row("c", 2.0)))
    assert arranged(data, TableState()) == [0, 1, 2]
    assert arranged(data, TableState("cost")) == [1, 2, 0]


@given(st.lists(st.none() | st.floats(allow_nan=False)), st.booleans())
def test_every_row_is_there_once_and_unknown_ones_are_last(values: list[float | None], falling: bool) -> None:
    data = TableData((), tuple(row(str(n), value) for n, value in enumerate(values)))
    order = arranged(data, TableState("cost", falling))
    assert sorted(order) == list(range(len(values)))
    known = [values[n] for n in order if values[n] is not None]
    assert known == sorted(known, reverse=falling)
    assert all(values[n] is None for n in order[len(known) :])


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_star_stands_for_any_text(find: str, name: str) -> None:
    pattern = ".*".join(map(re.escape, find.split("*")))
    expected = re.fullmatch(pattern, name) if "*" in find else re.search(pattern, name)
    assert bool(arranged(TableData((), (row(name),)), TableState(find=find))) == bool(expected)
