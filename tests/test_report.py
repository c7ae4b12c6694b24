"""`cloudsense report`, from its options to what is printed, over the demo organization."""

import csv
import io
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense import bootstrap, cli
from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.cli import run
from cloudsense.costs.analysis import tabulate
from cloudsense.costs.families import family
from cloudsense.costs.frame import METRICS, CostFrame, Fetched, Snapshot
from cloudsense.costs.granularity import split
from cloudsense.costs.groups import Groups
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import NOT_USAGE
from cloudsense.costs.parsing import condition_text
from cloudsense.costs.period import Period
from cloudsense.costs.query import DIMENSIONS, OVERVIEW, TOTAL, CostQuery, Dimension, Filter, Metric
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import Meter
from cloudsense.demo.book import Row
from cloudsense.demo.organization import DemoSource, organization
from cloudsense.errors import CloudSenseError, CredentialsError
from cloudsense.report import answer, formats, request
from cloudsense.report.request import Charges, Format, Granularity, Request

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
TODAY = NOW.date()
LAST_30_DAYS = Period(date(2026, 10, 24), TODAY)


class Said(NamedTuple):
    """What a run of the command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class PaidSource(DemoSource):
    """The demo organization, had its costs to be paid for."""

    capabilities = COST_EXPLORER

    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: clock().date())
        self.asked: list[CostQuery] = []
        self.pages = 1
        self.problem: CloudSenseError | None = None

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        if self.problem:
            raise self.problem
        pages = 1 if query == TOTAL else self.pages
        if query != TOTAL:
            self.asked.append(query)
        for _ in range(pages):
            with meter.page():
                pass
        return replace(super().fetch(identity, query, period, meter), pages=pages)


class Terminal:
    """Runs the command and keeps what it wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str], clock: Clock) -> None:
        self._capsys = capsys
        self._clock = clock

    def __call__(self, *argv: str) -> Said:
        code = run(["report", *argv], {}, self._clock)
        return Said(code, *self._capsys.readouterr())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], clock: Clock) -> Terminal:
    return Terminal(capsys, clock)


