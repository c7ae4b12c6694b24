"""Answer to a report request. Uses the page's ledger, so each reuses what the
other has paid for."""

from __future__ import annotations

import shlex
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cloudsense.costs.exact import ZERO, decimal
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.granularity import add_up, split
from cloudsense.costs.groups import Groups
from cloudsense.costs.names import quoted
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, absent
from cloudsense.errors import AbsentValueError
from cloudsense.figures import tag_words
from cloudsense.formatting import count, noun
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.ledger.ledger import Ledger
from cloudsense.report.request import Request

POLL_SECONDS = 0.1
"""Seconds between two checks of a running purchase."""

OnProgress = Callable[[str], None]
"""Receives a line of progress."""


def loading(progress: Progress) -> str:
    """Progress line of a running purchase."""
    return f"loading from AWS: page {progress.pages}, ${progress.dollars} so far"


def priced(pages: int, noun: str = "request") -> str:
    """`2 requests, $0.02`."""
    dollars = PAGE_PRICE * pages
    return f"{count(pages, noun)}, ${dollars:.2f}"


@dataclass(frozen=True)
class ReportRow:
    """Cost of `key`, a value for each dimension, in the days from `start`."""

    start: date
    key: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class PayerCost:
    """One payer's part of a combined report."""

    payer: str
    account: str
    total: Decimal
    as_of: datetime
    requests: int
    within: str = ""
    """Payer whose costs include this one's; "" if there is none."""


@dataclass(frozen=True)
class Report:
    """Costs in rows, by start and then by falling cost of their keys; `requests`
    pages were paid for."""

    request: Request
    snapshot: Snapshot
    rows: tuple[ReportRow, ...]
    total: Decimal
    """Sum of the rows, and of costs too small for a row."""
    requests: int
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account names by id, as far as any answer contains them."""
    payers: tuple[PayerCost, ...] = ()
    """Payers of a combined report."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Payers without an answer, and why, in a sentence."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return (self.snapshot,)

    @property
    def unlisted(self) -> Decimal:
        """Part of the total that has no row."""
        listed = sum((row.amount for row in self.rows), ZERO)
        return self.total - listed


def ask(
    ledger: Ledger, request: Request, on_progress: OnProgress, paid: Callable[[], int]
) -> Report:
    """Answer, bought if missing; `paid` counts the pages paid so far.

    Nothing is bought for a filter without a matching value. Raises NoDataError for such a filter,
    unless there are no costs at all, and any error of the ledger.
    """
    before, focus, period = paid(), request.focus, request.period
    ledger.identity(None)  # the route depends on this account's cache
    asked = ledger.route(focus, period)
    for step in asked.steps:
        above = wait_for(ledger, step.query, period, on_progress)
        expect(step.rule, step.focus, above.frame, period, on_progress)
    asked = ledger.route(focus, period)  # the overview contains AWS's spellings of services
    if request.refresh:
        ledger.refresh([(asked.question, period)])
    snapshot = wait_for(ledger, asked.question, period, on_progress)
    if request.refresh and ledger.is_priced:
        on_progress(_refreshed(paid() - before, failed=snapshot.problem is not None))
    looked_up = {step.rule for step in asked.steps}
    for rule, focus_above in held(focus, frozenset(looked_up), snapshot.frame):
        expect(rule, focus_above, snapshot.frame, period, on_progress)
        looked_up.add(rule)
    if not len(snapshot.frame):
        refuse_first(focus, looked_up, period)
    frame = focus.within(snapshot.frame).within(period)
    for sentence in tag_words.since_when(frame, focus, period):
        on_progress(sentence)
    accounts = ledger.account_names(snapshot.identity)
    return report_of(request, snapshot, paid() - before, accounts)


def _refreshed(pages: int, *, failed: bool) -> str:
    """What --refresh did for so many paid requests."""
    if not pages:
        why = "" if failed else ": this data was loaded a moment ago"
        return f"--refresh loaded nothing again{why}."
    cost = priced(pages)
    return f"--refresh loaded the data again, also of final months: {cost}"


