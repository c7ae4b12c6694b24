"""What a person chooses with: periods, filters, the trail, kinds of chart. All of it is links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cloudsense import formatting
from cloudsense.costs.names import canonical
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import HISTORY_MONTHS, Month, Period, PeriodChoice, earliest
from cloudsense.costs.query import Dimension, Metric
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.state import ids
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import PLACE, Chart, Grain, Selection

RANGES = (
    ("7d", "7 days"),
    ("14d", "14 days"),
    ("30d", "30 days"),
    ("90d", "90 days"),
    ("this-month", "This month"),
    ("last-month", "Last month"),
)
METRICS = {
    Metric.UNBLENDED: "Unblended",
    Metric.AMORTIZED: "Amortized",
    Metric.NET_UNBLENDED: "Net unblended",
    Metric.NET_AMORTIZED: "Net amortized",
    Metric.BLENDED: "Blended",
}
CHARGES = {Charges.ALL: "All incl. credits", Charges.USAGE: "Usage only"}
CHARTS = {Chart.STACKED: "Stacked", Chart.BAR: "Bars", Chart.LINE: "Line", Chart.PIE: "Share"}
GRAINS = {Grain.AUTO: "Auto", Grain.DAILY: "Daily", Grain.WEEKLY: "Weekly", Grain.MONTHLY: "Monthly"}
GROUPINGS = (
    Dimension.SERVICE,
    Dimension.FAMILY,
    Dimension.USAGE_TYPE,
    Dimension.REGION,
    Dimension.ACCOUNT,
    Dimension.CHARGE_TYPE,
)


def ranges(selection: Selection, today: date) -> tuple[Node, ...]:
    """The period: common ones as links, any month, any day, any days."""
    return (
        _segments("Period", [(label, selection.with_period(text), text == selection.period) for text, label in RANGES]),
        _months(selection, today),
        _days(selection, today),
    )


def dates(choice: PeriodChoice) -> tuple[Node, ...]:
    """The days that are shown, once, with their time zone."""
    return (
        el("span", formatting.days(choice.period)),
        el("abbr", " UTC", title="All days are UTC days, as in AWS billing"),
    )


def filters(selection: Selection, labels: Labels, known: Mapping[Dimension, Sequence[str] | None]) -> tuple[Node, ...]:
    """The filter boxes; one whose values are not known yet offers to look them up."""
    boxes = [_filter(selection, dimension, labels, known.get(dimension)) for dimension in known]
    metrics = [
        (name, replace(selection, metric=metric), metric is selection.metric) for metric, name in METRICS.items()
    ]
    charges = [(name, replace(selection, charges=kind), kind is selection.charges) for kind, name in CHARGES.items()]
    return (*boxes, _box("Cost", metrics, "metric"), _box("Charges", charges, "charges"))


def trail(selection: Selection, labels: Labels) -> tuple[Node, ...]:
    """Where the person is: each step is a link back up."""
    if not selection.filters:
        return ()
    steps: list[Node] = [el("li", link(selection.up_to(0).search, "All services", id="crumb-0"))]
    for n, rule in enumerate(selection.filters, 1):
        name = labels.joined(rule.dimension, rule.values)
        sign = "is not " if rule.exclude else ""
        kind = el("small", f"{formatting.dimension(rule.dimension)} {sign}")
        last = n == len(selection.filters)
        here = el("span", kind, name, aria_current="page")
        steps.append(el("li", here if last else link(selection.up_to(n).search, kind, name, id=f"crumb-{n}")))
    return (el("ol", *steps, cls="trail"),)


def charts(selection: Selection, period: Period) -> tuple[Node, ...]:
    """What a bar stands for, where there can be several, and the kinds of chart."""
    kinds = [(name, replace(selection, chart=chart), chart is selection.chart) for chart, name in CHARTS.items()]
    grains = [
        (name, replace(selection, granularity=grain), grain is selection.granularity) for grain, name in GRAINS.items()
    ]
    has_bars = selection.chart is not Chart.PIE and period.days > 1
    return (*([_segments("Granularity", grains)] if has_bars else []), _segments("Chart", kinds))


def groupings(selection: Selection) -> tuple[Node, ...]:
    """What the costs are listed by."""
    filtered = selection.included
    offered = [d for d in GROUPINGS if d not in filtered and _fits(d, filtered)]
    current = selection.focus.by
    items = [
        (formatting.dimension(d), replace(selection, by=d), d is current)
        for d in ([current] if current not in offered else []) + offered
    ]
    return (_box("By", items, "by"),)


def _fits(dimension: Dimension, filtered: Collection[Dimension]) -> bool:
    """Families and usage types are listed within a service; of all services they would be many pages."""
    return dimension not in (Dimension.FAMILY, Dimension.USAGE_TYPE) or Dimension.SERVICE in filtered


def _segments(name: str, items: Iterable[tuple[str, Selection, bool]]) -> Node:
    links = [
        link(chosen.search, label, cls="on" if on else "", id=f"{name}-{label}".replace(" ", "-").lower())
        | ({"a": {**_attributes(chosen, label, name), "aria-current": "true"}} if on else {})
        for label, chosen, on in items
    ]
    return el("nav", *links, cls="segments", aria_label=name)


def _attributes(chosen: Selection, label: str, name: str) -> dict[str, str]:
    return {"href": chosen.search, "id": f"{name}-{label}".replace(" ", "-").lower()}


def _box(label: str, items: Sequence[tuple[str, Selection, bool]], name: str) -> Node:
    """A labelled list of addresses; the chosen one is selected."""
    return _select(label, [(text, chosen.search, on) for text, chosen, on in items], f"box-{name}")


def _select(label: str, options: Sequence[tuple[str, str, bool]], name: str) -> Node:
    nodes = [el("option", text, value=href, selected="selected" if on else None) for text, href, on in options]
    return el("label", el("span", label), el("select", *nodes, id=name, aria_describedby=ids.BOX_KEYS), cls="box")


def _filter(selection: Selection, dimension: Dimension, labels: Labels, values: Sequence[str] | None) -> Node:
    chosen = _by_name(dimension, selection.values(dimension))
    known = chosen | _by_name(dimension, [*(values or ()), *selection.values(dimension)])
    options = [("All", selection.without(dimension).search, not chosen)]
    if values is None and not chosen:
        options.append(
            (f"List {formatting.dimension(dimension, plural=True).lower()} …", _listed(selection, dimension), False)
        )
    if len(chosen) > 1:
        options.append((f"{len(chosen)} selected", selection.search, True))
    names = sorted(known, key=lambda name: labels(dimension, name).lower())
    addresses = ((name, selection.into(dimension, known[name])) for name in names)
    options += [(labels(dimension, name), href, [*chosen] == [name]) for name, href in addresses if href]
    return _select(formatting.dimension(dimension), options, f"box-{dimension.value}")


def _by_name(dimension: Dimension, values: Iterable[str]) -> dict[str, set[str]]:
    """Values as AWS spells them, those of a renamed service together."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for value in values:
        found[canonical(value) if dimension is Dimension.SERVICE else value].add(value)
    return found


