"""A source of costs to try the ledger on: its book can be restated, its answers held up, and it can be made to fail."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import numpy as np

from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.costs.frame import DAY, METRICS, QUANTITY, CostFrame, Fetched, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.source import Capabilities, Meter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store

EC2, S3, RDS = "Amazon Elastic Compute Cloud - Compute", "Amazon Simple Storage Service", "Amazon RDS"
SERVICES = (EC2, S3, RDS)
MINE = Identity("111122223333", "arn:aws:iam::111122223333:user/me")
OTHER = Identity("999988887777", "arn:aws:iam::999988887777:user/me")
USAGE = CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE))
BY_REGION = CostQuery((Dimension.SERVICE, Dimension.REGION))
IN_EUROPE = CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE), (Filter(Dimension.REGION, ("eu-west-1",)),))
REGIONAL_USAGE = CostQuery((Dimension.REGION, Dimension.USAGE_TYPE))
MILLIONTH = SCALE // 10**6

Rows = dict[tuple[object, ...], tuple[int, ...]]

LINES = tuple(
    Line(
        {
            Dimension.SERVICE: service,
            Dimension.USAGE_TYPE: usage_type,
            Dimension.REGION: region,
            Dimension.CHARGE_TYPE: "Tax" if usage_type == "Tax" else "Usage",
        },
        unit,
    )
    for service, (usage_type, unit), region in product(
        SERVICES, (("Hours", "Hrs"), ("Bytes", "GB"), ("Tax", "")), ("us-east-1", "eu-west-1")
    )
    if usage_type != "Tax" or region == "us-east-1"
)
A_SERVICE = len(LINES) // len(SERVICES)
SERVICE_OF = [line.dimensions[Dimension.SERVICE] for line in LINES]


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(first: str, last: str) -> Period:
    """Both days inside."""
    return Period(day(first), day(last) + ONE_DAY)


def usage(*services: str) -> CostQuery:
    return USAGE.about(services)


@dataclass
class Clock:
    now: datetime

    @classmethod
    def at(cls, text: str) -> "Clock":
        return cls(datetime.fromisoformat(text).replace(tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def set(self, text: str) -> None:
        self.now = self.at(text).now

    def on(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass(frozen=True)
class Asked:
    """A request that reached the source."""

    query: CostQuery
    period: Period
    at: datetime
    account: str

    @property
    def parts(self) -> Iterator[tuple[str, CostQuery, Month]]:
        return ((self.account, part, month) for part in self.query.parts for month in self.period.months)


@dataclass
class FakeSource:
    """Costs of three services. Days to come have none; `restate` changes what a service cost on a day."""

    clock: Clock
    paid: bool = True
    pages: int = 1
    who: Identity = MINE
    final_on: int = 5
    """The day of the following month from which a month is no longer estimated."""
    gate: threading.Event | None = None
    """Answers wait for it."""
    identity_gate: threading.Event | None = None
    failures: list[Exception] = field(default_factory=list)
    """What the next requests end in."""
    refusal: Exception | None = None
    """What asking for the identity ends in."""
    on_fetch: Callable[[Asked], None] = lambda asked: None
    asked_who: int = 0
    asked: list[Asked] = field(default_factory=list)
    totals: list[Asked] = field(default_factory=list)
    """What was asked of the account's total, to check the rest against; neither slow nor failing."""
    finished: list[Asked] = field(default_factory=list)
    swapped: set[date] = field(default_factory=set)
    """Days on which EC2 and S3 have changed places: the bill as a whole stays the same."""
    quiet: set[date] = field(default_factory=set)
    """Days without any costs."""

    def __post_init__(self) -> None:
        self.versions: defaultdict[tuple[str, date], int] = defaultdict(int)
        self._lock = threading.Lock()
        self._current: Identity | None = None
        self._renewals = 0
        self.book = Book(LINES, self._amounts)

    def restate(self, service: str, *days: str | date) -> None:
        for one in days:
            self.versions[service, day(one) if isinstance(one, str) else one] += 1

    def matrix(self, on: date, versions: Mapping[str, int]) -> np.ndarray:
        """A day, given the versions of its services: up to a thousand dollars a line, some negative, ten decimals."""
        changed = np.array([versions[service] for service in SERVICE_OF]) * 611_953
        seed = on.toordinal() * 104_729 + sum(map(ord, self.who.account)) * 7
        seeds = (np.arange(len(LINES)) * 7919 + changed + seed)[:, np.newaxis] + np.arange(len(COLUMNS)) * 31
        return seeds % 2**31 * 1_234_567_891 % (1100 * SCALE) - 100 * SCALE

    def _amounts(self, on: date) -> tuple[np.ndarray, np.ndarray]:
        versions = {service: self.versions[service, on] for service in SERVICES}
        exists = np.full(len(LINES), on <= self.clock().date() and on not in self.quiet)
        matrix = self.matrix(on, versions)
        if on in self.swapped:
            matrix = np.concatenate([matrix[A_SERVICE : 2 * A_SERVICE], matrix[:A_SERVICE], matrix[2 * A_SERVICE :]])
        return matrix, exists

    def identity(self) -> Identity:
        who, renewals = self._current or self.who, self._renewals
        if self._current is None:
            self._validate()
            self._current = who if renewals == self._renewals else None
        return who

    @property
    def capabilities(self) -> Capabilities:
        return replace(COST_EXPLORER, priced=self.paid)

    def check(self) -> None:
        self._current = None
        self._validate()

    def _validate(self) -> None:
        self.asked_who += 1
        if self.identity_gate:
            assert self.identity_gate.wait(10)
        if self.refusal:
            raise self.refusal

    def renew(self) -> None:
        self._current = None
        self._renewals += 1

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        asked = Asked(query, period, self.clock(), identity.account)
        with self._lock:
            (self.totals if query == TOTAL else self.asked).append(asked)
            failure = self.failures.pop(0) if self.failures and query != TOTAL else None
        frame = frame_of(self.book, query, period)
        if query == TOTAL:
            with meter.page() if self.paid else nullcontext():
                return self._answer(frame, period, asked.at, 1)
        self.on_fetch(asked)
        for page in range(1, self.pages + 1):
            with meter.page() if self.paid else nullcontext():
                if failure and page == self.pages:
                    raise failure
        if self.gate:
            assert self.gate.wait(10)
        self.finished.append(asked)
        return self._answer(frame, period, asked.at, self.pages)

    def _answer(self, frame: CostFrame, period: Period, at: datetime, pages: int) -> Fetched:
        return Fetched(
            frame=frame.check(period),
            period=period,
            currency="USD",
            pages=pages,
            estimated=frozenset(one for one in period.dates if self.estimated(Month.of(one), at)),
            account_names={self.who.account: "Mine"},
        )

    def estimated(self, month: Month, at: datetime) -> bool:
        return at < datetime.combine(month.plus(1).first.replace(day=self.final_on), time(), UTC)

    def bought(self) -> list[tuple[CostQuery, Period]]:
        """What was asked since the last look."""
        new = [(asked.query, asked.period) for asked in self.asked]
        self.asked.clear()
        return new


