"""What the doctor says of budgets.toml and the targets of alerts; it buys and sends nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from consultation import NOW, Doctor
from endpoint import Endpoint
from receivers import web_hook

from cloudsense.alerts import targets
from cloudsense.cli import run

ACCOUNT = '[[budget]]\nname = "Account"\namount = 5\n'
BILLED = '[[budget]]\nname = "Billed"\namount = 5\nwhere = ["service!=Nothing"]\n'
TYPO = '[[budget]]\nname = "Typo"\namount = 5\nwhere = ["service=Amazon RSD"]\n'
REGION = '[[budget]]\nname = "Region"\namount = 5\nwhere = ["region=us-east-1"]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "budgets.toml"


def test_a_file_is_read_and_nothing_else(
    aws: Endpoint, doctor: Doctor, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = ("--budgets-file", str(file))
    assert doctor(*flags).checks["budgets"]["what"] == f"none; {file} does not exist"
    file.write_text(ACCOUNT, encoding="utf-8")
    said = doctor(*flags)
    assert (said.status("budgets"), said.checks["budgets"]["what"]) == ("ok", f"1 budget in {file}")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file and access(path, mode))
    assert "read-only: the page shows it" in doctor(*flags).checks["budgets"]["what"]
    assert file.read_text(encoding="utf-8") == ACCOUNT


def test_a_file_with_a_mistake_fails(aws: Endpoint, doctor: Doctor, file: Path) -> None:
    file.write_text(ACCOUNT.replace("5", '"lots"'), encoding="utf-8")
    said = doctor("--budgets-file", str(file))
    assert (said.code, said.status("budgets"), said.status("budget-filters")) == (1, "failed", "skipped")
    assert "budget “Account”, amount: “lots” is not a valid amount." in said.checks["budgets"]["what"]


def test_filters_are_held_against_what_is_cached(
    aws: Endpoint, doctor: Doctor, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ("--budgets-file", str(file))
    file.write_text(ACCOUNT + BILLED, encoding="utf-8")
    assert doctor(*flags).checks["budget-filters"]["what"] == "nothing is cached"
    run(["check", *flags, "--cache-dir", str(doctor.folder)], os.environ, lambda: NOW)
    capsys.readouterr()
    paid = aws.pages
    assert doctor(*flags).status("budget-filters") == "ok"
    file.write_text(ACCOUNT + BILLED + REGION, encoding="utf-8")
    check = doctor(*flags).checks["budget-filters"]
    assert (check["status"], check["what"]) == ("skipped", "the costs of 1 budget are not cached")
    file.write_text(BILLED + TYPO, encoding="utf-8")
    check = doctor(*flags).checks["budget-filters"]
    assert (check["status"], check["what"]) == ("warning", "No costs match the filter of “Typo”.")
    assert aws.pages == paid


def test_targets_are_named_without_secrets_and_get_nothing(
    aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_hook() as hook:
        said = doctor("--notify", hook.url("hunter2"))
        assert said.checks["notify"]["what"] == f"JSON, 127.0.0.1:{hook.port}"
        assert hook.taken == []
    bad = doctor("--notify", "nonsense://hunter2")
    assert (bad.code, bad.status("notify")) == (1, "failed")
    assert "is not a URL that Apprise knows" in bad.checks["notify"]["what"]
    monkeypatch.setenv("CLOUDSENSE_CHECK_HOURLY", "yes")
    assert doctor().status("notify") == "warning"


def test_without_apprise_it_says_what_to_install(
    aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "find_spec", lambda _name: None)
    check = doctor("--notify", "jsons://hooks.example.com").checks["notify"]
    assert check["status"] == "failed"
    assert "cloudsense[notify]" in check["how"]
