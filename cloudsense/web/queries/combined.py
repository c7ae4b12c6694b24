"""Answers of several payers about one selection, and their sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Generic, TypeVar

from werkzeug.utils import cached_property

from cloudsense import formatting
from cloudsense.costs.combined import contained, currency_of, different, merge
from cloudsense.costs.currency import AND
from cloudsense.costs.exact import ZERO, decimal
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError, MixedCurrencyError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Question
from cloudsense.web.queries.answers import AnswerOrError, PageAnswers, snapshot_of
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.reconciliation import Reconciliation
from cloudsense.web.state.selection import Selection

A = TypeVar("A", bound=PageAnswers)


@dataclass(frozen=True)
class Join(Generic[A]):
    """How a page combines the answers of several payers."""

    main: Callable[[A], Sequence[AnswerOrError]]
    """Returns the answers that the page's costs are made of."""
    focus: Callable[[A], Focus]
    combine: Callable[[Selection, Mapping[str, A]], A]
    """Combines the answers by payer, all complete and in one currency."""
    list_in: str
    """Id of the component that shows the list of payers, above its other content."""
    reconciled: Callable[[A], Reconciliation | None] | None = None
    """None if the page does not compare its costs with the account's total."""
    note: Callable[[A], str] | None = None
    """Returns what the list of payers says about a payer, instead of that."""
    adds: bool = True
    """Whether costs are added up: in one currency, without those of member accounts."""
    draws_early: bool = False
    """Whether the page is drawn before its answers are loaded, for its controls."""


@dataclass(frozen=True)
class CombinedAnswers(Generic[A]):
    """Answers of each payer. Payers that failed are left out of sums, and listed."""

    selection: Selection
    found: Mapping[str, A | CloudSenseError | None]
    """Answers by payer; None while its account is unknown."""
    join: Join[A]

    @cached_property
    def loaded(self) -> Mapping[str, A]:
        """Answers of payers whose costs are loaded."""
        found: dict[str, Any] = {}
        for name, answers in self.found.items():
            if isinstance(answers, PageAnswers):
                main = map(snapshot_of, self.join.main(answers))
                if all(main):
                    found[name] = answers
        return found

    @cached_property
    def within(self) -> Mapping[str, str]:
        """Loaded payers whose costs are part of another payer's, and the name of that one; none if
        nothing is added."""
        if not self.join.adds:
            return {}
        return contained({name: answers.identity for name, answers in self.loaded.items()})

    @cached_property
    def added(self) -> Mapping[str, A]:
        """Answers of the loaded payers, without those in `within`."""
        return {name: each for name, each in self.loaded.items() if name not in self.within}

    @cached_property
    def missing(self) -> Mapping[str, CloudSenseError]:
        """Errors by payer, for those whose costs could not be loaded."""
        failed = {}
        for name, answers in self.found.items():
            if isinstance(answers, CloudSenseError):
                failed[name] = answers
            elif answers and (problem := _failure(self.join.main(answers))):
                failed[name] = problem
        return failed

    @property
    def waits(self) -> bool:
        """Whether costs of a payer are still loading."""
        known = len(self.loaded) + len(self.missing)
        return known < len(self.found)

    @property
    def is_identifying(self) -> bool:
        """Whether the account of a payer is still unknown."""
        return None in self.found.values()

    @property
    def is_connecting(self) -> bool:
        """Whether the accounts of all payers are still unknown."""
        return self.waits and not self._read

    @property
    def choice(self) -> PeriodChoice:
        """Period of the address."""
        return self._read[0].choice

    @property
    def _read(self) -> list[A]:
        return [each for each in self.found.values() if isinstance(each, PageAnswers)]

    def cost_of(self, name: str) -> str:
        """Return the cost of a loaded payer in the period; "" if the page asked nothing."""
        answers = self.loaded[name]
        if not self._snapshots(answers):
            return ""
        metric = self.selection.metric.value
        focus = self.join.focus(answers)
        total = ZERO
        for snapshot in self._snapshots(answers):
            frame = focus.within(snapshot.frame).within(answers.choice.period)
            amounts: list[float] = frame.data[metric].tolist()
            total += sum(map(decimal, amounts), Decimal(0))
        return formatting.money(total, currency_of(self._snapshots(answers)))

    def _snapshots(self, answers: A) -> list[Snapshot]:
        found = map(snapshot_of, self.join.main(answers))
        return [snapshot for snapshot in found if snapshot]

    @property
    def mixed(self) -> MixedCurrencyError | None:
        """Error, if costs in several currencies would be added."""
        if not self.join.adds:
            return None
        main = list(chain.from_iterable(map(self._snapshots, self.added.values())))
        found = currency_of(main) if main else ""
        if AND not in found:
            return None
        costs = []
        for name in self.loaded:
            cost = self.cost_of(name)
            costs.append(f"{visible(name)} costs {cost}")
        return different(found, costs)

    @property
    def identity(self) -> Identity:
        return self._read[0].identity

    @property
    def accounts(self) -> Mapping[str, str]:
        return names_of(self._read)

    @property
    def snapshots(self) -> list[Snapshot]:
        return [snapshot for answers in self._read for snapshot in answers.snapshots]

    @property
    def asked(self) -> list[Question]:
        return [question for answers in self._read for question in answers.asked]

    @property
    def problems(self) -> Sequence[CloudSenseError]:
        failed = [each for each in self.found.values() if isinstance(each, CloudSenseError)]
        return failed + [problem for answers in self._read for problem in answers.problems]

    @property
    def progress(self) -> Progress | None:
        """Progress of all payers."""
        under_way = [each.progress for each in self._read if each.progress]
        if self.is_identifying:
            under_way.append(Progress(0))
        pages = sum(each.pages for each in under_way)
        return Progress(pages) if under_way else None

    @property
    def price_to_confirm(self) -> Price | None:
        """Price of the page for all payers, if nobody has agreed to it."""
        return price_of(self._read)

    @property
    def failed(self) -> bool:
        return not self.loaded and not self.waits

    def same(self, other: Any) -> bool:
        if not isinstance(other, CombinedAnswers) or self.selection != other.selection:
            return False
        if self.found.keys() != other.found.keys():
            return False
        others = [other.found[name] for name in self.found]
        return all(map(_same, self.found.values(), others))

    @cached_property
    def combined(self) -> A:
        """Combined answers of all loaded payers. Raises MixedCurrencyError."""
        return self.join.combine(self.selection, self.added)

    @cached_property
    def so_far(self) -> A | None:
        """Combined answers while some are still loading; None if the page shows its skeleton."""
        if not self.join.draws_early:
            return None
        read = {
            name: answers
            for name, answers in self.found.items()
            if isinstance(answers, PageAnswers)
            and name not in self.missing
            and name not in self.within
        }
        return self.join.combine(self.selection, read) if read else None


