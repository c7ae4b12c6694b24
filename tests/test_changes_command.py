"""`cloudsense changes` over the local endpoint, against exact sums of what that billed."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from endpoint import Endpoint, environment, organization

from cloudsense.cli import run
from cloudsense.costs.frame import METRICS
from cloudsense.costs.names import NOT_USAGE, USAGE_CHARGES, charge_key
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.demo.book import Book

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEP, OCT = Period(date(2026, 9, 1), date(2026, 10, 1)), Period(date(2026, 10, 1), date(2026, 11, 1))
NOV_21 = Period(date(2026, 11, 1), date(2026, 11, 22))
ZERO = Decimal(0)
PARTS = ("usage", "rate", "new", "gone", "charges")
MONTHS = ("--period", "2026-10", "--against", "2026-09")


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Runs the command against the endpoint, with a cache of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], aws: Endpoint, folder: Path) -> None:
        self.aws = aws
        self._capsys = capsys
        self._folder = folder

    def __call__(self, *argv: str, name: str = "changes") -> Said:
        code = run([name, "--cache-dir", str(self._folder), *argv], {}, lambda: NOW)
        return Said(code, *self._capsys.readouterr())

    @property
    def paid(self) -> int:
        return sum(request.operation == "GetCostAndUsage" for request in self.aws.requests)


@pytest.fixture(scope="module")
def book() -> Book:
    return organization(accounts=3, services=8, regions=2)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Command]:
    with Endpoint(book, page_size=5000, today=NOW.date()) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield Command(capsys, endpoint, tmp_path)


Sides = dict[tuple[str, bool], tuple[Decimal, Decimal]]
"""By name and whether it is usage: amount and quantity."""


def billed(book: Book, by: Dimension, period: Period, metric: str = "unblended") -> tuple[Sides, dict[str, set[str]]]:
    """What the endpoint billed, and the units of usage by name."""
    sums: Sides = defaultdict(lambda: (ZERO, ZERO))
    units: defaultdict[str, set[str]] = defaultdict(set)
    place = METRICS.index(metric)
    groups = dict.fromkeys((by, Dimension.CHARGE_TYPE))
    for row in book.rows(CostQuery(tuple(groups)), period):
        name, charge_type = row.keys[0], row.keys[-1]
        is_usage = charge_key(charge_type) in USAGE_CHARGES
        amount, quantity = sums[name, is_usage]
        scaled = Decimal(row.amounts[place]).scaleb(-10), Decimal(row.amounts[-1]).scaleb(-10)
        sums[name, is_usage] = amount + scaled[0], quantity + scaled[1]
        if is_usage and row.amounts[-1]:
            units[name].add(row.unit)
    return sums, units


def check(answer: Any, book: Book, by: Dimension, now: Period, before: Period, metric: str = "unblended") -> int:
    """Every row against exact sums. Returns how many have a rate."""
    after, units = billed(book, by, now, metric)
    earlier, more = billed(book, by, before, metric)
    rated = 0
    for row in answer["rows"]:
        name = row["key"][by.value]
        found = {part: Decimal(row[part]) for part in ("amount", "against", "difference", *PARTS)}
        (u1, q1), (c1, _) = after[name, True], after[name, False]
        (u0, q0), (c0, _) = earlier[name, True], earlier[name, False]
        assert (found["amount"], found["against"]) == (u1 + c1, u0 + c0), name
        assert found["difference"] == u1 + c1 - u0 - c0
        assert sum((found[part] for part in PARTS), ZERO) == found["difference"]
        assert found["charges"] == c1 - c0
        if row["quantity"] is not None:
            assert units[name] | more[name] == {row["unit"]}
            assert (Decimal(row["quantity"]), Decimal(row["quantity_against"])) == (q1, q0)
            if q0 and q1:
                assert abs(found["usage"] - (q1 - q0) * u0 / q0) < Decimal("1e-6")
                rated += bool(found["rate"])
        else:
            assert not found["rate"]
    for part in PARTS:
        assert sum((Decimal(row[part]) for row in answer["rows"]), ZERO) == Decimal(answer["explained"][part])
    assert Decimal(answer["total"]) == sum((amount for amount, _ in after.values()), ZERO)
    assert Decimal(answer["total_against"]) == sum((amount for amount, _ in earlier.values()), ZERO)
    assert Decimal(answer["difference"]) == Decimal(answer["total"]) - Decimal(answer["total_against"])
    return rated


@pytest.mark.parametrize("by", ["service", "usage-type", "account", "region", "charge-type"])
def test_months_in_every_dimension(command: Command, book: Book, by: str) -> None:
    said = command(*MONTHS, "--by", by, "--format", "json")
    assert said.code == 0, said.err
    answer = said.json
    assert answer["period"] == {"start": "2026-10-01", "end": "2026-11-01"}
    assert answer["against"] == {"start": "2026-09-01", "end": "2026-10-01"}
    rated = check(answer, book, Dimension(by), OCT, SEP)
    assert (rated > 0) == (by == "usage-type")
    assert answer["requests"] == command.paid
    again = command(*MONTHS, "--by", by, "--format", "json").json
    assert again["requests"] == 0
    assert again["rows"] == answer["rows"]


def test_another_metric_and_an_open_month(command: Command, book: Book) -> None:
    given = ("--period", "this-month", "--against", "2026-10", "--metric", "net-amortized", "--by", "usage-type")
    answer = command(*given, "--format", "json").json
    assert answer["period"] == {"start": "2026-11-01", "end": "2026-11-22"}
    assert answer["against"] == {"start": "2026-10-01", "end": "2026-10-22"}
    assert (answer["days"], answer["days_against"]) == (21, 21)
    apart = sum((Decimal(row["amount"]) for row in answer["not_compared"]), ZERO)
    after, _ = billed(book, Dimension.USAGE_TYPE, NOV_21, "net-amortized")
    assert Decimal(answer["total"]) + apart == sum((amount for amount, _ in after.values()), ZERO)
    assert sum(Decimal(value) for value in answer["explained"].values()) == Decimal(answer["difference"])


def test_per_day_divides_both_sides(command: Command) -> None:
    whole = command(*MONTHS, "--format", "json").json
    daily = command(*MONTHS, "--per-day", "--format", "json").json
    assert abs(Decimal(daily["total"]) - Decimal(whole["total"]) / 31) < Decimal("1e-6")
    assert abs(Decimal(daily["total_against"]) - Decimal(whole["total_against"]) / 30) < Decimal("1e-6")
    assert sum(Decimal(value) for value in daily["explained"].values()) == Decimal(daily["difference"])
    assert (daily["per_day"], whole["per_day"]) == (True, False)
    assert (daily["days"], daily["days_against"]) == (31, 30)
    given = ("--period", "2026-10-01..2026-10-10", "--against", "2026-09-01..2026-09-20")
    uneven = command(*given, "--format", "json").json
    assert (uneven["per_day"], uneven["days"], uneven["days_against"]) == (True, 10, 20)
    assert "All amounts are per day: Oct 1 – Oct 10 has 10 days, Sep 1 – Sep 20 has 20." in uneven["notes"]


def test_periods_far_apart_do_not_buy_the_months_between(command: Command, book: Book) -> None:
    answer = command("--period", "2026-10", "--against", "2025-11", "--by", "region", "--format", "json").json
    check(answer, book, Dimension.REGION, OCT, Period(date(2025, 11, 1), date(2025, 12, 1)))
    asked = [request.parameters["TimePeriod"] for request in command.aws.requests if "TimePeriod" in request.parameters]
    assert {(one["Start"], one["End"]) for one in asked} == {("2026-10-01", "2026-11-01"), ("2025-11-01", "2025-12-01")}


def test_what_the_page_or_report_bought_is_free(command: Command) -> None:
    command("--period", "2026-09-01..2026-10-31", name="report")
    paid = command.paid
    assert command(*MONTHS, "--format", "json").json["requests"] == 0
    assert command.paid == paid


def test_the_rate_of_a_service_whose_usage_types_are_cached(command: Command) -> None:
    where = "Amazon Elastic Compute Cloud - Compute"
    before = command(*MONTHS, "--format", "json").json
    types = command(*MONTHS, "--where", f"service={where}", "--by", "usage-type", "--format", "json").json
    paid = command.paid
    answer = command(*MONTHS, "--format", "json").json
    assert (answer["requests"], command.paid) == (0, paid)
    row = next(row for row in answer["rows"] if row["key"]["service"] == where)
    plain = next(row for row in before["rows"] if row["key"]["service"] == where)
    assert row["rate_known"]
    assert not plain["rate_known"]
    assert Decimal(row["rate"]) == Decimal(types["explained"]["rate"]) != 0
    assert Decimal(row["usage"]) + Decimal(row["rate"]) == Decimal(plain["usage"])
    assert answer["explained"]["rate"] == row["rate"]
    assert "are not known: their whole usage difference" in answer["notes"][-1]
    table = command(*MONTHS, "--format", "markdown").out
    assert "not known" in table
    lines = csv.DictReader(io.StringIO(command(*MONTHS, "--format", "csv").out))
    assert {line["service"]: line["rate_known"] for line in lines}[where] == "yes"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("--against", "nonsense"), "valid period"),
        (("--period", "2026-10", "--against", "2026-10"), "overlap"),
        (("--period", "90d", "--against", "same-days-last-month"), "overlap"),
        (("--period", "2026-10", "--against", "2025-09"), "2025-10-01 or later"),
        (("--period", "last-month", "--against", "2026-12"), "in the future"),
        (("--period", "12m"), "2025-10-01 or later"),
        (("--by", "colour"), "Cannot group by"),
        (("--format", "xml"), "Use one of: table, json, csv, markdown."),
        (("--where", "service"), "not a valid filter"),
        (("--by", "family"), "Choose a service first."),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_free(command: Command, given: tuple[str, ...], expected: str) -> None:
    said = command(*given)
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert len(said.err.splitlines()) == 2
    assert command.aws.requests == []


def test_a_value_that_does_not_occur_is_said_before_more_is_bought(command: Command) -> None:
    said = command(*MONTHS, "--where", "service=Nope", "--by", "region")
    assert (said.code, said.out) == (1, "")
    assert "No costs of service “Nope”" in said.err
    assert command.paid <= 2, "the overview, and the account's total"


def test_aws_says_no(command: Command) -> None:
    command.aws.accounts.clear()
    said = command(*MONTHS)
    assert (said.code, said.out) == (1, "")
    assert "Traceback" not in said.err


def test_csv_table_and_markdown_say_the_same(command: Command) -> None:
    answer = command(*MONTHS, "--format", "json").json
    lines = list(csv.DictReader(io.StringIO(command(*MONTHS, "--format", "csv").out)))
    assert [line["amount"] for line in lines] == [row["amount"] for row in answer["rows"]]
    assert [line["kind"] for line in lines] == [row["kind"] for row in answer["rows"]]
    table = command(*MONTHS).out
    markdown = command(*MONTHS, "--format", "markdown").out
    assert answer["sentence"] in table
    assert markdown.startswith("**October cost")
    shown = [
        row for row in answer["rows"] if abs(Decimal(row["amount"])) + abs(Decimal(row["against"])) >= Decimal("0.0001")
    ]
    assert sum(line.startswith("| ") for line in markdown.splitlines()) == len(shown) + 3
    for row in shown:
        assert row["key"]["service"] in table


def test_filters_and_charges(command: Command, book: Book) -> None:
    service = command(*MONTHS, "--format", "json").json["rows"][0]["key"]["service"]
    of_one = command(*MONTHS, "--where", f"service={service}", "--by", "usage-type", "--format", "json").json
    row = next(row for row in command(*MONTHS, "--format", "json").json["rows"] if row["key"]["service"] == service)
    assert (of_one["total"], of_one["total_against"]) == (row["amount"], row["against"])
    usage = command(*MONTHS, "--charges", "usage", "--format", "json").json
    sides = billed(book, Dimension.CHARGE_TYPE, OCT)[0]
    kept = [amount for (name, _), (amount, _) in sides.items() if name not in NOT_USAGE]
    assert Decimal(usage["total"]) == sum(kept, ZERO)


def test_a_value_that_only_aws_can_look_up_and_that_has_no_costs_is_said(command: Command) -> None:
    for value in ("account=12", "region=mars-1"):
        said = command(*MONTHS, "--where", value)
        assert (said.code, said.out) == (1, "")
        assert f"No costs of {value.partition('=')[0]} “" in said.err


def test_days_without_a_complete_one_are_said_to_be_incomplete(command: Command) -> None:
    answer = command("--period", "2026-11-01..2026-11-10", "--against", "2026-11-23", "--format", "json").json
    assert answer["sentence"] == "Nov 23 is incomplete, so there is nothing to compare yet."


def test_nothing_that_was_typed_acts_on_the_terminal(command: Command) -> None:
    for typed in ("\n2026-10", "\x1b[2J2026-10", "2026-10\u202e"):
        said = command("--against", typed)
        assert said.code == 2
        assert len(said.err.splitlines()) == 2
        assert all(letter.isprintable() for line in said.err.splitlines() for letter in line)


def test_a_key_that_no_cost_has_is_said(command: Command) -> None:
    """As on the page: keys differ by case."""
    answer = command(*MONTHS, "--by", "tag:TEAM", "--format", "json").json
    assert "No cost of this period has tag TEAM. Keys are case-sensitive." in answer["notes"]
    assert not [
        note for note in command(*MONTHS, "--by", "tag:team", "--format", "json").json["notes"] if "tag" in note
    ]