def report_of(
    request: Request, snapshot: Snapshot, requests: int, accounts: Mapping[str, str]
) -> Report:
    """The rows of an answer."""
    focus, period = request.focus, request.period
    frame = focus.within(snapshot.frame).within(period)
    groups = Groups.of(frame, focus.grouped)
    amounts = frame.column(request.metric).tolist()
    return Report(
        request=request,
        snapshot=snapshot,
        rows=tuple(_rows(groups, request)),
        total=sum(map(decimal, amounts), ZERO),
        requests=requests,
        accounts=accounts,
    )


def wait_for(ledger: Ledger, query: CostQuery, period: Period, on_progress: OnProgress) -> Snapshot:
    """Snapshot after all running purchases have finished."""
    reported = Progress(0)
    while True:
        answer = ledger.costs(query, period)
        if answer.snapshot and not answer.progress:
            return answer.snapshot
        progress = answer.progress
        if ledger.is_priced and progress and progress.pages > reported.pages:
            reported = progress
            on_progress(loading(progress))
        time.sleep(POLL_SECONDS)


def held(
    focus: Focus, asked_above: Set[Filter], frame: CostFrame
) -> Iterator[tuple[Filter, Focus]]:
    """Including filters whose values are in `frame`, the answer to `focus` itself."""
    held = {*frame.dimensions}
    if Dimension.USAGE_TYPE in held:
        held.add(Dimension.FAMILY)
    including = tuple(rule for rule in focus.filters if not rule.exclude)
    for n, rule in enumerate(including):
        if rule not in asked_above and rule.dimension in held:
            above = Focus(rule.dimension, including[:n], focus.usage_only)
            yield rule, above


def expect(
    rule: Filter, above: Focus, frame: CostFrame, period: Period, on_progress: OnProgress
) -> None:
    """Raises NoDataError unless a value of `rule` occurs in `frame`, an answer to `above`.

    Values are alternatives: missing ones among several are reported as progress.
    """
    frame = above.within(frame)
    if not len(frame):
        return
    missing = absent(rule, frame)
    problems = [no_costs(rule.dimension, value, period) for value in missing]
    if len(problems) == len(rule.values):
        raise problems[0]
    for problem in problems:
        on_progress(problem.title)


def refuse_first(focus: Focus, looked_up: Set[Filter], period: Period) -> None:
    """Raises AbsentValueError if AWS applied the filters and no costs matched."""
    for rule in focus.filters:
        if not rule.exclude and rule not in looked_up:
            raise no_costs(rule.dimension, rule.values[0], period)


def no_costs(of: Dimension, value: str, period: Period) -> AbsentValueError:
    """Error that a value of a filter does not occur."""
    kind = noun(of)
    about = f"without the {kind}"
    if value:
        about = f"of {kind} {quoted(value, 100)}"
    said = f"No costs {about} in {days_as_typed(period)}."
    to_do = f"To list the values, run: cloudsense report --by {shlex.quote(of.value)}"
    if of.is_filter_only:
        to_do = "Write the value as Cost Explorer spells it."
    return AbsentValueError(said, remedy=to_do)


def _rows(groups: Groups, request: Request) -> Iterator[ReportRow]:
    """Rows; a day, week or month without charges of a key has none. Costs without a tag have one
    whenever AWS has one."""
    spans = split(request.period, request.granularity)
    table = groups.table(request.metric, request.period)
    sums = _sums(groups, request, spans)
    active = add_up(table.activity, spans) > 0
    for n, span in enumerate(spans):
        for group in table.listed:
            key = groups.keys[group]
            amount = sums.get((key, span.start))
            if amount is None:
                continue
            if active[group, n] or group in table.always:
                yield ReportRow(span.start, key, amount)


Sums = dict[tuple[tuple[str, ...], date], Decimal]
"""Sums by key and start."""


def _sums(groups: Groups, request: Request, spans: Sequence[Period]) -> Sums:
    """Exact sums: floating point would lose the cents of very large amounts."""
    starts = [span.start for span in spans for _ in range(span.days)]
    days = groups.frame.offsets(request.period.start).tolist()
    keys = [groups.keys[group] for group in groups.of_row.tolist()]
    amounts = map(decimal, groups.frame.column(request.metric).tolist())
    sums: Sums = defaultdict(lambda: ZERO)
    for key, day, amount in zip(keys, days, amounts, strict=True):
        sums[key, starts[day]] += amount
    return sums


def days_as_typed(period: Period) -> str:
    """Period as an option value: `2026-10-24..2026-11-22`."""
    return f"{period.start}..{period.last}"
