"""The answer to a request, by way of the same ledger as the page: what either has paid for is free
for the other."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.exact import ZERO, decimal
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.granularity import add_up, split
from cloudsense.costs.names import visible
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, absent
from cloudsense.errors import AbsentValueError
from cloudsense.formatting import count, dimension
from cloudsense.ledger.api_spend import PRICE, Progress
from cloudsense.ledger.ledger import Ledger
from cloudsense.report.request import Request

POLL_SECONDS = 0.1
"""Between two checks of a purchase under way."""

OnProgress = Callable[[str], None]
"""Receives a line of progress."""


@dataclass(frozen=True)
class ReportRow:
    """The cost of `name`, a value of the dimension asked for, in the days from `start`."""

    start: date
    name: str
    amount: Decimal


@dataclass(frozen=True)
class PayerCost:
    """The part of a combined report that is one payer's."""

    payer: str
    account: str
    total: Decimal
    as_of: datetime
    requests: int


@dataclass(frozen=True)
class Report:
    """Costs in rows, by start and then by falling cost of their names; `requests` pages were paid
    for them."""

    request: Request
    snapshot: Snapshot
    rows: tuple[ReportRow, ...]
    total: Decimal
    """Of the rows, and of what is too small to have one."""
    requests: int
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Names by account id, as far as any answer has them."""
    payers: tuple[PayerCost, ...] = ()
    """Of whom it is, where it is of several."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Payers that it lacks, and why in a sentence."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return (self.snapshot,)

    @property
    def unlisted(self) -> Decimal:
        """The part of the total that has no row."""
        return self.total - sum((row.amount for row in self.rows), Decimal(0))


def ask(
    ledger: Ledger, request: Request, on_progress: OnProgress, paid: Callable[[], int]
) -> Report:
    """The answer, bought if need be; `paid` counts the pages paid so far.

    Nothing is asked about a value that does not occur in the costs above it. Raises NoDataError for
    such a value, unless there are no costs at all, and whatever else keeps the ledger from
    answering.
    """
    before, focus, period = paid(), request.focus, request.period
    asked = ledger.route(focus, period)
    for step in asked.steps:
        above = wait_for(ledger, step.query, period, on_progress)
        expect(step.rule, step.focus, above.frame, period)
    asked = ledger.route(focus, period)  # the overview tells how AWS spells its services
    if request.refresh:
        ledger.refresh([(asked.question, period)])
    snapshot = wait_for(ledger, asked.question, period, on_progress)
    if request.refresh and ledger.paid:
        pages = paid() - before
        cost = f"{count(pages, 'request')}, ${PRICE * pages:.2f}"
        on_progress(f"--refresh loaded the data again, also of final months: {cost}")
    for rule, focus_above in held(focus, {step.rule for step in asked.steps}, snapshot.frame):
        expect(rule, focus_above, snapshot.frame, period)
    return report_of(request, snapshot, paid() - before, ledger.account_names(snapshot.identity))


def report_of(
    request: Request, snapshot: Snapshot, requests: int, accounts: Mapping[str, str]
) -> Report:
    """The rows of an answer."""
    focus, period = request.focus, request.period
    frame = focus.within(snapshot.frame).within(period)
    table = tabulate(frame, focus.by, request.metric, period)
    amounts = frame.data[request.metric.value].tolist()
    return Report(
        request=request,
        snapshot=snapshot,
        rows=tuple(_rows(frame, table.listed, request)),
        total=sum(map(decimal, amounts), ZERO),
        requests=requests,
        accounts=accounts,
    )


def wait_for(ledger: Ledger, query: CostQuery, period: Period, on_progress: OnProgress) -> Snapshot:
    """What the ledger knows once nothing more is on its way."""
    reported = Progress(0)
    while True:
        answer = ledger.costs(query, period)
        if answer.snapshot and not answer.progress:
            return answer.snapshot
        progress = answer.progress
        if ledger.paid and progress and progress.pages > reported.pages:
            reported = progress
            on_progress(f"loading from AWS: page {progress.pages}, ${progress.dollars} so far")
        time.sleep(POLL_SECONDS)


def held(
    focus: Focus, asked_above: Set[Filter], frame: CostFrame
) -> Iterator[tuple[Filter, Focus]]:
    """The including filters whose values are in `frame`, the answer to `focus` itself."""
    families = {Dimension.FAMILY} if Dimension.USAGE_TYPE in frame.dimensions else set()
    held = {*frame.dimensions, *families}
    including = tuple(rule for rule in focus.filters if not rule.exclude)
    for n, rule in enumerate(including):
        if rule not in asked_above and rule.dimension in held:
            yield rule, Focus(rule.dimension, including[:n], focus.usage_only)


def expect(rule: Filter, above: Focus, frame: CostFrame, period: Period) -> None:
    """Raises NoDataError unless each value of `rule` occurs in `frame`, an answer to `above`."""
    frame = above.within(frame)
    if not len(frame):
        return
    for value in absent(rule, frame):
        raise no_costs(rule.dimension, value, period)


def no_costs(of: Dimension, value: str, period: Period) -> AbsentValueError:
    """That a value of a filter does not occur."""
    return AbsentValueError(
        f"No costs of {dimension(of).lower()} “{visible(value[:100])}” in {days_as_typed(period)}.",
        remedy=f"To list the values, run: cloudsense report --by {of.value}",
    )


def _rows(frame: CostFrame, listed: Table, request: Request) -> Iterator[ReportRow]:
    """A day, week or month in which nothing was charged or credited to a name has no row for it."""
    spans = split(request.period, request.granularity)
    sums = _sums(frame, request, spans)
    active = add_up(listed.activity, spans) > 0
    for n, span in enumerate(spans):
        for name, is_active in zip(listed.names, active[:, n].tolist(), strict=True):
            if is_active:
                yield ReportRow(span.start, name, sums[name, span.start])


Sums = dict[tuple[str, date], Decimal]
"""By name and start."""


def _sums(frame: CostFrame, request: Request, spans: Sequence[Period]) -> Sums:
    """Exact: floating point would lose the cents of very large amounts."""
    column = frame.data[request.focus.by.value].cat
    names = column.categories.tolist()
    starts = [span.start for span in spans for _ in range(span.days)]
    days = frame.offsets(request.period.start)
    amounts = frame.data[request.metric.value].tolist()
    sums: Sums = defaultdict(lambda: ZERO)
    for code, day, amount in zip(column.codes.tolist(), days.tolist(), amounts, strict=True):
        sums[names[code], starts[day]] += decimal(amount)
    return sums


def days_as_typed(period: Period) -> str:
    """As they would be typed: `2026-10-24..2026-11-22`."""
    return f"{period.start}..{period.last}"
