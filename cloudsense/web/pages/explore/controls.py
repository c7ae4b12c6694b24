"""Controls of Explore: groups, amounts, columns, chart, and *Run* with its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.dimension import DIMENSIONS, FILTER_ONLY, GROUPED_ON_REQUEST, Dimension
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import has_hours
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Filter
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import keys
from cloudsense.web.components.controls import CHARGES, METRICS, Item, costs, menu, segments
from cloudsense.web.pages.explore.answers import ExploreReading, is_answered
from cloudsense.web.pages.explore.commands import written
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.options import Chart, ChartGranularity, Show
from cloudsense.web.state.saved_views import LONGEST_NAME
from cloudsense.web.state.selection import Selection

USUAL = (
    Dimension.SERVICE,
    Dimension.ACCOUNT,
    Dimension.REGION,
    Dimension.FAMILY,
    Dimension.USAGE_TYPE,
    Dimension.CHARGE_TYPE,
)
"""Dimensions offered first."""
SHOWN = {
    Show.COST: "Cost",
    Show.USAGE_QUANTITY: "Usage quantity",
    Show.UNIT_PRICE: "Unit price",
}
GRANULARITIES = {
    ChartGranularity.HOURLY: "Hour",
    ChartGranularity.DAILY: "Day",
    ChartGranularity.WEEKLY: "Week",
    ChartGranularity.MONTHLY: "Month",
}
CHARTS = {
    Chart.STACKED: "Stacked",
    Chart.LINE: "Lines",
    Chart.SHARE: "Share",
    Chart.WEEKDAY: "Weekdays",
}
PERIOD_OF_HOURS = "7d"
TOPS = (5, 10, 15, 20)


def question(reading: ExploreReading, labels: Labels) -> list[Node]:
    """Describe in words what is asked."""
    selection, grouped_by = reading.selection, reading.focus.grouped
    by = formatting.dimension(grouped_by[0])
    then = "".join(f", then {formatting.noun(each)}" for each in grouped_by[1:])
    column = GRANULARITIES[ChartGranularity(reading.granularity.value)].lower()
    days = el("span", formatting.days(reading.choice.period), cls="unbroken")
    said = [el("h2", by, then), el("p", f"{_measure(selection)} · by {column} · ", days)]
    rules = [_rule(rule, labels) for rule in selection.filters]
    return [*said, el("ul", *rules)] if rules else said


def _measure(selection: Selection) -> str:
    """Return `Unblended cost, usage only`."""
    charges = "" if selection.charges is Charges.ALL else f", {CHARGES[selection.charges].lower()}"
    if selection.show is Show.USAGE_QUANTITY:
        return f"{SHOWN[selection.show]}{charges}"
    return f"{METRICS[selection.metric]} {SHOWN[selection.show].lower()}{charges}"


def _rule(rule: Filter, labels: Labels) -> Node:
    sign = "is not" if rule.exclude else "is"
    names = labels.joined(rule.dimension, rule.values)
    return el("li", f"{formatting.dimension(rule.dimension)} {sign} ", el("strong", names))


def groups(reading: ExploreReading) -> tuple[Node, ...]:
    """Build the choices of the first and the second grouping."""
    selection, focus = reading.selection, reading.focus
    offered = _offered(reading)
    by: list[Item] = []
    for each in offered:
        chosen = grouped(selection, each, focus.by if each is focus.then else focus.then)
        by.append((formatting.dimension(each), chosen, each is focus.by))
    then: list[Item] = [("Nothing", grouped(selection, focus.by, None), focus.then is None)]
    for each in offered:
        if each is not focus.by and _go_together(selection, focus.by, each):
            chosen = grouped(selection, focus.by, each)
            then.append((formatting.dimension(each), chosen, each is focus.then))
    first = keys.menu_props(selection, reading.keys)
    second = keys.menu_props(selection, reading.keys, focus.by)
    return menu("group", "Group by", by, first), menu("then", "then by", then, second)


def grouped(selection: Selection, by: Dimension, then: Dimension | None) -> Selection:
    """Group a selection. The second grouping is dropped if it can't be combined with the first."""
    if then and not _go_together(selection, by, then):
        then = None
    return replace(selection, by=by, then=then)


