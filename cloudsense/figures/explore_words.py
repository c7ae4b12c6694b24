"""Sentences of the page Explore: the answer, and untagged costs."""

from __future__ import annotations

from collections.abc import Callable

from cloudsense import formatting
from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.names import visible
from cloudsense.costs.pivot_facts import Growth, Untagged
from cloudsense.costs.pivot_rows import PivotRows
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.style import Label

Says = Callable[[float], str]
"""Formats an amount."""


def answer(total: str, period: str, grouped: tuple[Dimension, ...]) -> list[Node | str]:
    """`$49,015.84 in 13 weeks, by team and service.`"""
    by = " and ".join(map(short_noun, grouped))
    rest = f" {period}, by {by}."
    return [el("strong", total), rest]


def short_noun(dimension: Dimension) -> str:
    """Short noun: `team` for a tag or cost category, `service`."""
    return visible(dimension.key) if dimension.can_be_absent else formatting.noun(dimension)


def largest(
    rows: PivotRows, by: Dimension, growth: Growth | None, unit: str, label: Label, says: Says
) -> list[Node | str]:
    """`storefront is the largest team with $12,145.90; ml grew most, from $208 to $723 a week.`"""
    count = len(rows.names) - rows.has_absent(by)
    if not count:
        return []
    first = rows.names[0]
    amount = says(float(rows.totals.amounts[0]))
    noun = short_noun(by)
    said: list[Node | str] = [el("strong", label(first))]
    if count > 1:
        said += [f" is the largest {noun} with ", el("strong", amount)]
    else:
        said.append(f" is the only {noun} with costs")
    if growth:
        is_same = growth.name == first
        name = el("strong", label(growth.name))
        said += [" and"] if is_same else ["; ", name]
        before, now = says(growth.before), says(growth.now)
        grew = "grew most," if growth.is_most else "grew"
        said.append(f" {grew} from {before} to {now} a {unit}")
    return [*said, "."]


def untagged(
    found: Untagged,
    only: str | None,
    by_service: str | None,
    label: Label,
    says: Says,
    whole: str = "these costs",
) -> list[Node]:
    """Amount without a tag, what to tag first or a link to that, and a link to only those costs."""
    is_tag = found.dimension.kind is Kind.TAG
    thing = "tag" if is_tag else "value"
    amount = says(found.amount)
    key = visible(found.dimension.key)
    nodes = []
    much = f"{amount} of {whole}"
    if found.share is not None:
        width = f"{found.share * 100:.1f}%"
        bar = el("i", w=width)
        nodes.append(el("span", bar, cls="untagged-bar", aria_hidden="true"))
        share = formatting.percent(found.share)
        much = f"{share} of {whole}, {amount},"
    sentence = f"{much} has no {key} {thing}."
    said = [el("strong", sentence)]
    if found.first:
        verb = "Tag" if is_tag else "Assign"
        first = _first(found, verb, label, says)
        said.append(el("span", first))
    nodes.append(el("p", *said))
    if by_service and not found.first:
        what = f"What to {'tag' if is_tag else 'assign'} first: by service"
        nodes.append(link(by_service, what, id="tag-first"))
    if only:
        words = "Show only untagged" if is_tag else "Show only those without"
        nodes.append(link(only, words, id="only-untagged"))
    return nodes


def _first(found: Untagged, verb: str, label: Label, says: Says) -> str:
    """` S3 $120.00 · RDS $80.00. Tag S3 and RDS first.`"""
    names, parts = [], []
    for value, cost in found.first:
        name = label(value)
        names.append(name)
        parts.append(f"{name} {says(cost)}")
    costs = " · ".join(parts)
    largest = formatting.enumerated(names)
    return f" {costs}. {verb} {largest} first."
