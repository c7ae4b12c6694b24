"""`cloudsense report` as a page and as a command."""

import json
import logging
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense import bootstrap
from cloudsense.cli import run
from cloudsense.commands.page_report import address
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.parsing import condition_text
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.source import Meter
from cloudsense.demo.organization import CAPABILITIES, DemoSource
from cloudsense.report.request import understand
from cloudsense.web.state.selection import Selection

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
keys = st.text(alphabet="Ab=&%+:/@ #'.", min_size=1, max_size=20)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def report(*options: str) -> int:
    return run(["report", *options], {}, lambda: NOON)


@pytest.mark.parametrize(
    ("page", "said"), [("overview", "Weekly cost"), ("changes", "Movers"), ("budgets", "Whole account")]
)
def test_a_page_as_a_file(capsys: pytest.CaptureFixture[str], page: str, said: str) -> None:
    options = ["--demo", "--format", "html", "--page", page, "--where", "region!=us-east-1", "--granularity", "weekly"]
    assert report(*options) == 0
    out, err = capsys.readouterr()
    assert out.startswith("<!DOCTYPE html>")
    assert f"AWS costs: {page.capitalize()}" in out
    assert said in out
    assert "Region: not us-east-1" in out
    assert err == ""


@given(key=keys, exclude=st.booleans(), value=st.text(alphabet="ab=&%+!? #'", min_size=1))
@example(key="cost=center", exclude=False, value="4=2")
@example(key="100% & #1", exclude=True, value="%2B")
def test_the_page_asks_what_the_command_does(key: str, exclude: bool, value: str) -> None:
    where = condition_text(Dimension.tag(key), exclude, value)
    given = {"page": "explore", "payer": None, "by": ("service",), "where": (where, "service!=Tax"), "period": "7d"}
    words = {"metric": "unblended", "charges": "all", "granularity": "total", "format": None, "refresh": False}
    asked = understand(given | words, NOON.date()).focus
    assert Selection.parse(address(given | words)).filters == asked.filters


def test_a_page_of_all_payers(capsys: pytest.CaptureFixture[str]) -> None:
    payers = ["--demo", "--profile", "acme", "--profile", "nordlicht", "--payer", "all", "--period", "2026-10"]
    assert report(*payers, "--format", "html") == 0
    page, _ = capsys.readouterr()
    assert report(*payers, "--format", "json") == 0
    total = float(json.loads(capsys.readouterr().out)["total"])
    assert f"${total:,.2f}" in page


def test_hidden_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--demo", "--format", "html", "--hide-account", "--by", "account") == 0
    assert "•••• 3333".encode("ascii", "xmlcharrefreplace").decode() in capsys.readouterr().out


def test_a_command_without_credentials(capsys: pytest.CaptureFixture[str]) -> None:
    name = "it's $5 💸"
    options = ["--where", f"service={name}", "--by", "region", "--period", "2026-10", "--charges", "usage"]
    assert report("--format", "aws-cli", *options) == 0
    out, err = capsys.readouterr()
    words = shlex.split(out)
    assert words[words.index("--time-period") + 1] == "Start=2026-10-01,End=2026-11-01"
    rules = json.loads(words[words.index("--filter") + 1])["And"]
    assert {"Dimensions": {"Key": "SERVICE", "Values": [name]}} in rules
    assert "$0.01" in err


@pytest.mark.parametrize("sign", ["=", "!="])
def test_a_command_has_all_names_of_a_renamed_service(capsys: pytest.CaptureFixture[str], sign: str) -> None:
    options = ["--where", f"service{sign}Amazon OpenSearch Service", "--by", "region"]
    assert report("--format", "aws-cli", *options) == 0
    words = shlex.split(capsys.readouterr().out)
    rule = json.loads(words[words.index("--filter") + 1])
    names = rule.get("Not", rule)["Dimensions"]["Values"]
    assert names == ["Amazon Elasticsearch Service", "Amazon OpenSearch Service"]


def test_a_command_for_a_payer_in_china(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    china = '[[payer]]\nname = "china"\nprofile = "china"\nregion = "cn-north-1"\n'
    config = tmp_path / "cloudsense.toml"
    config.write_text(f'[[payer]]\nprofile = "acme"\n{china}', encoding="utf-8")
    options = ["--format", "aws-cli", "--config", str(config)]
    for payer, is_china in (("acme", False), ("china", True), ("all", False)):
        assert report(*options, "--payer", payer) == 0
        assert ("--region cn-northwest-1" in capsys.readouterr().out) is is_china
    assert report(*options, "--payer", "acm") == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "html", "--page", "nothing"],
        ["--format", "html", "--granularity", "hourly"],
        ["--format", "html", "--where", "colour=red"],
        ["--format", "aws-cli", "--where", "account=111122223333", "--hide-account"],
        ["--format", "aws-cli", "--period", "2020-01"],
        ["--page", "explore"],
        ["--format", "json", "--page", "nothing"],
    ],
)
def test_used_wrongly(capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    assert report("--demo", *options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("cloudsense: ") or "cloudsense: " in err


class PaidSource(DemoSource):
    """The demo organization, as if a page cost a cent."""

    capabilities = replace(CAPABILITIES, priced=True)

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        with meter.page():
            return replace(super().fetch(identity, query, period, meter), pages=1)


def test_it_says_what_it_paid(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "source", lambda _settings, clock: PaidSource(lambda: clock().date()))
    options = ["--format", "html", "--cache-dir", str(tmp_path)]
    assert report(*options) == 0
    out, err = capsys.readouterr()
    assert "$19,254.65" in out
    assert re.fullmatch(r"\d paid requests, \$0.0\d", err.splitlines()[-1])
    assert report(*options) == 0
    assert capsys.readouterr().err == "", "the same again is free"
    assert report(*options, "--page", "changes", "--spend-limit", "0", "--period", "2026-02") == 1
    assert capsys.readouterr().out == ""