def _go_together(selection: Selection, by: Dimension, then: Dimension) -> bool:
    return not replace(selection, by=by, then=then).focus.needs_too_many


def _offered(reading: ExploreReading) -> list[Dimension]:
    """Return the usual dimensions, then cached tag keys and cost categories, then all others."""
    focus = reading.focus
    known = [*keys.groupings(reading.keys), *(rule.dimension for rule in reading.selection.filters)]
    tags = [each for each in known if each.can_be_absent]
    others = [each for each in DIMENSIONS if each not in FILTER_ONLY | GROUPED_ON_REQUEST]
    found = dict.fromkeys([*USUAL, *tags, *others, *focus.grouped])
    has_service = Dimension.SERVICE in reading.selection.included
    return [each for each in found if has_service or each not in WITHIN_SERVICES]


def options(reading: ExploreReading) -> tuple[Node, ...]:
    """Build the choices of the metric and of columns."""
    shown = _choices(SHOWN, reading.selection, "show")
    return (
        menu("show", "Show", shown),
        costs(reading.selection, "explore-metric", "Metric"),
        segments("Columns", _granularities(reading)),
    )


def charts(reading: ExploreReading) -> tuple[Node, ...]:
    """Build the choices of the number of names and of the kind of chart. Unit prices do not add up,
    so they are always lines."""
    selection = reading.selection
    counts = {count: str(count) for count in sorted({*TOPS, selection.top})}
    top = menu("top", "Top", _choices(counts, selection, "top"))
    if selection.show is not Show.UNIT_PRICE:
        return top, segments("Explore chart", _choices(CHARTS, selection, "chart"))
    is_weekdays = selection.chart is Chart.WEEKDAY
    lines = replace(selection, chart=Chart.LINE)
    weekdays = replace(selection, chart=Chart.WEEKDAY)
    items: list[Item] = [
        (CHARTS[Chart.LINE], lines, not is_weekdays),
        (CHARTS[Chart.WEEKDAY], weekdays, is_weekdays),
    ]
    return top, segments("Explore chart", items)


def _granularities(reading: ExploreReading) -> list[Item]:
    """Return the granularities. Hours link to a week that has them if the period has none."""
    found: list[Item] = []
    for value, name in GRANULARITIES.items():
        chosen = replace(reading.selection, granularity=value)
        if value is ChartGranularity.HOURLY:
            if not reading.offers_hours:
                continue
            if not has_hours(reading.choice.period, reading.today):
                chosen = chosen.with_period(PERIOD_OF_HOURS)
        found.append((name, chosen, Granularity(value.value) is reading.granularity))
    return found


def _choices(names: Mapping[Any, str], selection: Selection, field: str) -> list[Item]:
    found: list[Item] = []
    for value, name in names.items():
        is_on = getattr(selection, field) == value
        found.append((name, replace(selection, **{field: value}), is_on))
    return found


def saved_views(reading: ExploreReading) -> Node:
    """Build the menu of saved views, which also saves them."""
    references = reading.selection.references
    views = [{"name": view.name, "href": written(view, references)} for view in reading.views.views]
    props = {
        "id": "saved",
        "views": views,
        "problem": reading.views_failure or reading.views.damaged,
        "longest": LONGEST_NAME,
    }
    return {"t": "saved-views", "p": props}


def run(reading: ExploreReading) -> list[Node]:
    """Build *Run* with its price. It stays while AWS is asked, to keep the focus."""
    if isinstance(reading.main, AddressError):
        return []
    price = reading.unasked.tag if reading.unasked else ""
    cost = el("span", price or "Cached, no cost", cls="run-price")
    if reading.progress:
        cost = el("span", "Asking AWS …", cls="run-price asking")
    is_known = is_answered(reading.main) or reading.absent_filter is not None
    look = "btn-primary" if price else "btn-outline-secondary"
    needed = "" if is_known else " run-needed"  # fades the previous results
    look = f"btn btn-sm {look}{needed}"
    label = "Run again" if is_known else "Run"
    return [cost, el("button", label, id="run", type="button", cls=look, data_do="ask")]