@pytest.fixture
def paid(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> PaidSource:
    """Instead of AWS; the cache folder is a real one."""
    source = PaidSource(clock)
    monkeypatch.setattr(bootstrap, "source", lambda _settings, _clock: source)
    return source


TINY = Decimal("0.0001")
"""What costs less over the period is not listed; the demo has one such service."""


def listed(expected: dict[Any, Decimal]) -> dict[Any, Decimal]:
    """Without rows of names that are not listed, and without rows of nothing."""
    of = lambda key: key[-1] if isinstance(key, tuple) else key  # noqa: E731
    totals: Counter[Any] = Counter()
    for key, value in expected.items():
        totals[of(key)] += value  # type: ignore[assignment]
    return {key: value for key, value in expected.items() if value and abs(totals[of(key)]) >= TINY}


def booked(query: CostQuery, period: Period = LAST_30_DAYS) -> list[Row]:
    return list(organization(TODAY).rows(query, period))


def amount(row: Row, metric: Metric = Metric.UNBLENDED) -> Decimal:
    return Decimal(row.amounts[METRICS.index(metric.value)]).scaleb(-10)


def sums(pairs: Sequence[tuple[Any, Decimal]]) -> dict[Any, Decimal]:
    totals: Counter[Any] = Counter()
    for key, value in pairs:
        totals[key] += value  # type: ignore[assignment]
    return dict(totals)  # type: ignore[arg-type]


def worth_a_row(booked: Sequence[Row]) -> dict[str, Decimal]:
    """Cost by name, of those with charges or credits of $0.0001 or more."""
    activity = sums([(row.keys[0], abs(amount(row))) for row in booked])
    costs = sums([(row.keys[0], amount(row)) for row in booked])
    return {name: cost for name, cost in costs.items() if activity[name] >= Decimal("0.0001")}


def charged(amounts: dict[Any, Decimal]) -> dict[Any, Decimal]:
    """Without those of zero: what credits pay for has a row, too."""
    return {key: value for key, value in amounts.items() if value}


def rows(said: Said, *keys: str) -> dict[Any, Decimal]:
    """Amount by what the rows say of `keys`; with what has no row they add up to the total, each key is there once."""
    listed = [(tuple(row.get(k) or row["key"][k] for k in keys), Decimal(row["amount"])) for row in said.json["rows"]]
    unlisted = Decimal(said.json["unlisted"])
    assert sum(value for _, value in listed) + unlisted == Decimal(said.json["total"])
    assert abs(unlisted) < Decimal("0.001")
    assert len(dict(listed)) == len(listed)
    return {key if len(keys) > 1 else key[0]: value for key, value in listed}


def test_json_is_one_object_with_everything_that_was_promised(terminal: Terminal) -> None:
    said = terminal("--demo", "--format", "json")
    answer = said.json
    assert (said.code, said.err) == (0, "")
    assert {name: answer[name] for name in answer if name not in ("rows", "total", "unlisted")} == {
        "period": {"start": "2026-10-24", "end": "2026-11-23"},
        "metric": "unblended",
        "currency": "USD",
        "by": "service",
        "estimated": True,
        "complete_to": "2026-11-21",
        "as_of": "2026-11-23T14:02:00Z",
        "account": "111122223333",
        "requests": 0,
    }
    assert all(len(row["amount"].partition(".")[2]) == 10 and "E" not in row["amount"] for row in answer["rows"])


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_is_exact(terminal: Terminal, metric: Metric) -> None:
    said = terminal("--demo", "--format", "json", "--metric", metric.value)
    everything = sums([(row.keys[0], amount(row, metric)) for row in booked(OVERVIEW)])
    found = rows(said, "service")
    assert found == {name: everything[name] for name in found}
    assert all(abs(cost) < Decimal("0.0001") for name, cost in everything.items() if name not in found)
    assert Decimal(said.json["total"]) == sum(everything.values())
    amounts = [Decimal(row["amount"]) for row in said.json["rows"]]
    assert all(more >= less for more, less in pairwise(amounts))


def test_daily_rows(terminal: Terminal) -> None:
    said = terminal("--demo", "--format", "json", "--granularity", "daily", "--period", "14d")
    expected = sums(
        [((str(row.day), row.keys[0]), amount(row)) for row in booked(OVERVIEW, Period(date(2026, 11, 9), TODAY))]
    )
    listed = worth_a_row(booked(OVERVIEW, Period(date(2026, 11, 9), TODAY)))
    assert charged(rows(said, "start", "service")) == {
        key: value for key, value in expected.items() if value and key[1] in listed
    }


def test_weekly_rows_are_monday_to_sunday_cut_where_the_period_ends(terminal: Terminal) -> None:
    period = Period(date(2026, 11, 4), date(2026, 11, 19))
    said = terminal("--demo", "--format", "json", "--granularity", "weekly", "--period", "2026-11-04..2026-11-18")
    starts = (date(2026, 11, 4), date(2026, 11, 9), date(2026, 11, 16))

    def start(day: date) -> str:
        return str(max(first for first in starts if first <= day))

    booked_then = booked(OVERVIEW, period)
    expected = sums([((start(row.day), row.keys[0]), amount(row)) for row in booked_then])
    listed = worth_a_row(booked_then)
    assert charged(rows(said, "start", "service")) == {
        key: value for key, value in expected.items() if value and key[1] in listed
    }
    for kind in ("csv", "table"):
        out = terminal("--demo", f"--format={kind}", "--granularity=weekly", "--period=2026-11-04..2026-11-18").out
        assert all(str(first) in out for first in starts)


def test_monthly_rows_begin_where_the_period_does(terminal: Terminal) -> None:
    said = terminal("--demo", "--format", "json", "--granularity", "monthly")
    starts = {10: "2026-10-24", 11: "2026-11-01"}
    expected = sums([((starts[row.day.month], row.keys[0]), amount(row)) for row in booked(OVERVIEW)])
    listed = worth_a_row(booked(OVERVIEW))
    assert charged(rows(said, "start", "service")) == {
        key: value for key, value in expected.items() if value and key[1] in listed
    }


def test_usage_only(terminal: Terminal) -> None:
    query = CostQuery((Dimension.REGION,), (Filter(Dimension.CHARGE_TYPE, NOT_USAGE, exclude=True),))
    said = terminal("--demo", "--format", "json", "--by", "region", "--charges", "usage")
    assert rows(said, "region") == sums([(row.keys[0], amount(row)) for row in booked(query)])


def test_conditions_are_met_together_and_values_of_one_dimension_are_alternatives(terminal: Terminal) -> None:
    conditions = {"service": ("Amazon Simple Storage Service", "EC2 - Other"), "region": ("us-east-1", "eu-west-1")}
    query = CostQuery(
        (Dimension.ACCOUNT,), tuple(Filter(Dimension(name), values) for name, values in conditions.items())
    )
    given = [f"--where={name}={value}" for name, values in conditions.items() for value in values]
    said = terminal("--demo", "--format", "json", "--by", "account", *given)
    assert rows(said, "account") == sums([(row.keys[0], amount(row)) for row in booked(query)])


@pytest.mark.parametrize("by", ["service", "region", "account", "charge-type"])
def test_conditions_can_exclude(terminal: Terminal, by: str) -> None:
    """Values that do not occur exclude nothing."""
    query = CostQuery(
        (Dimension(by),),
        (
            Filter(Dimension.SERVICE, ("EC2 - Other", "Nope"), exclude=True),
            Filter(Dimension.REGION, ("us-east-1", "eu-west-1")),
            Filter(Dimension.CHARGE_TYPE, ("Credit",), exclude=True),
        ),
    )
    given = ["service!=EC2 - Other", "service!=Nope", "region=us-east-1", "region=eu-west-1", "charge-type!=Credit"]
    said = terminal("--demo", "--format", "json", "--by", by, *(f"--where={condition}" for condition in given))
    expected = sums([(row.keys[0], amount(row)) for row in booked(query)])
    assert rows(said, by) == {name: cost for name, cost in expected.items() if cost}


def test_families_can_be_excluded(terminal: Terminal) -> None:
    ec2 = ("--demo", "--format", "json", "--where=service=EC2 - Other", "--by=family")
    families = rows(terminal(*ec2), "family")
    name = next(iter(families))
    assert rows(terminal(*ec2, f"--where=family!={name}"), "family") == {
        other: cost for other, cost in families.items() if other != name
    }


def test_families_of_a_service(terminal: Terminal) -> None:
    service = "EC2 - Other"
    query = CostQuery((Dimension.USAGE_TYPE,), (Filter(Dimension.SERVICE, (service,)),))
    said = terminal("--demo", "--format", "json", "--by", "family", "--where", f"service={service}")
    expected = sums([(family(service, row.keys[0]).name, amount(row)) for row in booked(query)])
    assert rows(said, "family") == expected
    name = next(iter(expected))
    said = terminal("--demo", "--format", "json", f"--where=family={name}", f"--where=service={service}")
    assert rows(said, "service") == {service: expected[name]}


def test_the_table_is_aligned_and_ends_with_the_total(terminal: Terminal) -> None:
    said = terminal("--demo")
    heading, titles, *lines, total = said.out.splitlines()
    assert heading == "2026-10-24..2026-11-22, unblended, account 111122223333, as of Nov 23, 14:02 UTC"
    assert titles.split() == ["Service", "Cost"]
    everything = sum(amount(row) for row in booked(OVERVIEW))
    assert total.split() == ["Total", f"${everything:,.2f}"]
    assert {len(line) for line in (titles, *lines, total)} == {len(titles)}
    assert lines[-1].startswith("Refund ")
    assert "−$" in lines[-1]


def test_the_table_by_month_and_account_names_accounts(terminal: Terminal) -> None:
    out = terminal("--demo", "--by", "account", "--granularity", "monthly").out
    assert out.splitlines()[1].split() == ["Start", "Account", "Cost"]
    assert "2026-11-01  production (444455556666)" in out


@pytest.mark.parametrize("kind", Format)
def test_accounts_can_be_hidden(terminal: Terminal, kind: Format) -> None:
    ids = {row.keys[0] for row in booked(CostQuery((Dimension.ACCOUNT,)))} | {"111122223333"}
    shown, hidden = (
        terminal("--demo", "--by=account", f"--format={kind}", *more).out for more in ((), ("--hide-account",))
    )
    assert any(number in shown for number in ids)
    assert not any(number in hidden or number[:6] in hidden for number in ids)


def test_markdown_has_the_rows_of_the_table(terminal: Terminal) -> None:
    options = ("--demo", "--by", "usage-type", "--granularity", "monthly")
    heading, _, *lines = terminal(*options, "--format", "markdown").out.splitlines()
    assert heading.startswith("2026-10-24..2026-11-22, unblended, account ")
    assert lines[:2] == ["| Start | Usage type | Cost |", "| :--- | :--- | ---: |"]
    table = terminal(*options).out.splitlines()[2:]
    assert len(lines) - 2 == len(table) > 10
    for line, row in zip(lines[2:], table, strict=True):
        assert line.replace("\\", "").replace("|", "").split() == row.split()


def test_csv(terminal: Terminal) -> None:
    read = list(csv.DictReader(io.StringIO(terminal("--demo", "--format", "csv", "--granularity", "daily").out)))
    expected = sums([((str(row.day), row.keys[0]), amount(row)) for row in booked(OVERVIEW)])
    listed = worth_a_row(booked(OVERVIEW))
    found = {(row["start"], row["service"]): Decimal(row["amount"]) for row in read}
    assert charged(found) == {k: v for k, v in expected.items() if v and k[1] in listed}
    assert {row["currency"] for row in read} == {"USD"}


@pytest.mark.parametrize(
    ("options", "by"),
    [
        (["--by", "account"], "account"),
        (["--by", "tag:team"], "tag:team"),
        (["--by", "region", "--where", "account=111122223333"], "region"),
    ],
)
def test_as_long_as_nobody_knows_how_many_there_are_only_what_is_needed_is_asked(
    terminal: Terminal, paid: PaidSource, options: list[str], by: str
) -> None:
    assert terminal(*options).code == 0
    grouped = [query.group_by for query in paid.asked]
    assert (Dimension(by),) in [tuple(each for each in one if each != Dimension.SERVICE) for one in grouped]
    assert (Dimension.SERVICE, Dimension.ACCOUNT) not in grouped
    assert (Dimension.SERVICE, Dimension.tag("team")) not in grouped


def report(*named: tuple[str, str], kind: Format, by: Dimension = Dimension.SERVICE) -> answer.Report:
    """A report with these names and amounts."""
    asked = Request(Focus(by), LAST_30_DAYS, Metric.BLENDED, Granularity.TOTAL, kind, refresh=False)
    known = Snapshot(OVERVIEW, LAST_30_DAYS, CostFrame.empty(()), "EUR", Identity("1" * 12, ""), NOW, TODAY)
    rows = tuple(answer.ReportRow(TODAY, (name,), Decimal(cost)) for name, cost in named)
    return answer.Report(asked, known, rows, sum((row.amount for row in rows), Decimal(0)), 0)


DAYS = Period(date(2026, 10, 30), date(2026, 11, 3))
CHARGES = ("Usage", "Credit")
CENT = Decimal("-0.01")


def frame_of(listed: Sequence[tuple[date, str, str, Decimal]]) -> CostFrame:
    """Of rows of day, service, charge type and amount."""
    days, services, charges, given = zip(*listed, strict=True)
    costs = [float(value) for value in given]
    keys = {Dimension.SERVICE: services, Dimension.CHARGE_TYPE: charges}
    return CostFrame.build(tuple(keys), days, keys, dict.fromkeys(METRICS, costs), costs, ["Hrs"] * len(costs))


def written_down(digits: int, places: int) -> Decimal:
    return Decimal(digits).scaleb(-places)


amounts = st.builds(written_down, st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 10))
"""As many digits as floating point holds: up to 10^15 dollars, down to 10^-10."""
one_each = st.dictionaries(
    st.tuples(st.sampled_from(list(DAYS.dates)), st.sampled_from("abc"), st.sampled_from(CHARGES)),
    amounts,
    min_size=1,
)


