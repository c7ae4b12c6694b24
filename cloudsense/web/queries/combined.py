"""What several payers answered about one selection, each by itself, and their costs together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from werkzeug.utils import cached_property

from cloudsense import formatting
from cloudsense.costs.combined import currency_of, different, merge
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
from cloudsense.web.queries.answers import Found, PageAnswers
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.reconciliation import Reconciliation
from cloudsense.web.state.selection import Selection

A = TypeVar("A", bound=PageAnswers)


@dataclass(frozen=True)
class Join(Generic[A]):
    """How the answers of several payers to the questions of a page become those of one."""

    main: Callable[[A], Sequence[Found]]
    """The answers that the costs of the page are made of."""
    focus: Callable[[A], Focus]
    together: Callable[[Selection, Mapping[str, A]], A]
    """The answers by payer, all complete and in one currency, as the answers of one."""
    list_in: str
    """Id of the component that shows the list of payers, above what else it has."""
    reconciled: Callable[[A], Reconciliation | None] | None = None
    """None where the page does not compare its costs with the account's total."""
    draws_early: bool = False
    """Whether the page is drawn before its answers are here: its controls come first."""


@dataclass(frozen=True)
class CombinedAnswers(Generic[A]):
    """The answers of each payer. Those that failed are left out of the sums, and named."""

    selection: Selection
    found: Mapping[str, A | CloudSenseError | None]
    """By payer; None while AWS is being asked whose costs they are."""
    join: Join[A]

    @cached_property
    def standing(self) -> Mapping[str, A]:
        """The payers whose costs are known."""
        return {
            name: answers
            for name, answers in self.found.items()
            if isinstance(answers, PageAnswers) and all(map(snapshot_of, self.join.main(answers)))
        }

    @cached_property
    def missing(self) -> Mapping[str, CloudSenseError]:
        """The payers whose costs could not be had, and why."""
        failed = {}
        for name, answers in self.found.items():
            if isinstance(answers, CloudSenseError):
                failed[name] = answers
            elif answers and (problem := _failure(self.join.main(answers))):
                failed[name] = problem
        return failed

    @property
    def waits(self) -> bool:
        """Whether the costs of a payer are not known yet."""
        return len(self.standing) + len(self.missing) < len(self.found)

    @property
    def is_connecting(self) -> bool:
        """Whether nothing is known but that AWS is being asked whose costs they are."""
        return self.waits and not self._read

    @property
    def choice(self) -> PeriodChoice:
        """The days of the address."""
        return self._read[0].choice

    @property
    def _read(self) -> list[A]:
        return [each for each in self.found.values() if isinstance(each, PageAnswers)]

    def cost_of(self, name: str) -> str:
        """What a payer costs in the period, which is known; "" where nothing was asked."""
        answers = self.standing[name]
        if not self._snapshots(answers):
            return ""
        metric, focus = self.selection.metric.value, self.join.focus(answers)
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
        """Where the payers are not billed in one currency."""
        main = [each for answers in self.standing.values() for each in self._snapshots(answers)]
        found = currency_of(main) if main else ""
        if AND not in found:
            return None
        costs = [f"{visible(name)} costs {self.cost_of(name)}" for name in self.standing]
        return different(found, costs)

    @property
    def identity(self) -> Identity:
        return self._read[0].identity

    @property
    def accounts(self) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for answers in self._read:
            names.update(answers.accounts)
        return names

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
        """Of all payers together."""
        under_way = [each.progress for each in self._read if each.progress]
        if None in self.found.values():
            under_way.append(Progress(0))
        return Progress(sum(each.pages for each in under_way)) if under_way else None

    @property
    def unasked(self) -> Price | None:
        """What all payers cost together, where nobody has agreed to that."""
        prices = [each.unasked for each in self._read if each.unasked]
        return Price.of_all(prices) if prices else None

    @property
    def failed(self) -> bool:
        return not self.standing and not self.waits

    def same(self, other: Any) -> bool:
        if not isinstance(other, CombinedAnswers) or self.found.keys() != other.found.keys():
            return False
        pairs = [(answers, other.found[name]) for name, answers in self.found.items()]
        return self.selection == other.selection and all(_same(*pair) for pair in pairs)

    @cached_property
    def together(self) -> A:
        """The costs of all that are standing, as the answers of one. Raises MixedCurrencyError."""
        return self.join.together(self.selection, self.standing)

    @cached_property
    def so_far(self) -> A | None:
        """The same before all answers are here; None where the page shows its skeleton."""
        if not self.join.draws_early:
            return None
        read = {
            name: answers
            for name, answers in self.found.items()
            if isinstance(answers, PageAnswers) and name not in self.missing
        }
        return self.join.together(self.selection, read) if read else None


def merged(focus: Focus, answers: Sequence[Found | None]) -> Found:
    """One answer of several: the first failure, if any failed or is not there."""
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


def merged_snapshots(focus: Focus, snapshots: Sequence[Snapshot | None]) -> Snapshot | None:
    """The same of what is cached; None if it is not cached of all, or not in one currency."""
    known = [snapshot for snapshot in snapshots if snapshot]
    if len(known) < len(snapshots):
        return None
    try:
        return merge(known, focus)
    except CloudSenseError:
        return None


def snapshot_of(answer: Found | None) -> Snapshot | None:
    return answer.snapshot if isinstance(answer, Answer) else None


def _failure(answers: Sequence[Found]) -> CloudSenseError | None:
    return next((each for each in answers if isinstance(each, CloudSenseError)), None)


def _same(one: object, other: object) -> bool:
    if not isinstance(one, PageAnswers) or not isinstance(other, PageAnswers):
        return False
    return one.same(other)
