"""What the page Explore says in words: the answer, and what has no tag."""

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
"""An amount as a text."""


def answer(total: str, period: str, grouped: tuple[Dimension, ...]) -> list[Node | str]:
    """`$49,015.84 in 13 weeks, by team and service.`"""
    by = " and ".join(short_noun(each) for each in grouped)
    return [el("strong", total), f" {period}, by {by}."]


def short_noun(dimension: Dimension) -> str:
    """`team` for a tag or cost category, `service`."""
    return visible(dimension.key) if dimension.can_be_absent else formatting.noun(dimension)


def largest(
    rows: PivotRows, by: Dimension, growth: Growth | None, unit: str, label: Label, says: Says
) -> list[Node | str]:
    """`storefront is the largest team with $12,145.90; ml grew most, from $208 to $723 a week.`"""
    count = len(rows.names) - rows.has_absent(by)
    if not count:
        return []
    amount = says(float(rows.totals.amounts[0]))
    name = el("strong", label(rows.names[0]))
    said: list[Node | str] = []
    if count > 1:
        said += [name, f" is the largest {short_noun(by)} with ", el("strong", amount)]
    else:
        said += [name, " is the only ", short_noun(by), " with costs"]
    if growth:
        before, now = says(growth.before), says(growth.now)
        is_same = growth.name == rows.names[0]
        who = [" and"] if is_same else ["; ", el("strong", label(growth.name))]
        grew = "grew most," if growth.is_most else "grew"
        said += [*who, f" {grew} from {before} to {now} a {unit}"]
    return [*said, "."]


def untagged(
    found: Untagged,
    only: str | None,
    by_service: str | None,
    label: Label,
    says: Says,
    whole: str = "these costs",
) -> list[Node]:
    """How much has no tag, what to tag first or a link to that, and a link to that alone."""
    thing = "tag" if found.dimension.kind is Kind.TAG else "value"
    amount = says(found.amount)
    key = visible(found.dimension.key)
    share = formatting.percent(found.share) if found.share is not None else ""
    much = f"{share} of {whole}, {amount}," if share else f"{amount} of {whole}"
    said = [el("strong", f"{much} has no {key} {thing}.")]
    if found.first:
        what = "Tag" if thing == "tag" else "Assign"
        said.append(el("span", _first(found, what, label, says)))
    nodes = [el("p", *said)]
    if found.share is not None:
        bar = el("i", w=f"{found.share * 100:.1f}%")
        nodes.insert(0, el("span", bar, cls="untagged-bar", aria_hidden="true"))
    if by_service and not found.first:
        what = f"What to {'tag' if thing == 'tag' else 'assign'} first: by service"
        nodes.append(link(by_service, what, id="tag-first"))
    if only:
        word = "untagged" if thing == "tag" else "those without"
        nodes.append(link(only, f"Show only {word}", id="only-untagged"))
    return nodes


def _first(found: Untagged, what: str, label: Label, says: Says) -> str:
    """` S3 $120.00 · RDS $80.00. Tag S3 and RDS first.`"""
    names, parts = [], []
    for name, cost in found.first:
        names.append(label(name))
        parts.append(f"{label(name)} {says(cost)}")
    return f" {' · '.join(parts)}. {what} {formatting.enumerated(names)} first."