@given(one_each, st.sampled_from(list(Granularity)))
@example({(DAYS.start, "a", "Usage"): Decimal("1234567890.12")}, Granularity.TOTAL)
@example({(DAYS.start, "a", "Usage"): Decimal("-922337203.69")}, Granularity.DAILY)
@example({(DAYS.start, "a", charge): Decimal("999999999999999") for charge in CHARGES}, Granularity.MONTHLY)
@example({(DAYS.start, "a", "Usage"): Decimal("5000000000000.37"), (DAYS.start, "b", "Usage"): CENT}, Granularity.DAILY)
def test_amounts_of_any_size_are_added_exactly(
    given: dict[tuple[date, str, str], Decimal], granularity: Granularity
) -> None:
    asked = Request(Focus(Dimension.SERVICE), DAYS, Metric.BLENDED, granularity, Format.JSON, refresh=False)
    starts = {day: span.start for span in split(DAYS, granularity) for day in span.dates}
    costs = frame_of([(*key, value) for key, value in given.items()])
    table = tabulate(costs, Dimension.SERVICE, Metric.BLENDED, DAYS)
    found = tuple(answer._rows(Groups.of(costs, (Dimension.SERVICE,)), asked))
    expected: dict[tuple[str, date], Decimal] = {}
    for (day, name, _), value in given.items():
        if name in table.listed.names:
            expected[name, starts[day]] = expected.get((name, starts[day]), Decimal(0)) + value
    assert charged({(*row.key, row.start): row.amount for row in found}) == charged(expected)
    total = sum(map(answer.decimal, costs.data[Metric.BLENDED.value].tolist()), answer.ZERO)
    known = Snapshot(OVERVIEW, DAYS, CostFrame.empty(()), "USD", Identity("1" * 12, ""), NOW, TODAY)
    said = json.loads(formats.written(answer.Report(asked, known, found, total, 0)))
    assert Decimal(said["total"]) == sum(given.values())
    assert "E" not in said["total"]


