"""The Changes page without a comparison, or while it is loading. Pure."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.figures import change_split
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import messages, skeletons
from cloudsense.web.pages.changes import controls
from cloudsense.web.pages.changes.answers import ChangesAnswers
from cloudsense.web.pages.changes.layout import ANSWER, MOVERS, WATERFALL, WHY
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.state.labels import Labels


def problem_of(answers: ChangesAnswers, labels: Labels) -> Node | None:
    """Explain why nothing can be compared."""
    refused = answers.questions.refused
    if refused:
        return controls.refused(refused, answers.selection)
    rule = answers.absent_filter
    if rule is None:
        return None
    name = labels.joined(rule.dimension, rule.values)
    kind = formatting.noun(rule.dimension)
    said = f"No costs of {kind} “{name}” in either period."
    return messages.nothing(said, "Pick other periods or clear the filter.")


def without_panels() -> PageContent:
    nothing = el("p", "Nothing to show: see the message above.", cls="message hint")
    empty = {"title": "", "body": (nothing,), "empty": True}
    return {
        ANSWER: {"nodes": ()},
        WATERFALL: {"view": {**empty, "title": "From one period to the other"}},
        WHY: {"view": {**empty, "title": change_split.TITLE}},
        MOVERS: {"view": {**empty, "title": "Movers"}},
    }


def waiting() -> PageContent:
    """Return empty props: None makes components show their grey shapes."""
    found: dict[str, Props] = {ANSWER: {"nodes": (skeletons.lines(2),)}}
    for name in (WATERFALL, WHY, MOVERS):
        found[name] = {"view": None}
    return found
