"""One look at the ledger for everything that an address shows, so that no two numbers on the screen can disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import numpy as np
from werkzeug.utils import cached_property  # functools' own has one lock for all readings in Python 3.11

from cloudsense.costs.analysis import Row, Table, breakdown, tabulate
from cloudsense.costs.budget import BudgetStatus, ended, running
from cloudsense.costs.forecast import Daily, Projection, charge_kind, project
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice, choose, earliest
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Answer, Ledger, Wish
from cloudsense.ledger.spending import Progress
from cloudsense.web.asking import Asking
from cloudsense.web.selection import Selection

Steps = tuple[tuple[Filter, Focus], ...]


@dataclass(frozen=True)
class Reading:
    """What the ledger had to say about a selection. The tables are made when a panel wants them."""

    selection: Selection
    today: date
    choice: PeriodChoice
    identity: Identity
    question: CostQuery
    """What is asked to show `selection.focus`."""
    above: Steps
    """What a person came from, as far as it is asked for by itself."""
    main: Answer | CloudSenseError
    """The answer, over the period and, where history reaches, the days that it is compared with."""
    overview: Answer | CloudSenseError
    """All services, last month and this month."""
    details: Answer | CloudSenseError | None
    """Usage types of EC2, if the page shows them, there are any, and they do not cost many pages."""
    charges: Answer | CloudSenseError | None = None
    """The overview of the period, where nothing is filtered or the period is a whole month that is over."""
    asked: Mapping[Wish, Answer | CloudSenseError] = field(default_factory=dict)
    """All of these, and what was asked on the way to them."""
    nowhere: Filter | None = None
    """A filter whose values do not occur: nothing was asked."""
    comparable: bool = True
    total: Snapshot | None = None
    """The account's total over the period, as far as it is kept and the page is about the whole account."""

    def same(self, other: Reading) -> bool:
        """Whether both are made of the very same answers, and so look the same. Failures are never the same."""
        return (
            (self.selection, self.today, self.identity) == (other.selection, other.today, other.identity)
            and self.total is other.total
            and self.asked.keys() == other.asked.keys()
            and all(_same(answer, other.asked[wish]) for wish, answer in self.asked.items())
        )

    @property
    def focus(self) -> Focus:
        return self.selection.focus

    @property
    def ec2(self) -> tuple[str, ...]:
        """The EC2 services that have costs in the period, as far as it is known."""
        charges = self.charges
        return _ec2(charges.snapshot) if isinstance(charges, Answer) and charges.snapshot else ()

    @property
    def answers(self) -> list[Answer | CloudSenseError]:
        return [answer for answer in (self.main, self.overview, self.details, self.charges) if answer is not None]

    @property
    def snapshots(self) -> list[Snapshot]:
        return [a.snapshot for a in self.answers if isinstance(a, Answer) and a.snapshot]

    @property
    def progress(self) -> Progress | None:
        """All purchases under way, together; those of one question, whatever the period, are one."""
        pages: dict[CostQuery, int] = {}
        for (query, _), answer in self.asked.items():
            if isinstance(answer, Answer) and answer.progress:
                pages[query] = max(pages.get(query, 0), answer.progress.pages)
        return Progress(sum(pages.values())) if pages else None

    @property
    def problems(self) -> list[CloudSenseError]:
        failed = [a for a in self.answers if isinstance(a, CloudSenseError)]
        return failed + [s.problem for s in self.snapshots if s.problem]

    @cached_property
    def snapshot(self) -> Snapshot:
        return known(self.main)

    @cached_property
    def frame(self) -> CostFrame:
        return self.focus.within(self.snapshot.frame)

    @cached_property
    def table(self) -> Table:
        return tabulate(self.frame, self.focus.by, self.selection.metric, self.choice.period)

    @cached_property
    def before(self) -> Table | None:
        if not self.comparable:
            return None
        return tabulate(self.frame, self.focus.by, self.selection.metric, self.choice.before)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return breakdown(self.table, self.before)

    @cached_property
    def families(self) -> Table:
        """EC2 by family over the period."""
        if self.details is None:
            return Table(self.choice.period, (), np.zeros((0, self.choice.period.days)))
        focus = Focus(Dimension.FAMILY, (), self.focus.usage_only)
        frame = focus.within(known(self.details).frame)
        return tabulate(frame, Dimension.FAMILY, self.selection.metric, self.choice.period)

    @cached_property
    def charge_types(self) -> Table:
        """The whole account over the period by charge type."""
        period = self.choice.period
        if self.charges is None:
            return Table(period, (), np.zeros((0, period.days)))
        frame = Focus(Dimension.CHARGE_TYPE, (), self.focus.usage_only).within(known(self.charges).frame)
        return tabulate(frame, Dimension.CHARGE_TYPE, self.selection.metric, period)

    @cached_property
    def lately(self) -> Table | None:
        """Services in the last two months."""
        if isinstance(self.overview, CloudSenseError) or not self.overview.snapshot:
            return None
        frame, period = self.overview.snapshot.frame, self.overview.snapshot.period
        return tabulate(frame, Dimension.SERVICE, self.selection.metric, period)

    @property
    def ranking(self) -> tuple[str, ...]:
        """Services by what they cost in the last two months: it gives them their colours on every page."""
        return self.lately.names if self.lately else ()

    @cached_property
    def projection(self) -> Projection | None:
        """The running month of the whole account, by the chosen metric and charges; None if it has no costs."""
        snapshot = known(self.overview)
        frame = Focus(Dimension.CHARGE_TYPE, (), self.focus.usage_only).within(snapshot.frame)
        kinds: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
        table = tabulate(frame, Dimension.CHARGE_TYPE, self.selection.metric, snapshot.period)
        for charge, amounts in zip(table.names, table.amounts.tolist(), strict=True):
            kind = kinds[charge_kind(charge)]
            for day, amount in zip(snapshot.period.dates, amounts, strict=True):
                kind[day] += amount
        if not kinds:
            return None
        return project(Daily(kinds["usage"], kinds["lumps"], kinds["unforeseeable"]), self.today)

    def budget(self, limit: Decimal) -> BudgetStatus | None:
        """How the whole past month on the screen, or else the running month, stands against `limit`."""
        if self.charges is not None and self.choice.whole_month and _is_over(self.choice, self.today):
            return ended(limit, self.charge_types.total, self.choice.whole_month)
        return running(limit, self.projection) if self.projection else None