def test_the_table_has_the_cents_of_large_amounts() -> None:
    text = formats.written(report(("a", "1234567890.1200000000"), ("b", "999999999999999.37"), kind=Format.TABLE))
    assert [line.split()[-1] for line in text.splitlines()[2:]] == [
        "€1,234,567,890.12",
        "€999,999,999,999,999.37",
        "€1,000,001,234,567,889.49",
    ]


def test_csv_holds_no_formulas() -> None:
    hostile = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "＝1", " =1", "004417728395")
    text = formats.written(report(*((name, "-5.0000000000") for name in hostile), kind=Format.CSV))
    read = list(csv.DictReader(io.StringIO(text)))
    assert [row["service"] for row in read] == [f"'{name}" for name in hostile]
    assert {row["amount"] for row in read} == {"-5.0000000000"}


def test_costs_without_a_tag_are_told_from_a_value_of_that_name() -> None:
    rows = (("No tag: team", "2"), ("", "1"), ("(No tag: team)", "3"))
    text = formats.written(report(*rows, kind=Format.TABLE, by=Dimension.tag("team")))
    assert [line.split("  ")[0] for line in text.splitlines()[2:5]] == [
        "No tag: team",
        "((No tag: team))",
        "(No tag: team)",
    ]


def test_decimal_points_stand_one_below_the_other() -> None:
    text = formats.written(report(("a", "1234.5"), ("tiny", "0.0033"), ("b", "-0.5"), kind=Format.TABLE))
    _, _, *lines = text.splitlines()
    assert [line.split()[-1] for line in lines] == ["€1,234.50", "€0.0033", "−€0.50", "€1,234.00"]
    assert len({line.index(".") for line in lines}) == 1
    assert not any(line.endswith(" ") for line in lines)


