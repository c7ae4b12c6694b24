"""View of the Explore page: from its answers to props. Pure."""

from __future__ import annotations

from dataclasses import replace

from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import messages
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.explore import controls
from cloudsense.web.pages.explore.answers import ExploreAnswers
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
from cloudsense.web.queries.link_price_labels import PageContent, Props


def content(answers: ExploreAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component. Without results their props are left out, so the
    previous results stay."""
    known = answers.known_values
    context = replace(context, labels=replace(context.labels, known=known))
    found: dict[str, Props] = {**_controls(answers, context)}
    notes = _notes(answers)
    try:
        if rule := answers.absent_filter:
            notes.append(messages.absent(rule, context.labels, "in this period"))
            found |= _nothing()
        else:
            found |= Results(answers, context).content
    except Waiting:
        if answers.price_to_confirm:
            notes.append(_not_asked(answers))
    except CloudSenseError as failure:
        found |= _nothing()
        if failure not in answers.problems:
            notes.append(messages.problem(failure))
    found[f"{NAME}-messages"] = {"nodes": notes}
    foot = page_frame.data_through(answers)
    found[f"{NAME}-footer"] = {"nodes": foot}
    return found


def _controls(answers: ExploreAnswers, context: ViewContext) -> PageContent:
    common = {**page_frame.control_props(NAME, answers, context)}
    del common[f"{NAME}-trail"]  # filters say it
    return {
        **common,
        f"{NAME}-options": {"nodes": controls.options(answers)},
        QUESTION: {"nodes": controls.question(answers, context.labels)},
        GROUPS: {"nodes": controls.groups(answers)},
        RUN: {"nodes": controls.run(answers)},
        VIEWS: {"nodes": (controls.saved_views(answers),)},
        PAYERS: {"nodes": ()},
    }


def _notes(answers: ExploreAnswers) -> list[Node]:
    """Explain errors. *Run* has the price, unless nothing more may be bought today."""
    price = answers.price_to_confirm
    may_run = price is None or bool(price.left)
    return messages.of(replace(answers, price_to_confirm=None) if may_run else answers)


def _not_asked(answers: ExploreAnswers) -> Node:
    price = answers.price_to_confirm
    tag = price.tag if price else ""
    cost = f" ({tag})" if tag else ""
    said = f"These costs are not cached. Choose Run to load them{cost}."
    if price:
        said = f"{said} {messages.may_cost_more(price)}".rstrip()
    before = el("span", " Below are the previous results.", cls="run-before")
    paragraph = el("p", said, before)
    return el("div", paragraph, cls="message", role="status")


def _nothing() -> PageContent:
    return page_frame.nothing({PICTURE: "Costs", PIVOT: "Table"}, ANSWER, UNTAGGED)
