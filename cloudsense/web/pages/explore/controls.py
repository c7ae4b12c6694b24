"""Controls of Explore: groups, amounts, columns, chart, and *Run* with its price."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.dimension import DIMENSIONS, FILTER_ONLY, GROUPED_ON_REQUEST, Dimension
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import has_hours
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Filter
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import key_menus
from cloudsense.web.components.buttons import action_button
from cloudsense.web.components.choices import LabeledChoice, choices, menu, segments
from cloudsense.web.components.controls import CHARGES, METRICS, costs
from cloudsense.web.pages.explore.answers import ExploreAnswers, is_answered
from cloudsense.web.pages.explore.commands import written
from cloudsense.web.state.address_words import Chart, ChartGranularity, Show
from cloudsense.web.state.labels import Labels
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


def question(answers: ExploreAnswers, labels: Labels) -> list[Node]:
    """Describe in words what is asked."""
    selection, focus = answers.selection, answers.focus
    grouped_by = formatting.dimension(focus.by)
    if focus.then:
        grouped_by += f", then {formatting.noun(focus.then)}"
    column = GRANULARITIES[ChartGranularity(answers.granularity.value)].lower()
    measure = _measure(selection)
    period = formatting.days(answers.choice.period)
    days = el("span", period, cls="unbroken")
    what = el("p", f"{measure} · by {column} · ", days)
    nodes = [el("h2", grouped_by), what]
    rules = [_rule(rule, labels) for rule in selection.filters]
    if rules:
        nodes.append(el("ul", *rules))
    return nodes


def _measure(selection: Selection) -> str:
    """Return `Unblended cost, usage only`."""
    said = SHOWN[selection.show]
    if selection.show is not Show.USAGE_QUANTITY:
        metric = METRICS[selection.metric]
        said = f"{metric} {said.lower()}"
    if selection.charges is Charges.ALL:
        return said
    charges = CHARGES[selection.charges].lower()
    return f"{said}, {charges}"


def _rule(rule: Filter, labels: Labels) -> Node:
    sign = "is not" if rule.exclude else "is"
    title = formatting.dimension(rule.dimension)
    names = labels.joined(rule.dimension, rule.values)
    return el("li", f"{title} {sign} ", el("strong", names))


def groups(answers: ExploreAnswers) -> tuple[Node, ...]:
    """Build the choices of the first and the second grouping."""
    selection, by, then = answers.selection, answers.focus.by, answers.focus.then
    offered = _offered(answers)
    firsts: list[LabeledChoice] = []
    for each in offered:
        second = by if each is then else then
        chosen = grouped(selection, each, second)
        firsts.append((formatting.dimension(each), chosen, each is by))
    alone = grouped(selection, by, None)
    seconds: list[LabeledChoice] = [("Nothing", alone, then is None)]
    for each in offered:
        if each is not by and _go_together(selection, by, each):
            chosen = grouped(selection, by, each)
            seconds.append((formatting.dimension(each), chosen, each is then))
    typed_first = key_menus.menu_props(selection, answers.keys)
    typed_second = key_menus.menu_props(selection, answers.keys, by)
    return (
        menu("group", "Group by", firsts, typed_first),
        menu("then", "then by", seconds, typed_second),
    )


def grouped(selection: Selection, by: Dimension, then: Dimension | None) -> Selection:
    """Group a selection. The second grouping is dropped if it can't be combined with the first."""
    if then and not _go_together(selection, by, then):
        then = None
    return replace(selection, by=by, then=then)


def _go_together(selection: Selection, by: Dimension, then: Dimension) -> bool:
    return not replace(selection, by=by, then=then).focus.needs_too_many


def _offered(answers: ExploreAnswers) -> list[Dimension]:
    """Return the usual dimensions, then cached tag keys and cost categories, then all others."""
    focus = answers.focus
    filtered = [rule.dimension for rule in answers.selection.filters]
    known = [*key_menus.groupings(answers.keys), *filtered]
    tags = [each for each in known if each.can_be_absent]
    others = [each for each in DIMENSIONS if each not in FILTER_ONLY | GROUPED_ON_REQUEST]
    every = [*USUAL, *tags, *others, *focus.grouped]
    found = dict.fromkeys(every)
    has_service = Dimension.SERVICE in answers.selection.included
    return [each for each in found if has_service or each not in WITHIN_SERVICES]


def options(answers: ExploreAnswers) -> tuple[Node, ...]:
    """Build the choices of the metric and of columns."""
    shown = choices(SHOWN, answers.selection, "show")
    return (
        menu("show", "Show", shown),
        costs(answers.selection, "explore-metric", "Metric"),
        segments("Columns", _granularities(answers)),
    )


def charts(answers: ExploreAnswers) -> tuple[Node, ...]:
    """Build the choices of the number of names and of the kind of chart. Unit prices do not add up,
    so they are always lines."""
    selection = answers.selection
    offered = sorted({*TOPS, selection.top})
    counts = {count: str(count) for count in offered}
    top = menu("top", "Top", choices(counts, selection, "top"))
    if selection.show is not Show.UNIT_PRICE:
        return top, segments("Explore chart", choices(CHARTS, selection, "chart"))
    is_weekdays = selection.chart is Chart.WEEKDAY
    shown = replace(selection, chart=Chart.WEEKDAY if is_weekdays else Chart.LINE)
    kinds = {chart: CHARTS[chart] for chart in (Chart.LINE, Chart.WEEKDAY)}
    return top, segments("Explore chart", choices(kinds, shown, "chart"))


def _granularities(answers: ExploreAnswers) -> list[LabeledChoice]:
    """Return the granularities. Hours link to a week that has them if the period has none."""
    found: list[LabeledChoice] = []
    for value, name in GRANULARITIES.items():
        chosen = replace(answers.selection, granularity=value)
        if value is ChartGranularity.HOURLY:
            if not answers.offers_hours:
                continue
            if not has_hours(answers.choice.period, answers.today):
                chosen = chosen.with_period(PERIOD_OF_HOURS)
        is_on = Granularity(value.value) is answers.granularity
        found.append((name, chosen, is_on))
    return found


def saved_views(answers: ExploreAnswers) -> Node:
    """Build the menu of saved views, which also saves them."""
    references = answers.selection.references
    views = []
    for view in answers.views.views:
        href = written(view, references)
        views.append({"name": view.name, "href": href})
    props = {
        "id": "saved",
        "views": views,
        "problem": answers.views_failure or answers.views.damaged,
        "longest": LONGEST_NAME,
    }
    return {"t": "saved-views", "p": props}


def run(answers: ExploreAnswers) -> list[Node]:
    """Build *Run* with its price. It stays while AWS is asked, to keep the focus."""
    if isinstance(answers.main, AddressError):
        return []
    price = answers.price_to_confirm.tag if answers.price_to_confirm else ""
    cost = el("span", price or "Cached, no cost", cls="run-price")
    if answers.progress:
        cost = el("span", "Asking AWS …", cls="run-price asking")
    is_known = is_answered(answers.main) or answers.absent_filter is not None
    look = "btn-primary" if price else "btn-outline-secondary"
    needed = "" if is_known else " run-needed"  # fades the previous results
    look = f"btn btn-sm {look}{needed}"
    label = "Run again" if is_known else "Run"
    return [cost, action_button(label, "ask", "run", look)]