def test_what_is_tiny_has_no_row_but_counts() -> None:
    """The same names in every format, and among them what credits pay for."""
    lines = {
        ("a", "Usage"): 1.2,
        ("tiny", "Usage"): 0.00009,
        ("b", "Refund"): -0.0001,
        ("free", "Usage"): 5.0,
        ("free", "Credit"): -5.0,
    }
    costs = frame_of([(TODAY, *key, Decimal(str(cost))) for key, cost in lines.items()])
    period = Period(TODAY, TODAY + timedelta(days=1))
    made = Groups.of(costs, (Dimension.SERVICE,))
    written = {}
    for kind in Format:
        empty = report(kind=kind)
        asked = replace(empty.request, period=period, granularity=Granularity.TOTAL, metric=Metric.UNBLENDED)
        rows = tuple(answer._rows(made, asked))
        assert [row.key for row in rows] == [("a",), ("free",), ("b",)]
        written[kind] = formats.written(replace(empty, rows=rows, total=Decimal("1.1999900000")))
    said = json.loads(written[Format.JSON])
    assert [row["key"]["service"] for row in said["rows"]] == ["a", "free", "b"]
    assert (said["total"], said["unlisted"]) == ("1.1999900000", "0.0000900000")
    assert [row["service"] for row in csv.DictReader(io.StringIO(written[Format.CSV]))] == ["a", "free", "b"]
    assert [line.split()[0] for line in written[Format.TABLE].splitlines()[2:]] == ["a", "free", "b", "Total"]


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x07", "\r", "\n", "\u202e", "\u2028", "\ud800"])
def test_a_name_cannot_steer_the_terminal(kind: Format, sign: str) -> None:
    plain = formats.written(report(("[2Jx", "5"), kind=kind))
    text = formats.written(report((f"{sign}[2Jx", "5"), kind=kind))
    assert text.count(sign) == plain.count(sign)
    assert f"\\u{ord(sign):04x}" in text or kind is Format.JSON


