"""The Data page as a row of the registry. The page asks AWS only for the account."""

from __future__ import annotations

from datetime import date

from dash.development.base_component import Component

from cloudsense.figures.nodes import Node
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import messages
from cloudsense.web.kit import Content
from cloudsense.web.pages.base import Page, ViewContext
from cloudsense.web.pages.data import by_payer, command_messages, inventory_view
from cloudsense.web.pages.data.answers import CachedData, answers
from cloudsense.web.pages.data.combined import JOIN
from cloudsense.web.pages.data.download import download
from cloudsense.web.pages.data.inventory_view import INVENTORY
from cloudsense.web.pages.page_frame import footer, message_area
from cloudsense.web.queries.link_price_labels import PageContent
from cloudsense.web.queries.questions import FixedQuestions
from cloudsense.web.state.selection import Selection

NAME = "data"


def no_questions(_ledger: Ledger, _selection: Selection, _today: date) -> FixedQuestions:
    """Return no questions: the page shows what is cached."""
    return FixedQuestions(())


def layout() -> list[Component]:
    inventory = Content(INVENTORY, className="inventory")
    return [message_area(NAME), inventory, footer(NAME)]


def content(cached: CachedData, context: ViewContext) -> PageContent:
    return {
        INVENTORY: {"nodes": _inventory(cached, context)},
        f"{NAME}-messages": {"nodes": _messages(cached, context)},
        f"{NAME}-footer": {"nodes": ()},
    }


def _inventory(cached: CachedData, context: ViewContext) -> tuple[Node, ...]:
    if cached.payers:
        return (by_payer.panel(cached, context),)
    inventory, labels = cached.inventory, context.labels
    search, references = cached.selection.search, context.options.references
    return inventory_view.view(inventory, labels, context.is_priced, search, references)


def _messages(cached: CachedData, context: ViewContext) -> list[Node]:
    """Build messages: progress, failures, and results of the last commands."""
    notes = []
    if cached.progress:
        said = messages.asking(cached.progress, context.is_priced)
        notes.append(messages.note(said))
    notes += map(messages.problem, cached.problems)
    outcomes = () if cached.payers else cached.inventory.outcomes
    notes += command_messages.notes(outcomes, context.labels, context.is_priced)
    if cached.problems:
        notes.append(messages.retry())
    return notes


DATA = Page(
    name=NAME,
    title="Data",
    icon="data",
    layout=layout,
    questions=no_questions,
    answers=answers,
    view=content,
    download=download,
    has_controls=False,
    actions=(INVENTORY,),
    join=JOIN,
)