def merged(focus: Focus, answers: Sequence[AnswerOrError | None]) -> AnswerOrError:
    """Merge answers. Returns the first error, or no snapshot if an answer is missing."""
    snapshots = []
    for answer in answers:
        if isinstance(answer, CloudSenseError):
            return answer
        snapshot = snapshot_of(answer)
        if snapshot is None:
            return Answer(None, Progress(0))
        snapshots.append(snapshot)
    try:
        return Answer(merge(snapshots, focus))
    except CloudSenseError as problem:
        return problem


def names_of(answers: Iterable[PageAnswers]) -> dict[str, str]:
    """Return the account names of all answers, by id."""
    names: dict[str, str] = {}
    for each in answers:
        names.update(each.accounts)
    return names


def price_of(answers: Iterable[PageAnswers]) -> Price | None:
    """Return the price of all that nobody has agreed to yet."""
    prices = [each.price_to_confirm for each in answers if each.price_to_confirm]
    return Price.of_all(prices) if prices else None


def progress_of(answers: Iterable[PageAnswers]) -> Progress | None:
    """Return the progress of all that is loading."""
    under_way = [each.progress for each in answers if each.progress]
    pages = sum(each.pages for each in under_way)
    return Progress(pages) if under_way else None


def merged_snapshots(focus: Focus, snapshots: Sequence[Snapshot | None]) -> Snapshot | None:
    """Merge cached answers; None if one is missing, or if currencies differ."""
    known = [snapshot for snapshot in snapshots if snapshot]
    if len(known) < len(snapshots):
        return None
    try:
        return merge(known, focus)
    except CloudSenseError:
        return None


def _failure(answers: Sequence[AnswerOrError]) -> CloudSenseError | None:
    return next((each for each in answers if isinstance(each, CloudSenseError)), None)


def _same(one: object, other: object) -> bool:
    if not isinstance(one, PageAnswers) or not isinstance(other, PageAnswers):
        return False
    return one.same(other)
