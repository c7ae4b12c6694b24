"""The combined view of all payers: the sum of their costs, and a check of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cloudsense.costs.combined import contained
from cloudsense.costs.names import visible
from cloudsense.costs.period import Month
from cloudsense.errors import (
    AddressError,
    CloudSenseError,
    MixedCurrencyError,
    SpendingLimitError,
)
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import header_status, messages
from cloudsense.web.components.footer import paid_text, runs_where, through_day
from cloudsense.web.pages.base import Answers, Page, ViewContext
from cloudsense.web.pages.payer_list import payer_list
from cloudsense.web.pages.payer_renderers import payer_of
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.combined import CombinedAnswers, Join
from cloudsense.web.queries.deleted_months import deleted_months
from cloudsense.web.queries.link_price_labels import HINT, LEGEND, PageContent, Props, TagOf
from cloudsense.web.queries.link_prices import (
    Price,
    link_prices,
    look_before_buying,
    price_of_questions,
    revision_of_prices,
)
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.selection import Selection


class OneAtATimeError(AddressError):
    """The page shows one payer at a time."""

    def __init__(self, selection: Selection, title: str) -> None:
        super().__init__(f"The page {title} shows one payer at a time.", remedy="Choose a payer.")
        self.selection = selection


class PayerCurrenciesDifferError(MixedCurrencyError):
    """The costs of the payers can't be added."""

    def __init__(self, selection: Selection, problem: MixedCurrencyError) -> None:
        super().__init__(problem.title, problem.detail, problem.remedy)
        self.selection = selection


@dataclass(frozen=True)
class CombinedRenderer(Renderer):
    """Renders the combined view of `payers`. Its ledger is that of the first one."""

    def read(
        self, page: Page[Any], selection: Selection, terms: Terms
    ) -> tuple[CombinedAnswers[Any] | None, Sequence[Month]]:
        """Read the answers of all payers. An error of one does not affect the others."""
        _join_of(page, selection)  # raises before anything is read
        deleted: dict[Month, None] = {}
        for ledger in self._ledgers:
            gone = deleted_months(ledger, selection, terms.asked_at, page.questions)
            deleted.update(dict.fromkeys(gone))
        until = time.monotonic() + terms.patience
        allowed = 0 if deleted else self._limit(page, selection, terms)
        answers = self.answers(page, selection, Terms(_left(until), allowed))
        if answers.failed:
            raise _nothing(answers)
        if not answers.waits and answers.mixed:
            raise PayerCurrenciesDifferError(selection, answers.mixed)
        return None if answers.is_connecting else answers, tuple(deleted)

    def answers(self, page: Page[Any], selection: Selection, terms: Terms) -> CombinedAnswers[Any]:
        """Read the answers of each payer, within a shared time. Raises AddressError."""
        join = _join_of(page, selection)
        until = time.monotonic() + terms.patience
        found = {}
        for name, renderer in self.payers.items():
            of_payer = replace(terms, patience=_left(until))
            found[name] = _read(renderer, page, selection, of_payer)
        return CombinedAnswers(selection, found, join)

    def cached(self, page: Page[Any], selection: Selection, patience: float) -> Answers | None:
        """Return the cached costs of all payers. Raises CloudSenseError if one is missing, because
        a file would not show that."""
        answers = self.answers(page, selection, Terms(patience, limit=0))
        for problem in answers.missing.values():
            raise problem
        if answers.waits:
            return None
        if answers.mixed:
            raise answers.mixed
        together: Answers = answers.combined
        return together

    @property
    def parts(self) -> Sequence[Renderer]:
        return tuple(self.payers.values())

    @property
    def _ledgers(self) -> list[Ledger]:
        return [renderer.ledger for renderer in self.payers.values()]

    def _limit(self, page: Page[Any], selection: Selection, terms: Terms) -> int | None:
        """Return 0 if all payers together need more than `limit` paid requests or the number is
        unknown, else `limit`."""
        limit = terms.limit
        if limit is None or not self.ledger.is_priced:
            return None
        if not _are_known(self._ledgers, terms.patience):
            return 0
        today = self.ledger.clock().date()
        most = 0.0
        for ledger in self._ledgers:
            look_before_buying(ledger, page.questions, selection)
            most += price_of_questions(ledger, questions_of(ledger, selection, today)).likely_most
        return limit if most <= limit else 0

    def _view(self, page: Page[Any], answers: Any, context: ViewContext) -> PageContent:
        read: CombinedAnswers[Any] = answers
        drawn = read.so_far if read.waits else read.combined
        shown: list[Node] = []
        if drawn:
            content = dict(page.view(drawn, context))
            shown += content[page.messages]["nodes"]
        else:
            content = dict(page.skeleton)
            if read.price_to_confirm and not read.is_identifying:
                is_cached = bool(read.loaded)
                shown.append(messages.confirm_price(read.price_to_confirm, is_cached))
        if read.missing:
            shown.append(messages.retry())
        content[page.messages] = {"nodes": shown}
        place = read.join.list_in
        below = content.get(place, {}).get("nodes", ())
        payers = payer_list(read, self.options)
        content[place] = {"nodes": [payers, *below]}
        content[page.footer] = {"nodes": _through(read)}
        return content

    def _panel_of_payers(self, page: Page[Any], _answers: Any) -> dict[str, Props]:
        """Return nothing: the payer list replaces the panel."""
        return {page.payers_in: {"nodes": ()}} if page.payers_in else {}

    def _account(self, answers: Answers) -> None:
        """Return None: several accounts are shown."""

    def _header(self, page: Page[Any], selection: Selection | None) -> dict[str, Any]:
        counts: Counter[str] = Counter()
        for ledger in self._added if selection else ():
            counts.update(header_status.counts(ledger))
        return {**super()._header(page, selection), "counts": counts}

    @property
    def _added(self) -> list[Ledger]:
        """Ledgers of the payers whose costs are not part of another one's, as far as known."""
        ledgers = {name: part.ledger for name, part in self.payers.items()}
        known = {name: ledger.session.identity for name, ledger in ledgers.items()}
        within = contained({name: identity for name, identity in known.items() if identity})
        return [ledger for name, ledger in ledgers.items() if name not in within]

    def _foot(self) -> list[Any]:
        shown = []
        for name, spent in self._paid.items():
            shown.append(el("span", f"{name}: {spent}"))
        if shown:
            shown.append(el("span", LEGEND, cls="cents-legend", title=HINT))
        return [*shown, runs_where(self.options)]

    @property
    def _paid(self) -> dict[str, str]:
        """What was paid for each payer whose answers cost something, in words."""
        found = {}
        for name, part in self.payers.items():
            if part.ledger.is_priced:
                found[visible(name)] = paid_text(part.ledger)
        return found

    def _update(self, answers: Any) -> Mapping[str, Any]:
        dollars = Decimal(0)
        for name, found in answers.found.items():
            if isinstance(found, PageAnswers):
                dollars += header_status.update_price(self.payers[name].ledger, found)
        found = header_status.update(self.ledger, dollars, shown=bool(answers.asked))
        *lines, _ = found["lines"] or [[]]
        for name, spent in self._paid.items():
            lines.append([f"Spent, {name}", spent])
        return {**found, "lines": lines}

    def _revision(self) -> object:
        return tuple(revision_of_prices(ledger) for ledger in self._ledgers)

    def _tag_of(self, answers: Answers) -> TagOf:
        limited = any(isinstance(problem, SpendingLimitError) for problem in answers.problems)
        if limited or not self.ledger.is_priced:
            return lambda _href: ""
        references = self.options.references
        known = {
            name: link_prices(renderer.ledger, questions_of, references)
            for name, renderer in self.payers.items()
        }

        def tag_of(href: str) -> str:
            payer = self._payer_of(href)
            asked = [known[payer]] if payer in known else known.values()
            return Price.of_all([each.of(href) for each in asked]).tag

        return tag_of

    def _payer_of(self, href: str) -> str:
        return payer_of(href) or next(iter(self.payers))

    def _way_out(self, problem: CloudSenseError) -> Node:
        if not isinstance(problem, OneAtATimeError | PayerCurrenciesDifferError):
            return super()._way_out(problem)
        links: list[Node | str] = []
        for name in self.payers:
            payer = self.options.address_of(name)
            address = replace(problem.selection, payer=payer).search
            links += [link(address, visible(name)), " "]
        return el("p", *links, data_unpriced="")


