"""What several payers answered about one selection, each by itself, and their costs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from werkzeug.utils import cached_property

from cloudsense import formatting
from cloudsense.costs.combined import currency_of, different, merge
from cloudsense.costs.currency import AND
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError, MixedCurrencyError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Question
from cloudsense.web.queries.answers import Found
from cloudsense.web.queries.cost_history import NO_HISTORY
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.page_data import OverviewAnswers
from cloudsense.web.state.selection import Selection

ByPayer = Mapping[str, OverviewAnswers | CloudSenseError | None]
"""What each payer answered; None while AWS is being asked whose costs they are."""


@dataclass(frozen=True)
class CombinedAnswers:
    """The answers of each payer. Those that failed are left out of the sums, and named."""

    selection: Selection
    found: ByPayer

    @cached_property
    def standing(self) -> Mapping[str, OverviewAnswers]:
        """The payers whose costs are known."""
        return {
            name: answers
            for name, answers in self.found.items()
            if isinstance(answers, OverviewAnswers) and _snapshot(answers.main)
        }

    @cached_property
    def missing(self) -> Mapping[str, CloudSenseError]:
        """The payers whose costs could not be had, and why."""
        failed = {}
        for name, answers in self.found.items():
            if isinstance(answers, CloudSenseError):
                failed[name] = answers
            elif answers and isinstance(answers.main, CloudSenseError):
                failed[name] = answers.main
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
    def _read(self) -> list[OverviewAnswers]:
        return [each for each in self.found.values() if isinstance(each, OverviewAnswers)]

    @property
    def mixed(self) -> MixedCurrencyError | None:
        """Where the payers are not billed in one currency."""
        found = currency_of([answers.snapshot for answers in self.standing.values()])
        if AND not in found:
            return None
        costs = []
        for name, answers in self.standing.items():
            cost = formatting.money(answers.table.total, answers.snapshot.currency)
            costs.append(f"{visible(name)} costs {cost}")
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

    def same(self, other: object) -> bool:
        if not isinstance(other, CombinedAnswers) or self.found.keys() != other.found.keys():
            return False
        pairs = [(answers, other.found[name]) for name, answers in self.found.items()]
        return self.selection == other.selection and all(_same(*pair) for pair in pairs)

    @cached_property
    def together(self) -> OverviewAnswers:
        """The costs of all that are standing, as the answers of one. Raises MixedCurrencyError."""
        parts = list(self.standing.values())
        first = parts[0]
        whole = Focus(Dimension.CHARGE_TYPE)
        main = partial(_merged, first.focus)
        uncompared = next((each.uncompared for each in parts if each.uncompared), None)
        absent = first.absent_filter
        compares = all(each.compared for each in parts)
        return replace(
            first,
            selection=self.selection,
            main=main([each.main for each in parts]),
            overview=_merged(whole, [each.overview for each in parts]),
            details=_details(parts),
            charges=_optional(whole, [each.charges for each in parts]),
            against=_optional(first.focus, [each.against for each in parts]),
            compared=first.compared if compares else None,
            uncompared=uncompared,
            cached=_cached(parts),
            asked={},
            accounts=self.accounts,
            value_counts={},
            absent_filter=absent if all(each.absent_filter for each in parts) else None,
            total=None,
            history=NO_HISTORY,
            forecast=None,
            noticed=None,
            file_budget=None,
            unasked=None,
        )


def _merged(focus: Focus, answers: Sequence[Found | None]) -> Found:
    """One answer of several: the first failure, if any failed or is not there."""
    snapshots = []
    for answer in answers:
        if isinstance(answer, CloudSenseError):
            return answer
        snapshot = _snapshot(answer)
        if snapshot is None:
            return Answer(None, Progress(0))
        snapshots.append(snapshot)
    try:
        return Answer(merge(snapshots, focus))
    except CloudSenseError as problem:
        return problem


def _optional(focus: Focus, answers: Sequence[Found | None]) -> Found | None:
    """The same of what none may have asked for."""
    return _merged(focus, answers) if all(answers) else None


def _details(parts: Sequence[OverviewAnswers]) -> Found | None:
    """Of the payers that have costs of EC2; None if one of them was not asked for details."""
    found = [each.details for each in parts if each.ec2 or each.details]
    return _optional(Focus(Dimension.FAMILY), found) if found else None


def _cached(parts: Sequence[OverviewAnswers]) -> Snapshot | None:
    snapshots = [each.cached for each in parts if each.cached]
    if len(snapshots) < len(parts):
        return None
    by_charge_type = replace(parts[0].focus, by=Dimension.CHARGE_TYPE)
    try:
        return merge(snapshots, by_charge_type)
    except CloudSenseError:
        return None


def _snapshot(answer: Found | None) -> Snapshot | None:
    return answer.snapshot if isinstance(answer, Answer) else None


def _same(one: object, other: object) -> bool:
    if not isinstance(one, OverviewAnswers) or not isinstance(other, OverviewAnswers):
        return False
    return one.same(other)
