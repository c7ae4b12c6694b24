"""Types that declare a page: a row of the registry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from dash import dcc, html
from dash.development.base_component import Component
from werkzeug.utils import cached_property

from cloudsense.costs.identity import Identity
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures.sheet import FileTable
from cloudsense.figures.table_data import TableState
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.kit import ExportMenu
from cloudsense.web.kit.base import every
from cloudsense.web.pages.download import Download
from cloudsense.web.queries.combined import Join
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.page_reader import PageReader, Terms, read_all
from cloudsense.web.queries.questions import Questions, choice_of
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection


class Answers(Protocol):
    """Answers to a page's questions."""

    @property
    def selection(self) -> Selection: ...

    @property
    def identity(self) -> Identity: ...

    @property
    def accounts(self) -> Mapping[str, str]:
        """Account names by id."""
        ...

    @property
    def asked(self) -> Collection[Question]:
        """Questions that *Update* asks again."""
        ...

    @property
    def problems(self) -> Sequence[CloudSenseError]: ...

    @property
    def progress(self) -> Progress | None: ...

    @property
    def price_to_confirm(self) -> Price | None:
        """The price of the page, if nobody has agreed to it yet."""
        ...

    @property
    def failed(self) -> bool:
        """Whether there is nothing to show but the first of `problems`."""
        ...

    def same(self, other: object) -> bool:
        """Whether `other` would be drawn in the same way."""
        ...


A = TypeVar("A", bound=Answers)


@dataclass(frozen=True)
class ViewContext:
    """What a view needs in addition to the answers."""

    options: AppOptions
    labels: Labels
    is_priced: bool
    """Whether AWS charges for requests."""
    problem: AddressError | None = None
    """Error in the budget of the address."""


POLL_BUSY = 700
"""Milliseconds between polls while a purchase runs."""
POLL_IDLE = 60_000
"""Milliseconds between polls of a page that a person looks at."""


@dataclass(frozen=True)
class Rendered:
    """Response of a page's callback."""

    content: PageContent
    digests: Mapping[str, str]
    status: Props
    """Status of the `Navigator`."""
    header: Props
    """Status of the `Header`."""


PeriodChosen = Callable[[Selection, str], Selection]
"""Function that sets the period of a picker, written as in an address, in a selection."""


@dataclass(frozen=True)
class Page(Generic[A]):
    """A page: its layout, its questions, and its view.

    `view` is pure. Navigation, callbacks, prices of links, *Update* and tests use these
    declarations.
    """

    name: str
    """Name in the address: `?page=<name>`."""
    title: str
    icon: str
    layout: Callable[[], Sequence[Component]]
    questions: Callable[[Ledger, Selection, date], Questions]
    view: Callable[[A, ViewContext], PageContent]
    answers: Callable[[PageReader[Any]], Any] = read_all
    """Asks the questions and returns the answers; None if the account changes meanwhile."""
    download: Callable[[A, TableState, ViewContext], Download] | None = None
    """Makes the page's table as a file, sorted and searched as on the screen."""
    more_tables: Callable[[A, ViewContext], Sequence[tuple[str, FileTable]]] = field(
        default=lambda _answers, _context: ()
    )
    """Makes further tables of the workbook, with titles. Those of charts are always added."""
    groups_by_two: bool = False
    """Whether the page groups by two dimensions if the address has two."""
    has_controls: bool = True
    """Whether the page has the period and the filters of `frame.controls`."""
    periods: Mapping[str, PeriodChosen] = field(default_factory=dict)
    """Functions of the page's other period pickers, by component id."""
    runs_on_click: bool = False
    """Whether opening the page buys nothing, however cheap it would be. A button does."""
    actions: tuple[str, ...] = ()
    """Ids of components with buttons that run commands (see `web.commands`)."""
    join: Join[Any] | None = None
    """How several payers are combined; None if the page shows one payer at a time."""
    payers_in: str = ""
    """Id of the component that shows the state of each payer, if the page has one."""
    tab_title: Callable[[A, Labels], str] = field(default=lambda _answers, _labels: "")
    """Returns what is chosen, for the title of the browser's tab."""

    def read(self, ledger: Ledger, selection: Selection, terms: Terms) -> A | None:
        """Read the page; None until the account is known.

        Raises AddressError for an invalid period, and CloudSenseError if the account can't be
        determined.
        """
        if self.has_controls:
            choice_of(ledger, selection, ledger.clock().date())  # raises before AWS is asked
        if self.runs_on_click and terms.limit is not None:
            terms = replace(terms, limit=0)
        reader = PageReader.open(ledger, selection, self.questions, terms)
        return self.answers(reader) if reader else None

    def components(self) -> list[Component]:
        """The layout. Pages without controls get their own *Export* menu."""
        if self.has_controls:
            return list(self.layout())
        export = html.Div(ExportMenu(self.export), className="page-export")
        return [export, *self.layout()]

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Props that the page's callback writes, by component id."""
        found: dict[str, tuple[str, ...]] = {}
        for component in every(self.components()):
            is_chart = isinstance(component, dcc.Graph)
            props = ("figure",) if is_chart else getattr(component, "page_props", ())
            if props:
                found[component.id] = props
        return found

    @property
    def export(self) -> str:
        """Id of the *Export* menu."""
        return f"{self.name}-export"

    @property
    def skeleton(self) -> PageContent:
        """Content while the answers are loading, on pages whose `view` does not return it."""
        found: dict[str, dict[str, Any]] = {
            self.messages: {"nodes": ()},
            self.footer: {"nodes": ()},
        }
        of_frame = f"{self.name}-"
        for name, props in self.parts.items():
            if not name.startswith(of_frame):
                found[name] = dict.fromkeys(props)
        return found

    @property
    def pickers(self) -> Mapping[str, PeriodChosen]:
        """Functions of all period pickers, by component id."""
        if not self.has_controls:
            return self.periods
        return {f"{self.name}-period": Selection.with_period, **self.periods}

    @property
    def messages(self) -> str:
        """Id of the component for messages."""
        return f"{self.name}-messages"

    @property
    def footer(self) -> str:
        """Id of the component for the footer."""
        return f"{self.name}-footer"