def read(ledger: Ledger, selection: Selection, patience: float, buy: bool = True) -> Reading | None:
    """Everything that `selection` shows, without `buy` as far as it is kept; None while AWS is asked who we are.

    Raises CloudSenseError if nobody knows, and AddressError for a period that cannot be.
    """
    today = ledger.clock().date()
    choice = choose(selection.period, today)
    asking = Asking(ledger, patience, buy)
    identity = ledger.identity(patience)
    if identity is None:
        return None
    comparable = choice.before.start >= earliest(today)
    span = Period(choice.before.start, choice.period.end) if comparable else choice.period
    question = asking.question(selection.focus, span)
    above = selection.focus.above(lambda focus: asking.question(focus, span))
    nowhere, held_up = _look_above(asking, selection.focus, above, span)
    main = held_up or asking.ask(question, span)
    charges = _charges(asking, selection, choice, today)
    overview = asking.ask(OVERVIEW, Period(Month.of(today).plus(-1).first, today + ONE_DAY))
    return Reading(
        selection=selection,
        today=today,
        choice=choice,
        identity=identity,
        main=main,
        overview=overview,
        question=question,
        above=above,
        details=_details(asking, selection, charges),
        charges=charges,
        nowhere=nowhere,
        comparable=comparable,
        asked=asking.answers,
        total=_total(ledger, question, choice.period),
    )


def _look_above(
    asking: Asking, focus: Focus, above: Steps, span: Period
) -> tuple[Filter | None, Answer | CloudSenseError | None]:
    """A filter whose values do not occur, and the answer that stands in for the one that then is not asked for.

    What a person (or a link from a stranger) filters by must occur in what they came from before AWS is asked about it.
    """
    for rule, step in above:
        answer = asking.ask(asking.question(step, span), span)
        if isinstance(answer, CloudSenseError) or answer.snapshot is None:
            return None, answer
        frame = step.within(answer.snapshot.frame)
        if not set(rule.values) <= set(frame.data[rule.dimension.value].unique()):
            return rule, Answer(replace(answer.snapshot, frame=_none_of(focus)))
    return None, None


def _none_of(focus: Focus) -> CostFrame:
    """No rows, with every column that an answer would have."""
    return CostFrame.empty(tuple(dict.fromkeys((*focus.query.group_by, Dimension.SERVICE))))


def _details(
    asking: Asking, selection: Selection, charges: Answer | CloudSenseError | None
) -> Answer | CloudSenseError | None:
    """The usage types of those EC2 services that have costs, where nothing is filtered and they do not cost much."""
    if selection.filters or charges is None:
        return None
    if isinstance(charges, CloudSenseError) or charges.snapshot is None:
        return charges
    present, period = _ec2(charges.snapshot), charges.snapshot.period
    if not present:
        return None
    query = Focus(Dimension.FAMILY, (Filter(Dimension.SERVICE, present),), selection.focus.usage_only).query
    return None if asking.dear(query, period) else asking.ask(query, period)


def _ec2(overview: Snapshot) -> tuple[str, ...]:
    """The EC2 services that have costs."""
    costly = set(overview.frame.data[Dimension.SERVICE.value].unique())
    return tuple(name for name in EC2_SERVICES if name in costly)


def _charges(
    asking: Asking, selection: Selection, choice: PeriodChoice, today: date
) -> Answer | CloudSenseError | None:
    """The overview of the period: for what the charges add up to, and for the budget of a month that is over."""
    if selection.filters and not _is_over(choice, today):
        return None
    return asking.ask(OVERVIEW, choice.period)


def _is_over(choice: PeriodChoice, today: date) -> bool:
    """Whether the period is a whole month that has ended."""
    return choice.whole_month is not None and choice.whole_month != Month.of(today)


def _same(one: Answer | CloudSenseError, other: Answer | CloudSenseError) -> bool:
    if isinstance(one, CloudSenseError) or isinstance(other, CloudSenseError):
        return False
    return one.snapshot is other.snapshot and one.progress == other.progress


def _total(ledger: Ledger, question: CostQuery, period: Period) -> Snapshot | None:
    """Nothing is bought for it."""
    try:
        return None if question.where else ledger.kept(TOTAL, period).snapshot
    except CloudSenseError:
        return None


def known(answer: Answer | CloudSenseError) -> Snapshot:
    """The snapshot of an answer. Raises CloudSenseError if it failed, Waiting if it is on its way."""
    if isinstance(answer, CloudSenseError):
        raise answer
    if answer.snapshot is None:
        raise Waiting(answer.progress or Progress(0))
    return answer.snapshot


class Waiting(Exception):  # noqa: N818 - nothing failed
    """The answer is on its way."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
