"""Props and nodes of the controls: period, filters, options, chart. Each choice is an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from cloudsense import formatting
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import Period, PeriodChoice, choose
from cloudsense.costs.query import DIMENSIONS, Dimension, Metric
from cloudsense.costs.questions import WITHIN_SERVICES, comparable
from cloudsense.costs.stepping import step
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.api_spend import Progress
from cloudsense.web.components import key_menus, messages
from cloudsense.web.components.choices import choices, menu, section, segments
from cloudsense.web.queries.known_keys import KnownKeys
from cloudsense.web.state.address_words import Chart, ChartGranularity
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import PLACEHOLDER, Selection

PRESETS = (
    ("7d", "Last 7 days"),
    ("14d", "Last 14 days"),
    ("30d", "Last 30 days"),
    ("90d", "Last 90 days"),
    ("13w", "Last 13 weeks"),
    ("this-month", "This month"),
    ("last-month", "Last month"),
    ("this-quarter", "This quarter"),
    ("last-quarter", "Last quarter"),
    ("this-year", "This year"),
    ("12m", "Last 12 months"),
)
METRICS = {
    Metric.UNBLENDED: "Unblended",
    Metric.AMORTIZED: "Amortized",
    Metric.NET_UNBLENDED: "Net unblended",
    Metric.NET_AMORTIZED: "Net amortized",
    Metric.BLENDED: "Blended",
}
CHARGES = {Charges.ALL: "All incl. credits", Charges.USAGE: "Usage only"}
CHARTS = {
    Chart.STACKED: "Stacked",
    Chart.BAR: "Bars",
    Chart.LINE: "Line",
    Chart.PIE: "Share",
}
GRANULARITIES = {
    ChartGranularity.AUTO: "Auto",
    ChartGranularity.DAILY: "Daily",
    ChartGranularity.WEEKLY: "Weekly",
    ChartGranularity.MONTHLY: "Monthly",
}
GROUPINGS = (
    Dimension.SERVICE,
    Dimension.FAMILY,
    Dimension.USAGE_TYPE,
    Dimension.REGION,
    Dimension.ACCOUNT,
    Dimension.CHARGE_TYPE,
)
ALWAYS_OFFERED = (Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT)
"""Filters that usually have buttons. The others are under *Add filter* until they are used."""


def period(
    selection: Selection, choice: PeriodChoice, today: date, complete_to: str
) -> Mapping[str, Any]:
    """Return the props of the `PeriodPicker`."""
    shown = choice.period
    return {
        "label": _preset_label(selection.period, choice),
        "dates": formatting.days(shown),
        "first": shown.start.isoformat(),
        "last": shown.last.isoformat(),
        "template": selection.with_period(PLACEHOLDER).search,
        "earliest": choice.earliest.isoformat(),
        "latest": today.isoformat(),
        "today": today.isoformat(),
        "complete_to": complete_to,
        "presets": presets(selection, today, choice.earliest),
        "current": selection.period,
        "back": _stepped(selection, today, -1, choice.earliest),
        "forth": _stepped(selection, today, 1, choice.earliest),
    }


def _preset_label(text: str, choice: PeriodChoice) -> str:
    """Return `Last 30 days`, `October 2026`, or `12 days` (the dates are next to it)."""
    name = formatting.period_name(choice)
    if name == formatting.days(choice.period):
        name = formatting.count(choice.period.days, "day")
    return dict(PRESETS).get(text) or name


def presets(selection: Selection, today: date, earliest: date) -> list[dict[str, str]]:
    """Return the presets that are within the history."""
    found = []
    for word, label in PRESETS:
        try:
            days = choose(word, today, earliest).period
        except AddressError:
            continue
        found.append(
            {
                "word": word,
                "label": label,
                "href": selection.with_period(word).search,
                "first": days.start.isoformat(),
                "last": days.last.isoformat(),
            }
        )
    return found


def _stepped(selection: Selection, today: date, by: int, earliest: date) -> str | None:
    text = step(selection.period, today, by, earliest)
    return None if text is None else selection.with_period(text).search


def filters(
    selection: Selection,
    labels: Labels,
    choice: PeriodChoice,
    currency: str,
    counts: Mapping[Dimension, int],
    known: Sequence[KnownKeys] = (),
    offered: Sequence[Dimension] = ALWAYS_OFFERED,
) -> Mapping[str, Any]:
    """Return the props of the `FilterBar`.

    `counts` are the numbers of values by dimension, if known; `known` are tag keys and cost
    categories; `offered` are dimensions that have a button without being filtered.
    """
    used = {rule.dimension: None for rule in selection.filters}
    others = [dimension for dimension in used if dimension not in offered]
    rest = [*key_menus.offered(known), *DIMENSIONS]
    shown = {*used, *offered}
    unused = [dimension for dimension in rest if dimension not in shown]
    more = [dimension for dimension in unused if _fits(dimension, selection)]
    state = partial(filter_state, selection, labels, counts)
    return {
        "filters": [*map(state, offered), *map(state, others)],
        "more": key_menus.more(more),
        "finds": key_menus.finds(known),
        "amount_label": f"in {formatting.period_name(choice)}",
        "currency": formatting.symbol(currency),
    }


def filter_state(
    selection: Selection,
    labels: Labels,
    counts: Mapping[Dimension, int],
    dimension: Dimension,
) -> dict[str, Any]:
    """Return the state of one dimension of the `FilterBar`."""
    included = selection.values(dimension)
    excluded = selection.values(dimension, exclude=True)
    placed = [PLACEHOLDER]
    total = {"total": counts[dimension]} if dimension in counts else {}
    return {
        **total,
        "dimension": dimension.value,
        "label": formatting.dimension(dimension),
        "plural": formatting.noun(dimension, plural=True),
        "chosen": _chosen(selection, dimension, included or excluded, labels),
        "exclude": bool(excluded and not included),
        "include_href": selection.with_values(dimension, placed).search,
        "exclude_href": selection.with_values(dimension, placed, exclude=True).search,
        "clear_href": selection.with_values(dimension, []).search,
    }


def _chosen(
    selection: Selection,
    dimension: Dimension,
    values: Sequence[str],
    labels: Labels,
) -> list[dict[str, str]]:
    """Return the chosen values. Both names of a service that AWS renamed are one value."""
    found: dict[str, dict[str, str]] = {}
    for value in values:
        written = selection.references.written(dimension, value)
        shown = {"value": written, "name": labels.short(dimension, value)}
        found.setdefault(comparable(dimension, value), shown)
    return list(found.values())


def costs(selection: Selection, name: str = "metric", label: str = "Cost") -> Node:
    """Build the menu of metrics and, below them, charges."""
    metrics = choices(METRICS, selection, "metric")
    charges = choices(CHARGES, selection, "charges")
    below = [section("Charges", charges)]
    return menu(name, label, metrics, {"sections": below})


def status(progress: Progress | None, paid: bool) -> tuple[Node, ...]:
    """Show the progress of requests, or the time zone of all days."""
    if progress:
        said = messages.asking(progress, paid)
        return (el("span", said, cls="asking"),)
    return (el("span", "Days are UTC days, as in AWS billing"),)


def trail(selection: Selection, labels: Labels) -> tuple[Node, ...]:
    """Show the filters as breadcrumbs."""
    if not selection.filters:
        return ()
    everything = selection.up_to(0).search
    steps: list[Node] = [link(everything, "All services", id="crumb-0")]
    for n, rule in enumerate(selection.filters, 1):
        name = labels.joined(rule.dimension, rule.values)
        title = formatting.dimension(rule.dimension)
        sign = "is not " if rule.exclude else ""
        kind = el("small", f"{title} {sign}")
        href = selection.up_to(n).search
        steps.append(link(href, kind, name, id=f"crumb-{n}"))
    steps[-1] = el("span", kind, name, aria_current="page")
    items = [el("li", step) for step in steps]
    return (el("ol", *items, cls="trail"),)


def charts(selection: Selection, period: Period) -> tuple[Node, ...]:
    """Build the choices of granularity, if there are several, and of the kind of chart."""
    kinds = segments("Chart", choices(CHARTS, selection, "chart"))
    if selection.chart is Chart.PIE or period.days == 1:
        return (kinds,)
    granularities = choices(GRANULARITIES, selection, "granularity")
    return segments("Granularity", granularities), kinds


def groupings(selection: Selection, known: Sequence[KnownKeys] = ()) -> tuple[Node, ...]:
    """Build the button that copies the address, and the choice of grouping. `known` are tag keys
    and cost categories."""
    current = selection.focus.by
    all_of_them = (*GROUPINGS, *key_menus.groupings(known))
    rest = [dimension for dimension in all_of_them if dimension not in selection.included]
    offered = [dimension for dimension in rest if _fits(dimension, selection)]
    if current not in offered:
        offered.insert(0, current)
    names = {dimension: formatting.dimension(dimension) for dimension in offered}
    # If `by` is unset, the next step of the trail is listed.
    shown = replace(selection, by=current)
    items = choices(names, shown, "by")
    more = key_menus.menu_props(selection, known)
    return {"t": "copy-link"}, menu("by", "By", items, more)


def _fits(dimension: Dimension, selection: Selection) -> bool:
    """Whether costs can be listed by a dimension. Families, usage types and operations of all
    services would be many pages."""
    return dimension not in WITHIN_SERVICES or Dimension.SERVICE in selection.included
