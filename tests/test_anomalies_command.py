"""`cloudsense anomalies`, from its options to what is printed, over the demo organization."""

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from endpoint import ACCESS_DENIED, Endpoint, environment, organization
from endpoint.anomalies import anomaly

from cloudsense.cli import run

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)


class Said(NamedTuple):
    code: int
    out: str
    err: str


def anomalies(*options: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["anomalies", "--demo", *options], {}, lambda: NOW)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    said = anomalies("--format", "json", "--deep")
    assert (said.code, said.err) == (0, "")
    made: dict[str, object] = json.loads(said.out)
    return made


def test_rows_have_what_is_documented(found: dict[str, object]) -> None:
    rows = found["rows"]
    assert isinstance(rows, list)
    spike = next(row for row in rows if row["first"] == "2026-11-12")
    assert list(spike) == [
        *("id", "key", "first", "last", "state", "actual", "expected", "impact", "sentence", "explained_by")
    ]
    assert (spike["key"], spike["last"], spike["state"]) == ({"service": "EC2 - Other"}, "2026-11-12", "over")
    assert Decimal(spike["impact"]) == Decimal(spike["actual"]) - Decimal(spike["expected"])
    assert len(spike["impact"].partition(".")[2]) == 10
    assert spike["sentence"] == "5.3 TB more through NAT gateways in us-east-1, in production (444455556666)."
    kinds = [next(iter(cause["key"])) for cause in spike["explained_by"]]
    assert kinds == ["usage_type", "region", "account"]


def test_those_going_on_come_first(found: dict[str, object]) -> None:
    rows = found["rows"]
    assert isinstance(rows, list)
    going_on = [row["state"] in ("going-on", "new") for row in rows]
    assert going_on == sorted(going_on, reverse=True)


def test_the_object_says_what_it_is_about(found: dict[str, object]) -> None:
    assert {name: value for name, value in found.items() if name != "rows"} == {
        "since": "2026-08-25",
        "min_dollars": "20.0000000000",
        "min_percent": 25.0,
        "metric": "unblended",
        "currency": "USD",
        "judged_from": "2026-06-29",
        "complete_to": "2026-11-21",
        "as_of": "2026-11-23T14:02:00Z",
        "account": "111122223333",
        "requests": 0,
    }


def test_the_same_as_csv_markdown_and_table() -> None:
    rows = list(csv.DictReader(io.StringIO(anomalies("--format", "csv").out)))
    assert "2026-11-12" in {row["first"] for row in rows}
    lines = anomalies("--format", "markdown").out.splitlines()
    assert lines[2].startswith("| Since | State | What |")
    assert len(lines) == len(rows) + 4
    table = anomalies().out.splitlines()
    assert table[0].startswith(f"{len(rows)} anomalies since 2026-08-25, from $20.00 and 25% above expected;")
    assert len(table) == len(rows) + 2


def test_gates_and_days_leave_out_others() -> None:
    assert "Nothing unusual." in anomalies("--min-dollars", "1000000").out
    assert "2026-10-15" not in anomalies("--since", "2026-11-01").out
    assert len(anomalies("--falls").out) > len(anomalies().out)


def test_an_account_is_hidden_on_request() -> None:
    said = anomalies("--deep", "--hide-account", "--format", "json").out
    assert "444455556666" not in said
    assert "111122223333" not in said


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--since", "1000d"),
        ("--since", "tomorrow"),
        ("--since", "2026-11-23"),
        ("--since", "20261101"),
        ("--since", "2026-W40-1"),
        ("--min-dollars", "-1"),
        ("--min-dollars", "20%"),
        ("--min-percent", "$20"),
        ("--min-dollars", "many"),
        ("--min-percent", "0"),
        ("--format", "xml"),
    ],
)
def test_a_wrong_value_is_refused_in_two_lines(option: str, value: str) -> None:
    said = anomalies(option, value)
    assert said.code == 2
    assert said.out == ""
    what, remedy = said.err.splitlines()
    assert what.startswith("cloudsense: ")
    assert remedy


SPIKE = ("r1", "2026-11-18", None, "Made-up Service")


@pytest.fixture(scope="module")
def aws() -> Iterator[Endpoint]:
    with Endpoint(organization(accounts=2, services=4, regions=2), today=NOW.date()) as endpoint:
        endpoint.anomalies = (anomaly(*SPIKE, region="us-east-1"), anomaly("r2", "2026-09-01", "2026-09-02", "Other"))
        yield endpoint


def from_aws(aws: Endpoint, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Said:
    """Over HTTP to the local endpoint, with its cache in `folder`."""
    for name, value in environment(aws).items():
        monkeypatch.setenv(name, value)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["anomalies", "--cache-dir", str(folder), *options], dict(os.environ), lambda: NOW)
    return Said(code, out.getvalue(), err.getvalue())


def test_aws_is_asked_once_with_its_price_first(aws: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.anomalies = (*aws.anomalies, anomaly("r3", None, "2026-09-02", "Other"))
    undated = "1 anomaly of AWS without a start date can't be listed."
    first = from_aws(aws, tmp_path, monkeypatch, "--aws", "--format", "json")
    assert first.code == 0, first.err
    assert undated in first.err
    assert "--aws asks AWS for its anomalies: from 1 request, $0.01 each" in first.err
    rows = json.loads(first.out)["rows"]
    (spike,) = [row for row in rows if row["key"] == {"service": "Made-up Service"}]
    assert (spike["source"], spike["state"], spike["impact"]) == ("aws", "going-on", "400.0000000000")
    assert spike["explained_by"] == [{"key": {"region": "us-east-1"}, "impact": "400.0000000000"}]
    again = from_aws(aws, tmp_path, monkeypatch, "--aws", "--format", "csv")
    assert {row["source"] for row in csv.DictReader(io.StringIO(again.out))} >= {"aws"}
    assert "--aws asks" not in again.err
    assert undated in again.err
    assert len(aws.asked("GetAnomalies")) == 1
    without = json.loads(from_aws(aws, tmp_path, monkeypatch, "--format", "json").out)
    assert all("source" not in row and row["key"] != spike["key"] for row in without["rows"])
    assert "found by AWS: " in from_aws(aws, tmp_path, monkeypatch, "--aws").out


def test_a_refusal_of_aws_leaves_ours(aws: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.fail(ACCESS_DENIED, operation="GetAnomalies")
    said = from_aws(aws, tmp_path, monkeypatch, "--aws", "--format", "json")
    assert said.code == 0
    assert "ce:GetAnomalies" in said.err
    assert "rows" in json.loads(said.out)


def test_the_limit_holds_for_aws(aws: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_aws(aws, tmp_path, monkeypatch).code == 0
    before = len(aws.asked("GetAnomalies"))
    said = from_aws(aws, tmp_path, monkeypatch, "--aws", "--spend-limit", "0")
    assert said.code == 0
    assert "Paid requests are turned off" in said.err
    assert len(aws.asked("GetAnomalies")) == before
