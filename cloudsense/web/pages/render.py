"""Rendering of pages: from an address to the props of all components."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW
from cloudsense.costs.two_periods import lately
from cloudsense.errors import AddressError, CloudSenseError, SpendingLimitError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import header_status, messages
from cloudsense.web.components.account_change import account_changes
from cloudsense.web.components.footer import runs_where, spending
from cloudsense.web.pages.base import POLL_BUSY, POLL_IDLE, Answers, Page, Rendered, ViewContext
from cloudsense.web.pages.export_menu import export_props, image_of
from cloudsense.web.pages.page_cache import Drawn, PageCache, PricedPage, digests_of
from cloudsense.web.pages.page_frame import browser_title
from cloudsense.web.pages.payer_panel import lines_of, payer_panel
from cloudsense.web.pages.registry import PAGES, page_of, questions_of, same_on_every_page
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.queries.deleted_months import deleted_months
from cloudsense.web.queries.link_price_labels import PageContent, Props, TagOf
from cloudsense.web.queries.link_prices import link_prices, look_before_buying, revision_of_prices
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

log = logging.getLogger(__name__)

ANY_TERMS = Terms()


@dataclass(frozen=True)
class Renderer:
    """Renders the pages of one payer."""

    ledger: Ledger
    options: AppOptions
    cache: PageCache = field(default_factory=PageCache)
    payers: Mapping[str, Renderer] = field(default_factory=dict, compare=False, repr=False)
    """All payers by name, including this one."""

    def render(
        self,
        search: str,
        terms: Terms = ANY_TERMS,
        page: Page[Any] = PAGES[0],
    ) -> Rendered:
        """Render an address of `page`, or an error in its place. If `terms` do not allow the
        requests that it needs, it shows what is cached, and a button."""
        now = self.ledger.clock()
        rendered = self._render(search, terms, page)
        return replace(rendered, status={**rendered.status, "as_of": now.isoformat()})

    def _render(self, search: str, terms: Terms, page: Page[Any]) -> Rendered:
        try:
            selection, budget_problem = Selection.lenient(search, self.options.references)
            page = page_of(selection)
            answers, deleted = self.read(page, selection, terms)
            if answers is None:
                return self._render_connecting(page, search, selection)
            if answers.failed and not self._has_costs():
                return self._render_problem(page, search, answers.problems[0], answers)
            return self._render_answers(page, search, answers, budget_problem, deleted)
        except CloudSenseError as problem:
            return self._render_problem(page, search, problem)
        except Exception as unexpected:  # else the page would stay as it is
            with_traceback = log.isEnabledFor(logging.DEBUG)
            name = type(unexpected).__name__
            log.error("a page could not be drawn: %s", name, exc_info=with_traceback)
            said = "Something in CloudSense went wrong."
            error = CloudSenseError(said, remedy="Go back, or try again.")
            return self._render_problem(page, search, error)

    def _has_costs(self) -> bool:
        """Whether any costs are cached that another selection would show."""
        today = self.ledger.clock().date()
        return self.ledger.knows(OVERVIEW, lately(today))

    def read(
        self, page: Page[Any], selection: Selection, terms: Terms
    ) -> tuple[Answers | None, Sequence[Month]]:
        """Return the answers of a page, and the months that were deleted since it was opened."""
        limit = terms.limit if self.ledger.is_priced else None
        deleted = deleted_months(self.ledger, selection, terms.asked_at, page.questions)
        if deleted:
            limit = 0
        look_before_buying(self.ledger, page.questions, selection)
        return page.read(self.ledger, selection, replace(terms, limit=limit)), deleted

    def cached(self, page: Page[Any], selection: Selection, patience: float) -> Answers | None:
        """Return the cached answers; None until the account is known. Buys nothing."""
        return page.read(self.ledger, selection, Terms(patience, limit=0))

    @property
    def parts(self) -> Sequence[Renderer]:
        """Renderers of the payers that it shows."""
        return (self,)

    def _render_answers(
        self,
        page: Page[Any],
        search: str,
        answers: Answers,
        budget_problem: AddressError | None,
        deleted: Sequence[Month],
    ) -> Rendered:
        address = (answers.selection, str(budget_problem))
        draw = partial(self._draw, page, answers, budget_problem)
        drawn = self.cache.of(address, answers, draw)
        priced = self._priced(drawn)
        content = {name: part.props for name, part in priced.items()}
        digests = {name: part.digest for name, part in priced.items()}
        foot = [*content[page.footer]["nodes"], *self._foot()]
        own = self._panel_of_payers(page, answers) | {
            page.export: export_props(page, answers, self.ledger, self.options.aws_tools),
            page.footer: {"nodes": foot},
        }
        notes = messages.deleted(deleted) + account_changes(self.parts)
        if notes:
            own[page.messages] = {"nodes": [*notes, *content[page.messages]["nodes"]]}
        content.update(own)
        digests.update(digests_of(own))
        busy = answers.progress is not None
        status = {
            "title": browser_title(drawn.tab_title, page.title, self.options.payer_name),
            "poll": POLL_BUSY if busy else POLL_IDLE,
            "busy": busy,
            "drilled": bool(answers.selection.filters),
            "image": image_of(page, answers, self.labels(answers)),
        }
        header = self._header(page, answers.selection) | {
            "account": self._account(answers),
            "updated": header_status.updated(self.ledger, answers),
            "through": header_status.through(answers),
            "update": self._update(answers),
        }
        return self._rendered(page, search, content, status, header, digests)

    def _draw(
        self,
        page: Page[Any],
        answers: Answers,
        budget_problem: AddressError | None,
    ) -> Drawn:
        labels = self.labels(answers)
        context = ViewContext(self.options, labels, self.ledger.is_priced, budget_problem)
        try:
            content = self._view(page, answers, context)
        except Waiting:
            content = page.skeleton
        return Drawn.of(answers, content, page.tab_title(answers, labels))

    def _view(self, page: Page[Any], answers: Any, context: ViewContext) -> PageContent:
        return page.view(answers, context)

    def _panel_of_payers(self, page: Page[Any], answers: Any) -> dict[str, Props]:
        """Return the props of the panel of payers, on pages that have one."""
        if not page.payers_in:
            return {}
        lines = lines_of(self.payers, answers.selection)
        return {page.payers_in: {"nodes": [payer_panel(lines)]}}

    def _account(self, answers: Answers) -> Props | None:
        """Return the account in the header."""
        return header_status.account(answers.identity, self.labels(answers), self.options)

    def labels(self, answers: Answers) -> Labels:
        return Labels(answers.accounts, self.options.hide_account)

    def _priced(self, drawn: Drawn) -> PricedPage:
        """Add prices to links, unless nothing may be bought.

        A page that waits for answers keeps its prices: it will soon be drawn again.
        """
        answers = drawn.answers
        waits = answers.progress is not None
        revision = None if waits else self._revision()
        return drawn.prices.of(revision, partial(self._tag_of, answers))

    def _revision(self) -> object:
        return revision_of_prices(self.ledger)

    def _tag_of(self, answers: Answers) -> TagOf:
        limited = any(isinstance(problem, SpendingLimitError) for problem in answers.problems)
        if limited or not self.ledger.is_priced:
            return lambda _href: ""
        selection = answers.selection
        here = None if answers.price_to_confirm else selection
        return link_prices(self.ledger, questions_of, selection.references, here).tag_of

    def _foot(self) -> list[Any]:
        return [*spending(self.ledger), runs_where(self.options)]

    def _update(self, answers: Answers) -> Props:
        dollars = header_status.update_price(self.ledger, answers)
        return header_status.update(self.ledger, dollars, shown=bool(answers.asked))

    def refusal(self, page: Page[Any], search: str, problem: AddressError) -> Rendered:
        """Render an error for an address that no payer can show."""
        rendered = self._render_problem(page, search, problem)
        as_of = self.ledger.clock().isoformat()
        return replace(rendered, status={**rendered.status, "as_of": as_of})

    def _render_problem(
        self,
        page: Page[Any],
        search: str,
        problem: CloudSenseError,
        answers: Answers | None = None,
    ) -> Rendered:
        """Render an error in place of the page, which is retried unless the address is invalid."""
        lasting = isinstance(problem, AddressError)
        notes = [messages.problem(problem), self._way_out(problem)]
        status = {"closed": True, "poll": 0 if lasting else POLL_IDLE}
        header = self._header(page, None)
        if answers:
            header["account"] = self._account(answers)
        return self._render_notes(page, search, notes, status, header)

    def _way_out(self, problem: CloudSenseError) -> Node:
        if isinstance(problem, AddressError):
            home = link(self.options.home.search, "Back to the overview", id="home")
            return el("p", home, data_unpriced="")
        return messages.retry()

    def _render_connecting(self, page: Page[Any], search: str, selection: Selection) -> Rendered:
        """Render the skeleton while AWS is asked for the account."""
        notes = [messages.note("Checking AWS credentials …")]
        status = {"busy": True, "poll": POLL_BUSY}
        header = self._header(page, selection)
        return self._render_notes(page, search, notes, status, header)

    def _render_notes(
        self,
        page: Page[Any],
        search: str,
        notes: list[Any],
        status: dict[str, Any],
        header: dict[str, Any],
    ) -> Rendered:
        foot = [runs_where(self.options)]
        content: PageContent = {
            page.messages: {"nodes": notes},
            page.footer: {"nodes": foot},
            page.export: {},
        }
        return self._rendered(page, search, content, status, header)

    def _header(self, page: Page[Any], selection: Selection | None) -> dict[str, Any]:
        """Return the header's links to pages, with the same selection if there is one."""
        here = selection or self.options.home
        return {
            "current": page.name,
            "home": self.options.home.search,
            "payers": header_status.payers(self.options, replace(here, page=page.name)),
            "links": same_on_every_page(here) if selection or here.payer else {},
            "counts": header_status.counts(self.ledger) if selection else {},
            "account": None,
            "updated": header_status.NOTHING_YET,
            "update": {"price": "", "lines": [], "shown": False},
        }

    def _rendered(
        self,
        page: Page[Any],
        search: str,
        content: PageContent,
        status: Mapping[str, Any],
        header: Props,
        digests: Mapping[str, str] | None = None,
    ) -> Rendered:
        found = digests or digests_of(content)
        title = browser_title("", page.title, self.options.payer_name)
        common = {"address": search, "page": page.name, "title": title}
        shown = {"address": search, **header}
        return Rendered(content, found, {**common, **status}, shown)