@pytest.mark.parametrize(
    ("argv", "wrong"),
    [
        (["--by", "colour"], "Cannot group by “colour”."),
        (["--metric", "Unblended"], "“Unblended” is not a valid value of --metric."),
        (["--charges", "some"], "“some” is not a valid value of --charges."),
        (["--granularity", "hourly"], "Costs by hour are on the page Explore only."),
        (["--granularity", "yearly"], "“yearly” is not a valid value of --granularity."),
        (["--format", "xml"], "“xml” is not a valid value of --format."),
        (["--period", "8d"], "“8d” is not a valid period."),
        (["--period", "2026-11-24"], "The period 2026-11-24 is in the future."),
        (["--period", "2025-09"], "The cost history does not reach back to 2025-09-01."),
        (["--where", "region"], "“region” is not a valid filter."),
        (["--where", "region="], "“region=” is not a valid filter."),
        (["--where", "colour=red"], "Cannot filter by “colour”."),
        (["--where", "region!="], "“region!=” is not a valid filter."),
        (["--where", "colour!=red"], "Cannot filter by “colour”."),
        (["--where=region=x", "--where=region!=x"], "The region “x” is both included and excluded."),
        (["--by", "family"], "Families are listed within a service."),
        (["--where", "family=NAT gateway data"], "A family filter needs a service."),
        (["--port", "80"], "Unknown option --port."),
        (["--form", "json"], "Unknown option --form."),
        (["--period"], "Option '--period' requires an argument."),
    ],
)
def test_used_wrongly(terminal: Terminal, argv: list[str], wrong: str) -> None:
    said = terminal("--demo", *argv)
    what, to_do = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert what.startswith(f"cloudsense: {wrong}")
    assert to_do


def test_help_knows_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--help"], {}) == 0
    text = "".join(capsys.readouterr().out.split())
    granularities = set(Granularity) - {Granularity.HOURLY}
    for word in (*DIMENSIONS, *Metric, *Charges, *granularities, *Format):
        assert word.value in text


def test_defaults_are_words_that_are_understood() -> None:
    context = cli.report.make_context("report", [], obj={})
    assert request.understand(context.params, TODAY).focus == Focus(Dimension.SERVICE)


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("--granularity", "daily"),
        ("--granularity", "monthly", "--by", "charge-type"),
        ("--by", "usage-type", "--where", "service=AWS Lambda"),
        ("--where", "region=us-east-1"),
        ("--charges", "usage"),
    ],
)
def test_an_account_without_costs_has_costs_of_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, paid: PaidSource, argv: tuple[str, ...]
) -> None:
    empty = Fetched(CostFrame.empty(OVERVIEW.group_by), LAST_30_DAYS, "USD", 1)
    monkeypatch.setattr(paid, "fetch", lambda _identity, _query, period, _on_page: replace(empty, period=period))
    said = terminal("--format", "json", *argv)
    assert (said.code, said.err) == (0, "")
    assert (said.json["total"], said.json["rows"]) == ("0.0000000000", [])
    heading, *table = terminal(*argv).out.splitlines()
    assert heading.startswith("2026-10-24..2026-11-22, unblended, account 111122223333")
    assert [line.split() for line in table if line.startswith("Total")] == [["Total", "$0.00"]]
    assert len(table) == 2
    (names,) = terminal("--format", "csv", *argv).out.splitlines()
    assert names.endswith('"amount","currency"')


def test_what_was_paid_once_is_free_afterwards(terminal: Terminal, paid: PaidSource, tmp_path: Path) -> None:
    first, again = (terminal("--format", "json", "--period", "90d") for _ in range(2))
    assert (first.json["requests"], again.json["requests"]) == (len(paid.asked) + 1, 0) == (2, 0)
    assert {**first.json, "requests": 0} == again.json
    assert len((tmp_path / "cache/cloudsense/spending.jsonl").read_text().splitlines()) == 2
    narrower = terminal("--format", "json", "--period", "7d", "--metric", "amortized")
    assert narrower.json["requests"] == 0


def test_pages_are_told_while_they_are_paid(terminal: Terminal, paid: PaidSource) -> None:
    paid.pages = 12
    said = terminal("--format", "json")
    assert said.json["requests"] == 13
    assert said.err in ("", "loading from AWS: page 13, $0.13 so far\n")


