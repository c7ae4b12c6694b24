"""View of the Explore page: from its answers to props. Pure."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import messages
from cloudsense.web.pages import frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.explore import controls
from cloudsense.web.pages.explore.answers import ExploreReading
from cloudsense.web.pages.explore.layout import (
    ANSWER,
    GROUPS,
    NAME,
    PAYERS,
    PICTURE,
    PIVOT,
    QUESTION,
    RUN,
    UNTAGGED,
    VIEWS,
)
from cloudsense.web.pages.explore.results import Results
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.queries.price_tags import PageContent, Props


def content(reading: ExploreReading, context: ViewContext) -> PageContent:
    """Return the props of every component. Without results their props are left out, so the
    previous results stay."""
    known = reading.known_values
    context = replace(context, labels=replace(context.labels, known=known))
    found: dict[str, Props] = {**_controls(reading, context)}
    notes = _notes(reading)
    try:
        if problem := _absent(reading, context):
            notes.append(problem)
            found |= without_results()
        else:
            found |= Results(reading, context).content
    except Waiting:
        if reading.unasked:
            notes.append(_not_asked(reading))
    except CloudSenseError as failure:
        found |= without_results()
        if failure not in reading.problems:
            notes.append(messages.problem(failure))
    found[f"{NAME}-messages"] = {"nodes": notes}
    foot = frame.data_through(reading)
    found[f"{NAME}-footer"] = {"nodes": foot}
    return found


def _controls(reading: ExploreReading, context: ViewContext) -> PageContent:
    common = {**frame.control_props(NAME, reading, context)}
    del common[f"{NAME}-trail"]  # filters say it
    return {
        **common,
        f"{NAME}-options": {"nodes": controls.options(reading)},
        QUESTION: {"nodes": controls.question(reading, context.labels)},
        GROUPS: {"nodes": controls.groups(reading)},
        RUN: {"nodes": controls.run(reading)},
        VIEWS: {"nodes": (controls.saved_views(reading),)},
        PAYERS: {"nodes": ()},
    }


def _notes(reading: ExploreReading) -> list[Node]:
    """Explain errors. *Run* has the price, unless nothing more may be bought today."""
    price = reading.unasked
    may_run = price is None or bool(price.left)
    return messages.of(replace(reading, unasked=None) if may_run else reading)


def _not_asked(reading: ExploreReading) -> Node:
    price = reading.unasked
    tag = price.tag if price else ""
    cost = f" ({tag})" if tag else ""
    said = f"These costs are not cached. Choose Run to load them{cost}."
    before = el("span", " Below are the previous results.", cls="run-before")
    paragraph = el("p", said, before)
    return el("div", paragraph, cls="message", role="status")


def _absent(reading: ExploreReading, context: ViewContext) -> Node | None:
    """Say that a filter leaves no costs."""
    rule = reading.absent_filter
    if rule is None:
        return None
    name = context.labels.joined(rule.dimension, rule.values)
    noun = formatting.noun(rule.dimension)
    said = f"No costs of {noun} “{name}” in this period."
    return messages.note(said, "Pick another period or clear the filter.")


def without_results() -> dict[str, Props]:
    nothing = el("p", "Nothing to show: see the message above.", cls="message hint")
    empty = {"body": (nothing,), "empty": True}
    return {
        ANSWER: {"nodes": ()},
        UNTAGGED: {"nodes": ()},
        PICTURE: {"view": {**empty, "title": "Costs"}},
        PIVOT: {"view": {**empty, "title": "Table"}},
    }
