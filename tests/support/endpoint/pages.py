"""Answers of GetCostAndUsage, a page at a time, computed from a book only as far as they are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from threading import Lock
from typing import Any

from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Row
from endpoint.faults import Refusal
from endpoint.rules import DIMENSIONS, Question, RefusedError, question

API_NAMES = {
    "UnblendedCost": "unblended",
    "AmortizedCost": "amortized",
    "NetUnblendedCost": "net-unblended",
    "NetAmortizedCost": "net-amortized",
    "BlendedCost": "blended",
    "UsageQuantity": "quantity",
}
COLUMN = {api: COLUMNS.index(name) for api, name in API_NAMES.items()}
WARM = 8
"""Half-read answers that are kept open, so that the next page goes on where the last one ended."""

Item = tuple[date, Row | None]
"""A row of a day or of an hour (by its start), or None for one that has none."""
HOURS = 24
Currency = Callable[[Row], str]


@dataclass(frozen=True)
class Ticket:
    """What a NextPageToken stands for."""

    request: str
    """Digest of all other parameters."""
    offset: int
    page: int


class Pages:
    """Cuts the answers to all requests into pages and remembers where each token goes on."""

    def __init__(self, book: Book, currency: Currency, names: Mapping[str, str]) -> None:
        self._book = book
        self._currency = currency
        self._names = names
        self._lock = Lock()
        self._tickets: dict[str, Ticket] = {}
        self._open: dict[Ticket, tuple[list[Item], Iterator[Item]]] = {}

    def number(self, body: dict[str, Any]) -> int:
        """Which page the request is for, from 1; 0 if its token means nothing."""
        token = body.get("NextPageToken")
        if not token:
            return 1
        ticket = self._tickets.get(token)
        return ticket.page if ticket else 0

    def answer(self, body: dict[str, Any], today: date, size: int) -> dict[str, Any]:
        """One page of `size` rows (a day without rows counts as one). Raises RefusedError."""
        asked = question(body, today)
        ticket = self._ticket(body)
        items, rest = self._cut(ticket, asked, today, size)
        page = {
            "GroupDefinitions": body.get("GroupBy", []),
            "ResultsByTime": [self._day(day, rows, asked, today) for day, rows in items],
            "DimensionValueAttributes": self._attributes(asked, items),
        }
        return {"NextPageToken": self._token(rest), **page} if rest else page

    def _ticket(self, body: dict[str, Any]) -> Ticket:
        others = {name: value for name, value in body.items() if name != "NextPageToken"}
        request = hashlib.sha256(json.dumps(others).encode()).hexdigest()
        token = body.get("NextPageToken")
        ticket = self._tickets.get(token) if token else Ticket(request, 0, 1)
        if ticket is None:
            raise RefusedError(Refusal("InvalidNextTokenException", "The next page token is invalid."))
        if ticket.request != request:
            raise RefusedError(Refusal("RequestChangedException", "The request changed between pages."))
        return ticket

    def _token(self, ticket: Ticket) -> str:
        token = hashlib.sha256(repr(ticket).encode()).hexdigest()
        self._tickets[token] = ticket
        return token

    def _cut(
        self, ticket: Ticket, asked: Question, today: date, size: int
    ) -> tuple[list[tuple[date, list[Row]]], Ticket | None]:
        """The days and rows of the ticket's page, and the ticket of the next one if there is more."""
        with self._lock:
            ready = self._open.pop(ticket, None)
        head, stream = ready or ([], islice(_items(self._book, asked, today), ticket.offset, None))
        items = [*head, *islice(stream, size - len(head))]
        following = list(islice(stream, 1))
        rest = Ticket(ticket.request, ticket.offset + len(items), ticket.page + 1) if following else None
        if rest:
            self._keep_open(rest, following, stream)
        days = [(day, [row for _, row in group if row]) for day, group in groupby(items, key=lambda item: item[0])]
        return days, rest

    def _keep_open(self, ticket: Ticket, head: list[Item], stream: Iterator[Item]) -> None:
        with self._lock:
            while len(self._open) >= WARM:
                self._open.pop(next(iter(self._open)))
            self._open[ticket] = (head, stream)

    def _day(self, day: date, rows: list[Row], asked: Question, today: date) -> dict[str, Any]:
        grouped = bool(asked.query.group_by)
        total: dict[str, Any] = {}
        if not grouped:
            total = self._metrics(rows[0] if rows else Row(day, (), (0,) * len(COLUMNS), "N/A"), asked)
        return {
            "TimePeriod": {"Start": _written(day), "End": _written(day + _length(day))},
            "Total": total,
            "Groups": [{"Keys": self._keys(row, asked), "Metrics": self._metrics(row, asked)} for row in rows]
            if grouped
            else [],
            "Estimated": Month.of(day) >= Month.of(today),
        }

    def _keys(self, row: Row, asked: Question) -> list[str]:
        """Values of tags and cost categories as AWS writes them: `team$web`, `team$` for costs without the tag."""
        pairs = zip(asked.query.group_by, row.keys, strict=True)
        return [f"{dimension.key}${value}" if dimension.key else value for dimension, value in pairs]

    def _metrics(self, row: Row, asked: Question) -> dict[str, dict[str, str]]:
        return {name: self._metric(row, name) for name in asked.metrics}

    def _metric(self, row: Row, name: str) -> dict[str, str]:
        if name not in COLUMN:
            return {"Amount": "0", "Unit": "N/A"}
        unit = row.unit if name == "UsageQuantity" else self._currency(row)
        return {"Amount": decimal_text(row.amounts[COLUMN[name]]), "Unit": unit}

    def _attributes(self, asked: Question, items: list[tuple[date, list[Row]]]) -> list[dict[str, Any]]:
        if Dimension.ACCOUNT not in asked.query.group_by:
            return []
        place = asked.query.group_by.index(DIMENSIONS["LINKED_ACCOUNT"])
        accounts = {row.keys[place] for _, rows in items for row in rows}
        return [
            {"Value": account, "Attributes": {"description": self._names[account]}}
            for account in sorted(accounts & self._names.keys())
        ]