def _listed(selection: Selection, dimension: Dimension) -> str:
    return replace(selection, by=dimension).search


def _months(selection: Selection, today: date) -> Node:
    this = Month.of(today)
    months = [this.plus(-n) for n in range(HISTORY_MONTHS + 1)]
    chosen = selection.period if selection.period in {str(m) for m in months} else ""
    options = [("Month", selection.search, not chosen)]
    options += [
        (f"{formatting.month(m.first)} {m.year}", selection.with_period(str(m)).search, str(m) == chosen)
        for m in months
    ]
    return el("div", _select("Month", options, "box-month"), cls="bare" + (" on" if chosen else ""))


def _days(selection: Selection, today: date) -> Node:
    """A first and a last day; the browser fills the address in, and what it costs. The same day twice is one day."""
    first, _, last = selection.period.partition("..")
    chosen = first[:4].isdigit() and len(first) == 10
    limits = {"min": earliest(today).isoformat(), "max": today.isoformat()}
    start = el("input", type="date", aria_label="First day", id="first-day", value=first if chosen else "", **limits)
    end = el(
        "input", type="date", aria_label="Last day", id="last-day", value=(last or first) if chosen else "", **limits
    )
    return el(
        "form",
        start,
        el("span", "–", aria_hidden="true"),
        end,
        el("button", "Show", type="submit", id="show-days"),
        el("abbr", cls="cents", id="days-price", role="status", title="Price of the AWS requests for these days"),
        cls="days" + (" on" if chosen else ""),
        data_href=selection.with_period(PLACE).search,
        aria_label="Days",
    )