def _join_of(page: Page[Any], selection: Selection) -> Join[Any]:
    """Return how payers are combined. Raises AddressError for a page that shows one at a time."""
    if page.join is None:
        raise OneAtATimeError(selection, page.title)
    return page.join


def _read(renderer: Renderer, page: Page[Any], selection: Selection, terms: Terms) -> Any:
    """Return the answers of a payer, the error, or None while its account is unknown."""
    try:
        return page.read(renderer.ledger, selection, terms)
    except AddressError:
        raise
    except CloudSenseError as problem:
        return problem


def _are_known(ledgers: Sequence[Ledger], patience: float) -> bool:
    """Whether AWS has named the accounts of all payers, or refused to."""
    until = time.monotonic() + patience
    for ledger in ledgers:
        _is_known(ledger, 0)  # start all requests, then wait
    return all(_is_known(ledger, _left(until)) for ledger in ledgers)


def _is_known(ledger: Ledger, patience: float) -> bool:
    try:
        return ledger.identity(patience) is not None
    except CloudSenseError:
        return True


def _left(until: float) -> float:
    """Return the seconds until then; 0 if past."""
    return max(0.0, until - time.monotonic())


def _nothing(answers: CombinedAnswers[Any]) -> CloudSenseError:
    sentences = [problem.sentence for problem in answers.missing.values()]
    return CloudSenseError("The costs could not be loaded for any payer.", " ".join(sentences))


def _through(answers: CombinedAnswers[Any]) -> list[Node]:
    days = []
    for standing in answers.loaded.values():
        complete = [snapshot.complete_to for snapshot in standing.snapshots]
        days += [max(complete)] if complete else []
    return [through_day(min(days))] if days else []