def test_progress_is_told_once_a_page(paid: PaidSource, clock: Clock) -> None:
    told: list[str] = []
    steps = [answer.Progress(0), answer.Progress(3), answer.Progress(3), answer.Progress(12), None]

    class SlowLedger:
        is_priced = True

        def costs(self, _query: CostQuery, _period: Period) -> Any:
            step = steps.pop(0)
            return type("Answer", (), {"progress": step, "snapshot": None if step else "known"})

    ledger: Any = SlowLedger()
    assert answer.wait_for(ledger, OVERVIEW, LAST_30_DAYS, told.append) == "known"  # type: ignore[comparison-overlap]
    assert told == ["loading from AWS: page 3, $0.03 so far", "loading from AWS: page 12, $0.12 so far"]


@pytest.mark.parametrize(
    ("argv", "wrong", "bought"),
    [
        (["--where=service=Nope"], "service “Nope”", 1),
        (["--where=service=Nope", "--where=service=Nope too", "--by=charge-type"], "service “Nope”", 1),
        (["--where=service=Nope", "--by=usage-type"], "service “Nope”", 1),
        (["--where=service=AWS Lambda", "--where=family=Nope", "--by=region"], "family “Nope”", 2),
        (["--where=family=Nope", "--where=service=Nope", "--by=region"], "service “Nope”", 1),
    ],
)
def test_nothing_more_is_bought_about_a_value_that_does_not_occur(
    terminal: Terminal, paid: PaidSource, argv: list[str], wrong: str, bought: int
) -> None:
    said = terminal(*argv)
    *_progress, what, to_do = said.err.splitlines()
    assert (said.code, said.out) == (1, "")
    assert what == f"cloudsense: No costs of {wrong} in 2026-10-24..2026-11-22."
    assert to_do
    assert len(paid.asked) == bought


@pytest.mark.parametrize(
    "where",
    [("service=AWS Lambda", "service=Nope"), ("region=us-east-1", "region=Nope"), ("tag:team=web", "tag:team=Nope")],
)
def test_of_several_values_one_that_does_not_occur_changes_nothing(terminal: Terminal, where: tuple[str, str]) -> None:
    """They are alternatives; a value that is misspelled is named."""
    known, _ = where
    alone = terminal("--demo", "--format", "json", f"--where={known}", "--by=operation", "--where=service!=x")
    given = [f"--where={each}" for each in where]
    both = terminal("--demo", "--format", "json", *given, "--by=operation", "--where=service!=x")
    assert (both.code, both.json["rows"]) == (0, alone.json["rows"])
    assert both.json["rows"]
    assert "“Nope” in 2026-10-24..2026-11-22." in both.err


@pytest.mark.parametrize("by", ["service", "usage-type"])
@pytest.mark.parametrize(
    "where",
    [
        Filter(Dimension.USAGE_TYPE, ("NatGateway-Bytes", "NatGateway-Hours")),
        Filter(Dimension.USAGE_TYPE, ("NatGateway-Bytes",), exclude=True),
        Filter(Dimension.OPERATION, ("NatGateway",)),
    ],
)
def test_usage_types_and_operations_of_any_service(
    terminal: Terminal, paid: PaidSource, by: str, where: Filter
) -> None:
    """One request each: no list of all services is bought for the filter of one."""
    given = [condition_text(where.dimension, where.exclude, value) for value in where.values]
    said = terminal("--format", "json", "--by", by, *(f"--where={text}" for text in given))
    assert said.code == 0, said.err
    rows = list(organization(TODAY).rows(CostQuery((Dimension(by),), (where,)), LAST_30_DAYS))
    assert Decimal(said.json["total"]) == sum(Decimal(row.amounts[0]).scaleb(-10) for row in rows)
    assert rows
    assert said.json["requests"] == len(paid.asked) == 1


def test_refresh_looks_at_the_open_months_again(terminal: Terminal, paid: PaidSource, clock: Clock) -> None:
    old = terminal("--format", "json")
    clock.now += timedelta(minutes=10)
    assert terminal("--format", "json").json["as_of"] == old.json["as_of"]
    said = terminal("--format", "json", "--refresh")
    assert said.json["requests"] == 1
    assert said.json["as_of"] == "2026-11-23T14:12:00Z"


def test_old_numbers_come_with_a_warning(terminal: Terminal, paid: PaidSource, clock: Clock) -> None:
    old = terminal("--format", "json")
    clock.now += timedelta(hours=2)
    paid.problem = CredentialsError("Your session has expired.", remedy="Run aws sso login.")
    said = terminal("--format", "json")
    assert (said.code, said.json["rows"]) == (0, old.json["rows"])
    assert said.err == (
        "Warning: showing data from Nov 23, 14:02 UTC, newer data could not be loaded: "
        "Your session has expired. Run aws sso login.\n"
    )