def frame_of(book: Book, query: CostQuery, period: Period) -> CostFrame:
    rows = list(book.rows(query, period))
    amounts = np.array([row.amounts for row in rows], dtype=np.int64).reshape(len(rows), len(COLUMNS)) / SCALE
    return CostFrame.build(
        query.group_by,
        [row.day for row in rows],
        {dimension: [row.keys[n] for row in rows] for n, dimension in enumerate(query.group_by)},
        dict(zip(METRICS, amounts.T, strict=False)),
        amounts[:, COLUMNS.index(QUANTITY)],
        [row.unit for row in rows],
    )


def exact(source: FakeSource, query: CostQuery, period: Period) -> Rows:
    """The sums of the book as it is now, by day and key."""
    return rows_of(source.book, query, period)


def rows_of(book: Book, query: CostQuery, period: Period) -> Rows:
    """The book's own sums, in its units, by day and key (with the service, as the ledger adds it)."""
    rows: Rows = {}
    for part in query.parts:
        service = part.services if Dimension.SERVICE not in query.group_by else ()
        rows |= {(row.day, *row.keys, *service): row.amounts for row in book.rows(part, period)}
    return rows


def shown(snapshot: Snapshot | None) -> Rows:
    """The snapshot's rows in the book's units."""
    assert snapshot is not None
    data, keys = snapshot.frame.data, [d.value for d in snapshot.frame.dimensions]
    amounts = np.rint(data[list(COLUMNS)].to_numpy() * SCALE).astype(np.int64).tolist()
    names = zip(data[DAY].dt.date, *(data[key] for key in keys), strict=True)
    found = dict(zip(names, map(tuple, amounts), strict=True))
    assert len(found) == len(data)
    return found


def close(one: Rows, other: Rows) -> bool:
    """The same keys, and every amount within a millionth of a dollar."""
    return one.keys() == other.keys() and all(
        abs(a - b) <= MILLIONTH for key, amounts in one.items() for a, b in zip(amounts, other[key], strict=True)
    )


def assert_exact(snapshot: Snapshot | None, source: FakeSource) -> None:
    """Every row, and every total, is the book's to a millionth of a dollar."""
    assert snapshot is not None
    found, wanted = shown(snapshot), exact(source, snapshot.query, snapshot.period)
    assert close(found, wanted)
    totals = (map(sum, zip(*rows.values(), strict=True)) for rows in (found, wanted))
    assert all(abs(total - right) <= MILLIONTH for total, right in zip(*totals, strict=True))


@dataclass
class Bench:
    """A ledger on a fake source."""

    clock: Clock
    source: FakeSource
    store: Store
    spending: Spending
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    @classmethod
    def at(cls, text: str, store: Store | None = None) -> "Bench":
        clock = Clock.at(text)
        return cls(clock, FakeSource(clock), store or Store.in_memory(), Spending())

    def restart(self) -> None:
        self.ledger = Ledger(self.source, self.store, self.spending, self.clock)

    def ask(self, query: CostQuery, period: Period) -> Snapshot:
        """The complete answer, however long it takes, and never one with a problem."""
        answer = self.ledger.costs(query, period, None)
        assert answer.snapshot is not None
        assert answer.snapshot.problem is None
        return answer.snapshot

    def buys(self, query: CostQuery, period: Period) -> list[tuple[CostQuery, Period]]:
        """What asking buys; the answer is exact, and asking again buys nothing."""
        self.source.bought()
        snapshot = self.ask(query, period)
        bought = self.source.bought()
        assert_exact(snapshot, self.source)
        assert self.ask(query, period).frame.data.equals(snapshot.frame.data)
        assert self.source.bought() == []
        return bought

    def updates(self, query: CostQuery, period: Period) -> list[tuple[CostQuery, Period]]:
        """What an update buys."""
        self.source.bought()
        self.ledger.update([(query, period)], None)
        return self.source.bought()

    def settle(self) -> None:
        """Wait until nothing is being bought: an answer may be there before its purchase has ended."""
        for job in self.ledger._shared.jobs.under_way:
            assert job.wait(60)