def _length(start: date) -> timedelta:
    return timedelta(hours=1) if isinstance(start, datetime) else ONE_DAY


def _written(start: date) -> str:
    return f"{start:%Y-%m-%dT%H:%M:%SZ}" if isinstance(start, datetime) else str(start)


def decimal_text(amount: int) -> str:
    """Book units as AWS writes them: at most ten decimals, no trailing zeros."""
    whole, rest = divmod(abs(amount), SCALE)
    text = f"{whole}.{rest:010}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text


def of_hour(amounts: tuple[int, ...], number: int) -> tuple[int, ...]:
    """What a day's amounts are in one of its hours: they rise from hour to hour, and add up to the day."""
    before, through = (n * (n + 1) for n in (number, number + 1))
    whole = HOURS * (HOURS + 1)
    return tuple(amount * through // whole - amount * before // whole for amount in amounts)


def _items(book: Book, asked: Question, today: date) -> Iterator[Item]:
    """As `_days`; of hours, each row of a day in each of its hours."""
    if not asked.hours:
        yield from _days(book, asked, today)
        return
    of_day = {day: [row for _, row in found if row] for day, found in groupby(_days(book, asked, today), itemgetter(0))}
    for start in asked.hours:
        rows = of_day[start.date()]
        yield from ((start, replace(row, amounts=of_hour(row.amounts, start.hour))) for row in rows)
        if not rows:
            yield start, None


def _days(book: Book, asked: Question, today: date) -> Iterator[Item]:
    """Every row in order, and None for a day without rows; days after today have none yet."""
    past = asked.period.meet(Period(asked.period.start, max(today, asked.period.start) + ONE_DAY))
    by_day = groupby(book.rows(asked.query, past) if past else (), key=lambda row: row.day)
    day, rows = next(by_day, (None, iter(())))
    for each in asked.period.dates:
        if each == day and each <= today:
            yield from ((each, row) for row in rows)
            day, rows = next(by_day, (None, iter(())))
        else:
            yield each, None
