"""What a page is: one row of the registry, made of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from dash.development.base_component import Component

from cloudsense.costs.identity import Identity
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures.sheet import FileTable
from cloudsense.figures.table_data import TableState
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.pages.download import Download
from cloudsense.web.queries.combined import Join
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.page_questions import Questions
from cloudsense.web.queries.price_tags import PageContent
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection


@dataclass(frozen=True)
class Part:
    """A component that the page's callback writes, and its props."""

    id: str
    props: tuple[str, ...]


class Answers(Protocol):
    """The answers to a page's questions."""

    @property
    def selection(self) -> Selection: ...

    @property
    def identity(self) -> Identity: ...

    @property
    def accounts(self) -> Mapping[str, str]:
        """Names by account id."""
        ...

    @property
    def asked(self) -> Collection[Question]:
        """What *Update* renews."""
        ...

    @property
    def problems(self) -> Sequence[CloudSenseError]: ...

    @property
    def progress(self) -> Progress | None: ...

    @property
    def unasked(self) -> Price | None:
        """What the page costs, if nobody has agreed to that yet."""
        ...

    @property
    def failed(self) -> bool:
        """Whether there is nothing to show but the first of `problems`."""
        ...

    def same(self, other: Any) -> bool:
        """Whether both would be drawn alike."""
        ...


A = TypeVar("A", bound=Answers)
EXPORT = ("files", "command", "command_note", "console", "console_note")
"""Props of an `ExportMenu`."""


@dataclass(frozen=True)
class ViewContext:
    """What a page is drawn with besides its answers."""

    options: AppOptions
    labels: Labels
    paid: bool
    """Whether AWS charges for answers."""
    problem: AddressError | None = None
    """What is wrong with the budget of the address."""


PeriodChosen = Callable[[Selection, str], Selection]
"""A selection with the period that a picker chose, as an address has it."""


@dataclass(frozen=True)
class Page(Generic[A]):
    """A page: what it is made of, what it asks, and what its answers look like.

    `read` puts the questions to the ledger: within `patience` seconds, and buying nothing where
    that takes more than `limit` requests; it returns None until the account is known.
    `view` is pure. Navigation, callback, prices of links, *Update* and tests go by these.
    """

    name: str
    """As in the address: `?page=<name>`."""
    title: str
    icon: str
    layout: Callable[[], Sequence[Component]]
    parts: tuple[Part, ...]
    questions: Callable[[Ledger, Selection, date], Questions]
    read: Callable[[Ledger, Selection, float, int | None], A | None]
    view: Callable[[A, ViewContext], PageContent]
    download: Callable[[A, TableState, ViewContext], Download] | None = None
    """Its table as a file, sorted and searched as on the screen."""
    more_tables: Callable[[A, ViewContext], Sequence[tuple[str, FileTable]]] = field(
        default=lambda _answers, _context: ()
    )
    """Further ones for the page's workbook, with their titles; those of charts are added anyway."""
    groups_by_two: bool = False
    """Whether it lists costs by two dimensions where the address has two."""
    has_controls: bool = True
    """Whether it has the period and the filters of `frame.controls`."""
    periods: Mapping[str, PeriodChosen] = field(default_factory=dict)
    """By the ids of its other period pickers, the selection with a period chosen there."""
    actions: tuple[str, ...] = ()
    """Ids of components whose buttons do something (see `web.commands`)."""
    join: Join[Any] | None = None
    """How it shows several payers together; None where it shows one at a time."""
    payers_in: str = ""
    """Id of the component that says how each payer stands, where the page has one."""
    tab_title: Callable[[A, Labels], str] = field(default=lambda _answers, _labels: "")
    """What is chosen, for the browser's tab, where the page's title follows it."""

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Its own, and those that every page has."""
        return (*self.parts, Part(self.export, EXPORT))

    @property
    def export(self) -> str:
        """Id of the menu of what it can be handed on as."""
        return f"{self.name}-export"

    @property
    def skeleton(self) -> PageContent:
        """What is shown while the answers are on their way, where `view` does not say it itself."""
        found: dict[str, dict[str, Any]] = {
            self.messages: {"nodes": ()},
            self.footer: {"nodes": ()},
        }
        of_frame = f"{self.name}-"
        for part in self.parts:
            if not part.id.startswith(of_frame):
                found[part.id] = dict.fromkeys(part.props)
        return found

    @property
    def pickers(self) -> Mapping[str, PeriodChosen]:
        """All of its period pickers."""
        if not self.has_controls:
            return self.periods
        return {f"{self.name}-period": Selection.with_period, **self.periods}

    @property
    def messages(self) -> str:
        """Id of the component that says what is wrong or missing."""
        return f"{self.name}-messages"

    @property
    def footer(self) -> str:
        """Id of the component at the foot."""
        return f"{self.name}-footer"