def test_a_failure_is_one_line_and_a_remedy(terminal: Terminal, paid: PaidSource) -> None:
    paid.problem = CredentialsError("Your session has expired.", "It lasted 8 hours.", "Run aws sso login.")
    assert terminal() == (1, "", "cloudsense: Your session has expired. It lasted 8 hours.\nRun aws sso login.\n")


def test_without_a_cache_folder_it_works_and_says_so(terminal: Terminal, paid: PaidSource, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = terminal("--format", "json", "--cache-dir", str(tmp_path / "file" / "folder"))
    assert (said.code, said.json["requests"]) == (0, 2)
    assert "cannot use the cache folder" in said.err


def test_settings_may_stand_before_the_command(capsys: pytest.CaptureFixture[str], clock: Clock) -> None:
    assert run(["--demo", "--hide-account", "report", "--format", "json"], {}, clock) == 0
    assert json.loads(capsys.readouterr().out)["account"] == "•••• 3333"


def test_settings_may_be_variables(capsys: pytest.CaptureFixture[str], clock: Clock) -> None:
    assert run(["report", "--format", "json"], {"CLOUDSENSE_DEMO": "1", "CLOUDSENSE_HIDE_ACCOUNT": "1"}, clock) == 0
    assert json.loads(capsys.readouterr().out)["account"] == "•••• 3333"
    assert run(["report"], {"CLOUDSENSE_DEMO": "perhaps"}, clock) == 2
    assert capsys.readouterr().err.startswith("cloudsense: CLOUDSENSE_DEMO: “perhaps” is not valid.\n")


@pytest.mark.parametrize("debug", [False, True])
def test_tracebacks_are_for_debugging(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, debug: bool) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a detail")

    monkeypatch.setattr(bootstrap, "open_payer", fail)
    said = terminal("--demo", *(["--debug"] if debug else []))
    assert (said.code, said.out) == (1, "")
    assert ("RuntimeError: a detail" in said.err) is debug
    assert "cloudsense: Something in CloudSense went wrong.\nRun it again with --debug for details.\n" in said.err


def test_a_report_by_tag_and_service_adds_up(terminal: Terminal) -> None:
    """Also for a key that was activated within the period."""
    by = ("--by", "tag:cost-center", "--by", "service", "--period", "2026-03-15..2026-04-15")
    found = terminal("--demo", *by, "--format", "json").json
    assert found["by"] == ["tag:cost-center", "service"]
    assert {row["key"]["tag:cost-center"] for row in found["rows"]} == {"", "4100", "4200"}
    rows = sum(Decimal(row["amount"]) for row in found["rows"])
    assert rows + Decimal(found["unlisted"]) == Decimal(found["total"])
    total = terminal("--demo", *by[4:], "--format", "json").json["total"]
    assert abs(Decimal(found["total"]) - Decimal(total)) < Decimal("1e-6")
    lines = terminal("--demo", *by, "--format", "csv").out.splitlines()
    assert lines[0] == '"tag:cost-center","service","amount","currency"'
    assert len(lines) == len(found["rows"]) + 1


def test_what_nobody_tagged_is_said(terminal: Terminal) -> None:
    listed = terminal("--demo", "--by", "tag:team").out
    untagged = terminal("--demo", "--where", "tag:team=").out.splitlines()[-1].split()[-1]
    assert f"No tag: team   {untagged}" in listed
    assert terminal("--demo", "--where", "tag:team=").code == 0


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("scope=nothing", "No costs of scope “nothing”"),
        ("tag:team=nobody", "No costs of tag team “nobody”"),
        ("cost-category:Stage=Moon", "No costs of cost category Stage “Moon”"),
        ("tag:nothing=x", "No costs of tag nothing “x”"),
    ],
)
def test_a_value_that_does_not_occur_is_refused_whatever_the_dimension(
    terminal: Terminal, paid: PaidSource, condition: str, said: str
) -> None:
    found = terminal("--where", condition)
    assert (found.code, found.out) == (1, "")
    assert said in found.err


def test_a_tag_that_came_later_is_said_beside_the_answer(terminal: Terminal) -> None:
    late = terminal("--demo", "--by", "tag:cost-center", "--period", "12m")
    assert "Tag cost-center has values from Apr 1, 2026 on; earlier costs are untagged." in late.err
    assert "Tag" not in terminal("--demo", "--by", "tag:cost-center", "--period", "2026-05").err
    assert "No cost of this period has tag Team." in terminal("--demo", "--by", "tag:Team").err
