"""Whatever things are called: the browser is given text and addresses of its own, and nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from drawn import elements, hrefs, into, known_to_the_browser
from frames import compared, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import breakdown as rows_of
from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.daily import Daily
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Month, choose
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown, budget_tile, changes, families, theme, tiles, trend
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.nodes import el, link, text
from cloudsense.figures.scope import Scope
from cloudsense.figures.style import Style
from cloudsense.figures.table_data import TableData
from cloudsense.figures.view import View

TODAY = date(2026, 11, 23)
HOSTILE = (
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' onclick='alert(1)",
    "?period=7d&evil",
    "//example.com",
    "url(https://example.com)",
    "%{y}",
)
STYLES = {"w", "h", "at", "fill"}


def views(names: tuple[str, ...]) -> Iterator[View]:
    """Every kind of view, about costs that go by `names`."""
    choice = choose("7d", TODAY)
    now = table(choice.period, {name: 20.0 - n for n, name in enumerate(names)})
    before = table(choice.before, {name: 10.0 + n for n, name in enumerate(names)})
    comparison = compared(now, before, choice)
    colour, rows = theme.colours(now.names, now.names), rows_of(now, comparison.changes)
    days = [Month.of(TODAY).first + timedelta(days=n) for n in range(23)]
    end = project_month(Daily(dict.fromkeys(days, 10.0), {}, {}), TODAY)
    yield tiles.total(now, comparison, choice, "USD")
    yield tiles.average(now, TODAY, "USD")
    yield tiles.month(end, "USD", Scope(True, ("amortized",)))
    yield tiles.month(project_month(Daily({}, {}, {}), TODAY), "USD")
    yield tiles.month(None, "USD")
    yield tiles.unknown("This month", "?period=this-month", Scope(True))
    yield budget_tile.unset()
    yield budget_tile.unset(Scope(True), "$5")
    for spent in (60.0, 100.0, 150.0):
        yield budget_tile.view(BudgetStatus(100.0, spent, end.month, 140.0, TODAY), "USD")
    for kind in ("stacked", "bar", "line", "pie"):
        style = Style("USD", str, colour, into, lambda name: into(name or "all"), str)
        yield trend.view(now, kind, Granularity.DAILY, TODAY, style)
    yield changes.view(rows, comparison, "USD", str, into)
    yield changes.view(rows, comparison, "USD", str, lambda name: None)
    yield families.view(now, {}, 100.0, "USD", lambda name: into(name) or "?", "?")
    yield breakdown.view(rows, Dimension.USAGE_TYPE, "USD", str)


def table_of(names: tuple[str, ...]) -> TableData:
    """The table of the same costs."""
    choice = choose("7d", TODAY)
    now = table(choice.period, {name: 20.0 - n for n, name in enumerate(names)})
    comparison = compared(now, table(choice.before, dict.fromkeys(names, 10.0)), choice)
    style = RowStyle("USD", str, colour=theme.colours(now.names, now.names), into=into)
    rows = rows_of(now, comparison.changes)
    return breakdown.table(rows, now, comparison, Dimension.USAGE_TYPE, style)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner)


@pytest.mark.parametrize("names", [(), ("EC2",), HOSTILE, (*HOSTILE, *(f"s{n}" for n in range(20)))])
def test_the_browser_knows_every_tag_and_attribute(names: tuple[str, ...]) -> None:
    tags, is_drawn = known_to_the_browser()
    assert {"div", "span", "a"} <= tags
    assert all(map(is_drawn, ("href", "role", "aria-label", "data-do", *STYLES)))
    assert not any(map(is_drawn, ("style", "src", "onclick", "srcdoc", "target")))
    for view in views(names):
        for node in elements(view):
            assert set(node) <= {"t", "c", "a", "x"}
            assert node["t"] in tags
            assert all(map(is_drawn, node.get("a", {})))
            assert all(isinstance(value, str) for value in node.get("a", {}).values())


def test_every_link_leads_to_the_page_itself() -> None:
    found = [href for view in views(HOSTILE) for href in _all_hrefs(view)]
    found += [str(row["href"]) for row in table_of(HOSTILE).rows]
    assert len(found) > 50
    assert all(href.startswith("?") and not set(href) & set("<>\"' ") for href in found)


def _all_hrefs(view: View) -> Iterator[str]:
    yield from hrefs(view)
    for trace in (view.figure or {}).get("data", ()):
        meta = trace["meta"]
        yield from filter(None, [meta.get("href"), meta.get("open"), *meta.get("hrefs", ())])


def test_a_name_is_text_and_nothing_but_text() -> None:
    for view in views(HOSTILE):
        for node in elements(view):
            told = {name: value for name, value in node.get("a", {}).items() if name not in ("href", "aria-label")}
            assert not any(name in said for name in HOSTILE for said in (*told.values(), node.get("c", ""), node["t"]))
    for row in table_of(HOSTILE).rows:
        drawn = {key: value for key, value in row.items() if key not in ("id", "name", "title")}
        assert not any(name in said for name in HOSTILE for said in strings(drawn))


def test_plotly_reads_no_names() -> None:
    """It takes tags and `%{...}` for its own; the page shows names as text."""
    for view in views(HOSTILE):
        for trace in (view.figure or {}).get("data", ()):
            read = [trace.get("hovertemplate", ""), *trace.get("text", ()), *trace.get("labels", ())]
            assert not any(set(said) & set("<>") for said in read)


def test_every_view_has_a_sentence_that_ends() -> None:
    for names in ((), ("EC2",), HOSTILE):
        for view in views(names):
            assert view.sentence.endswith(".")
            assert ".." not in view.sentence
            assert "  " not in view.sentence


@settings(deadline=None)
@given(st.text(), st.text())
def test_an_element_keeps_text_apart_from_attributes(said: str, value: str) -> None:
    node = el("span", said, None, "", el("i"), cls="note", aria_label=value, for_="x", title=None, data_href=5)
    assert node["a"] == {"aria-label": value, "for": "x", "data-href": "5"}
    assert node["c"] == "note"
    assert text(node) == said
    assert [child for child in node["x"] if child != {"t": "i"}] == ([said] if said else [])


def test_an_element_without_anything_is_a_tag() -> None:
    assert el("ul") == {"t": "ul"}
    assert link("?period=7d", "a week") == {"t": "a", "a": {"href": "?period=7d"}, "x": ["a week"]}
    assert text(None) == ""
