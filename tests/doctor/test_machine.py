"""The cache folder, versions, the policy, and how a check is written."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
from collections import namedtuple
from importlib.metadata import version
from pathlib import Path

import pytest
from consultation import Doctor
from endpoint import Endpoint
from hypothesis import given
from hypothesis import strategies as st
from paying import Counting

from cloudsense import __version__
from cloudsense.aws.explorer import AwsSource
from cloudsense.aws.session import Access
from cloudsense.cli import run
from cloudsense.costs.anomalies.reported import report_question
from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.forecast import ForecastQuestion
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Metric
from cloudsense.costs.value_lists import ListQuestion
from cloudsense.doctor.check import Check, Status, line
from cloudsense.doctor.machine import cache_folder, versions
from cloudsense.ledger.storage.store import Store

README = Path(__file__).parents[2] / "README.md"


def looked(folder: Path) -> Check:
    (check,) = cache_folder(folder)
    return check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kept"
    path.mkdir(mode=0o700)
    return path


def test_versions() -> None:
    (check,) = versions()
    assert check.what.startswith(f"CloudSense {__version__}, Python 3.")
    for name in ("dash", "plotly", "boto3"):
        assert f"{name} {version(name)}" in check.what


def test_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    check = looked(tmp_path / "a" / "b")
    assert (check.status, check.what) == (Status.OK, f"{tmp_path / 'a' / 'b'} does not exist yet and will be created")
    assert not (tmp_path / "a").exists()


def test_a_folder_with_entries(folder: Path) -> None:
    store = Store.in_folder(folder / "costs")
    for n in range(3):
        store.set(f"costs:{n}", {"text": "x" * 400_000})
    (folder / "costs" / "tmpabc.__wz_cache").write_text("half")
    (folder / "spending.jsonl").write_text("{}\n")
    check = looked(folder)
    assert check.status is Status.OK
    assert "3 entries of 1.2 MB, 1 leftover to be removed, " in check.what
    assert re.search(r", [\d,.]+ [GM]B free$", check.what)


def test_an_empty_folder_is_left_as_it_is(folder: Path) -> None:
    assert "0 entries of 0.0 MB" in looked(folder).what
    assert list(folder.iterdir()) == []


def test_a_folder_open_to_others(folder: Path) -> None:
    folder.chmod(0o750)
    check = looked(folder)
    assert (check.status, check.how) == (Status.WARNING, f"Run `chmod 700 {folder}`.")
    assert folder.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_a_folder_of_another_user(folder: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    folder.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    check = looked(folder)
    assert check.status is Status.FAILED
    assert check.what == f"{folder} cannot be used: it belongs to another user."
    assert "--cache-dir" in check.how


def test_a_folder_with_a_link_in_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "costs").symlink_to(tmp_path / "elsewhere")
    check = looked(folder)
    assert check.status is Status.FAILED
    assert check.what == f"{folder} cannot be used: costs in it is a symbolic link."


@pytest.mark.parametrize("below", ["", "below", "far/below"])
def test_a_file_in_the_place_of_the_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "kept").touch(mode=0o755)
    check = looked(tmp_path / "kept" / below)
    assert check.status is Status.FAILED
    assert "--cache-dir" in check.how


def test_a_folder_nobody_can_write_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    check = looked(folder)
    assert (check.status, check.what) == (Status.FAILED, f"{folder} cannot be used (Read-only file system).")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert looked(folder / "new").what == f"{folder / 'new'} does not exist and cannot be created."


def test_a_list_of_payments_that_cannot_be_read(folder: Path) -> None:
    (folder / "spending.jsonl").mkdir()
    check = looked(folder)
    assert check.status is Status.FAILED
    assert "so nothing is bought: payments cannot be counted" in check.what
    assert "remove it" in check.how


@pytest.mark.parametrize(("free", "status"), [(99_999_999, Status.WARNING), (100_000_000, Status.OK)])
def test_a_disk_that_is_nearly_full(folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: Status) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(free))
    assert looked(folder).status is status


def test_a_folder_that_is_bad_keeps_nothing_else_from_being_checked(
    aws: Endpoint, doctor: Doctor, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.folder.write_text("a file")
    said = doctor("--paid")
    assert (said.code, said.bad) == (1, ["cache-folder"])
    assert (said.status("data"), aws.pages) == ("ok", 2)
    assert "data is kept in memory only" in said.err


def test_the_policy_is_the_least_and_the_one_in_the_readme(aws: Endpoint, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--policy"], os.environ) == 0
    said = capsys.readouterr()
    (printed,) = json.loads(said.out)["Statement"]
    assert (said.err, aws.requests) == ("", [])
    blocks = re.findall(r"```json\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert json.loads(said.out) in [json.loads(block) for block in blocks]
    source = AwsSource(attempts=1)
    source.fetch(source.identity(), OVERVIEW, Period(aws.today.replace(day=1), aws.today), Counting())
    rest = Period(aws.today, aws.today.replace(day=28))
    source.forecast(source.identity(), ForecastQuestion(Metric.UNBLENDED, CostQuery(()), rest), Counting())
    source.reported_anomalies(source.identity(), report_question(aws.today), Counting())
    source.budgets()
    for of in (Kind.TAG, Kind.COST_CATEGORY, Dimension.SCOPE):
        days = Period(aws.today.replace(day=1), aws.today)
        source.value_list(source.identity(), ListQuestion(of, days), Counting())
    aws.payer = source.identity().account
    source.organizational_units()
    AwsSource(attempts=1, access=Access(payer="acme")).check()
    needed = {
        "GetCostAndUsage": "ce:GetCostAndUsage",
        "GetCostForecast": "ce:GetCostForecast",
        "GetAnomalies": "ce:GetAnomalies",
        "DescribeBudgets": "budgets:ViewBudget",
        "GetTags": "ce:GetTags",
        "GetCostCategories": "ce:GetCostCategories",
        "GetDimensionValues": "ce:GetDimensionValues",
        "ListRoots": "organizations:ListRoots",
        "ListOrganizationalUnitsForParent": "organizations:ListOrganizationalUnitsForParent",
        "ListAccountsForParent": "organizations:ListAccountsForParent",
        "DescribeOrganization": "organizations:DescribeOrganization",
        "GetCallerIdentity": "",
    }
    asked = {needed[request.operation] for request in aws.requests}
    assert {*printed["Action"], ""} == asked
    assert printed["Resource"] == "*"


@given(st.text(), st.text(), st.sampled_from(Status), st.text())
def test_a_line_is_one_line(name: str, what: str, status: Status, how: str) -> None:
    written = line(Check(name, status, what, "you" if how else "", how))
    assert written.isprintable()
    assert len(written.splitlines()) == 1
    assert written.startswith(status.value)
    assert bool(how) is written.endswith(f" You: {how}") or not how.isprintable()
