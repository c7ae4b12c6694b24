"""Several payers on the command line: each by itself, in the cache, the payments, the limit and the answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from endpoint import ACCESS_DENIED, EXPIRED, Endpoint
from endpoint.server import ROLE as ASSUME_ROLE
from endpoint.server import WHO
from two_payers import ACME, EXTERNAL_ID, FAILURES, KEYS, NORDLICHT, PROFILES, ROLE, credentials, fail, two_payers

from cloudsense.bootstrap import open_payers
from cloudsense.cli import run
from cloudsense.config.settings import read
from cloudsense.errors import CloudSenseError
from cloudsense.report.combined import one_of

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
PERIOD = ("--period", "2026-11-01..2026-11-10")
Report = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr("cloudsense.aws.explorer.sleep", lambda _seconds: None)
    with two_payers(monkeypatch, tmp_path, NOW.date()) as endpoint:
        yield endpoint


@pytest.fixture
def report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Report:
    """Runs `cloudsense report --format json`; the exit code, the answer and what went to stderr."""

    def ask(*flags: str, payers: list[str] = PROFILES) -> tuple[int, Any, str]:
        command = ["report", "--format", "json", *PERIOD, "--cache-dir", str(tmp_path / "cache"), *payers, *flags]
        code = run(command, {}, lambda: NOW)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return ask


def test_each_payer_has_its_own_answers_and_payments(aws: Endpoint, report: Report, tmp_path: Path) -> None:
    _, alone, _ = report(payers=["--profile", "nordlicht"])
    paid = aws.pages
    code, ours, _ = report()
    assert (code, ours["account"]) == (0, ACME)
    code, theirs, _ = report("--payer", "nordlicht")
    assert (code, theirs["account"], theirs["requests"]) == (0, NORDLICHT, 0), (
        "what was bought alone is not bought again"
    )
    assert theirs["total"] == alone["total"] != ours["total"]
    assert aws.pages - paid == ours["requests"]
    lines = [json.loads(line) for line in (tmp_path / "cache" / "spending.jsonl").read_text().splitlines()]
    assert [line["account"] for line in lines] == [NORDLICHT] * paid + [ACME] * ours["requests"]
    again = [report("--payer", name)[1] for name in ("acme", "nordlicht")]
    assert [one["total"] for one in again] == [ours["total"], theirs["total"]]
    assert [request.access_key for request in aws.asked()].count(KEYS["acme"]) == ours["requests"]


def test_the_limit_of_one_is_not_that_of_the_other(aws: Endpoint, report: Report) -> None:
    aws.page_size = 100_000
    assert report("--spend-limit", "0.01", "--by", "region")[0] == 0
    code, _, said = report("--spend-limit", "0.01", "--by", "account")
    assert (code, "Daily limit of $0.01 reached" in said) == (1, True)
    assert report("--spend-limit", "0.01", "--by", "region", "--payer", "nordlicht")[0] == 0


def test_unknown_payers_are_refused_and_free(aws: Endpoint, report: Report) -> None:
    code, _, said = report("--payer", "Acme")
    assert code == 2
    assert said.splitlines() == ["cloudsense: Unknown payer “Acme”.", "Use one of: acme, nordlicht, all."]
    assert not aws.requests


@pytest.mark.parametrize("operation", [WHO, "GetCostAndUsage"])
def test_failures_name_the_payer(aws: Endpoint, report: Report, operation: str) -> None:
    aws.fail(EXPIRED, float("inf"), operation=operation, key=KEYS["nordlicht"])
    code, _, said = report("--payer", "nordlicht")
    assert code == 1
    assert said.startswith("cloudsense: nordlicht: The AWS credentials have expired.")
    assert report()[0] == 0
    _, _, alone = report(payers=["--profile", "nordlicht"])
    assert alone.startswith("cloudsense: The AWS credentials have expired.")


def test_a_role_is_assumed_and_never_shown(aws: Endpoint, report: Report, tmp_path: Path, caplog: Any) -> None:
    file = tmp_path / "cloudsense.toml"
    table = f'[[payer]]\nname = "nordlicht"\nrole_arn = "{ROLE}"\nexternal_id = "{EXTERNAL_ID}"\n'
    file.write_text('[[payer]]\nprofile = "acme"\n' + table)
    flags = ["--config", str(file), "--debug"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", KEYS["acme"])
        code, answer, said = report("--payer", "nordlicht", payers=flags)
    assert (code, answer["account"]) == (0, NORDLICHT)
    (assumed,) = aws.asked(ASSUME_ROLE)
    assert (assumed.access_key, assumed.parameters["ExternalId"]) == (KEYS["acme"], EXTERNAL_ID)
    aws.roles = {}
    _, _, refused = report("--payer", "nordlicht", "--by", "region", payers=["--config", str(file)])
    assert "nordlicht: The role" in refused
    for text in (said, refused, caplog.text):
        assert ROLE not in text
        assert EXTERNAL_ID not in text


def test_changes_anomalies_check_and_digest_have_their_payer(
    aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b-nordlicht.toml").write_text('[[budget]]\nname = "Theirs"\namount = 1\n')
    common = [*PROFILES, "--payer", "nordlicht", "--cache-dir", str(tmp_path / "cache")]
    for command in (["changes", "--format", "json", *PERIOD], ["anomalies", "--format", "json"]):
        assert run([*command, *common], {}, lambda: NOW) == 0
        assert json.loads(capsys.readouterr().out)["account"] == NORDLICHT
    budgets = ["--budgets-file", str(tmp_path / "b.toml")]
    (tmp_path / "b.toml").write_text("")
    assert run(["check", "--format", "json", *common, *budgets], {}, lambda: NOW) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["account"], [budget["name"] for budget in found["budgets"]]) == (NORDLICHT, ["Theirs"])
    assert run(["digest", "--every", "week", *common, *budgets], {}, lambda: NOW) == 0
    assert NORDLICHT in capsys.readouterr().out


def test_all_payers_are_added_exactly(aws: Endpoint, report: Report) -> None:
    for by in ("service", "account"):
        ours, theirs = (report("--payer", name, "--by", by)[1] for name in ("acme", "nordlicht"))
        code, both, said = report("--payer", "all", "--by", by)
        assert (code, both["missing"], both["account"], both["requests"]) == (0, [], None, 0)
        assert Decimal(both["total"]) == Decimal(ours["total"]) + Decimal(theirs["total"])
        assert [part["total"] for part in both["payers"]] == [ours["total"], theirs["total"]]
        assert [part["account"] for part in both["payers"]] == [ACME, NORDLICHT]
        assert amounts(both) == {key: amounts(ours).get(key, 0) + amounts(theirs).get(key, 0) for key in amounts(both)}
        assert amounts(both).keys() == amounts(ours).keys() | amounts(theirs).keys()
        assert not said


def amounts(answer: Any) -> dict[str, Decimal]:
    return {str(row["key"]): Decimal(row["amount"]) for row in answer["rows"]}


def test_progress_names_the_payer(aws: Endpoint, report: Report) -> None:
    code, _, said = report("--payer", "all", "--by", "tag:nobody")
    assert code == 0
    for payer in ("acme", "nordlicht"):
        assert f"{payer}: No cost of this period has tag nobody." in said


def test_a_value_that_only_one_has_costs_the_other_nothing(aws: Endpoint, report: Report) -> None:
    _, theirs, _ = report("--payer", "nordlicht", "--by", "account")
    only = f"account={theirs['rows'][0]['key']['account']}"
    code, both, _ = report("--payer", "all", "--where", only)
    assert (code, both["missing"], [part["payer"] for part in both["payers"]]) == (0, [], ["nordlicht"])
    assert both["total"] == report("--payer", "nordlicht", "--where", only)[1]["total"]
    code, _, said = report("--payer", "all", "--where", "account=000000000000")
    assert (code, "No costs of account" in said) == (1, True)


@pytest.mark.parametrize(("fault", "operation"), [(EXPIRED, WHO), (ACCESS_DENIED, "GetCostAndUsage")])
def test_one_that_fails_leaves_the_other_standing(aws: Endpoint, report: Report, fault: Any, operation: str) -> None:
    aws.fail(fault, float("inf"), operation=operation, key=KEYS["nordlicht"])
    code, both, said = report("--payer", "all")
    assert code == 1, "it is not all that was asked for"
    assert both["total"] == report()[1]["total"]
    assert [part["payer"] for part in both["payers"]] == ["acme"]
    (missing,) = both["missing"]
    assert missing["payer"] == "nordlicht"
    assert "nordlicht: " in missing["problem"]
    assert f"the costs of nordlicht are missing. {missing['problem'].removeprefix('nordlicht: ')}" in said
    aws.fail(fault, float("inf"), operation=operation)
    code, nothing, said = report("--payer", "all", "--by", "region")
    assert (code, nothing, said.startswith("cloudsense: acme: ")) == (1, None, True)


def test_the_same_account_twice_is_counted_once(aws: Endpoint, report: Report, tmp_path: Path) -> None:
    credentials(tmp_path / "credentials", {"acme": KEYS["acme"], "nordlicht": KEYS["acme"]})
    code, both, said = report("--payer", "all")
    assert (code, both["total"]) == (1, report()[1]["total"])
    assert "nordlicht are missing. These credentials belong to the same AWS account as acme." in said
    assert report("--payer", "nordlicht")[1]["account"] == ACME


def test_a_member_account_is_counted_once(aws: Endpoint, report: Report) -> None:
    aws.payer = ACME
    _, ours, _ = report()
    _, both, _ = report("--payer", "all")
    assert [part["within"] for part in both["payers"]] == [None, None], "an organization of its own"
    aws.units = {NORDLICHT: "Workloads"}
    _, theirs, _ = report("--payer", "nordlicht")
    code, both, _ = report("--payer", "all")
    assert (code, both["total"], both["rows"]) == (0, ours["total"], ours["rows"])
    assert [part["within"] for part in both["payers"]] == [None, "acme"]
    assert both["payers"][1]["total"] == theirs["total"] != "0"
    aws.fail(ACCESS_DENIED, float("inf"), key=KEYS["acme"], operation="GetCostAndUsage")
    code, left, _ = report("--payer", "all", "--period", "2026-09")
    assert (code, left["payers"][0]["within"]) == (1, None), "nobody else has its costs then"
    assert left["total"] == left["payers"][0]["total"]


def test_the_organization_of_a_single_payer_is_not_asked_for(aws: Endpoint, report: Report) -> None:
    report(payers=["--profile", "acme"])
    assert "DescribeOrganization" not in {request.operation for request in aws.requests}


def test_currencies_are_listed_and_never_added(aws: Endpoint, report: Report) -> None:
    aws.currencies = {NORDLICHT: "EUR"}
    ours, theirs = report()[1], report("--payer", "nordlicht")[1]
    code, nothing, said = report("--payer", "all")
    assert (code, nothing) == (1, None)
    assert "The payers are billed in EUR and USD." in said
    assert f"acme costs ${Decimal(ours['total']):,.2f}" in said
    assert f"nordlicht costs €{Decimal(theirs['total']):,.2f}" in said
    assert "Use --payer acme or --payer nordlicht." in said
    said = report("--payer", "all", payers=[*PROFILES, "--profile", "gone"])[2]
    assert "The costs of gone are missing." in said


def test_names_are_quoted_for_a_shell() -> None:
    assert one_of(["acme", "nord & co"]) == "--payer acme or --payer 'nord & co'"


class Each:
    """Runs a command for one payer or all, with budgets of each that are exceeded at once."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("budgets", "budgets-nordlicht"):
            (folder / f"{name}.toml").write_text('[[budget]]\nname = "Small"\namount = 1\n')
        self.common = [*PROFILES, "--cache-dir", str(folder / "cache")]
        self.budgets = ["--budgets-file", str(folder / "budgets.toml")]
        self.capsys = capsys

    def said(self, command: str, payer: str = "all") -> tuple[int, str, str]:
        name, *flags = command.split()
        files = self.budgets if name in ("check", "digest") else []
        code = run([name, *flags, *self.common, *files, "--payer", payer], {}, lambda: NOW)
        return code, *self.capsys.readouterr()


@pytest.fixture
def each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Each:
    return Each(tmp_path, capsys)


@pytest.mark.parametrize("command", ["changes --period 2026-11-01..2026-11-10", "anomalies", "check"])
def test_what_is_not_added_is_said_of_each_payer(aws: Endpoint, each: Each, command: str) -> None:
    alone = {name: json.loads(each.said(f"{command} --format json", name)[1]) for name in KEYS}
    code, text, err = each.said(f"{command} --format json")
    found = json.loads(text)
    assert (code, err, found["missing"]) == (int(command == "check"), "", [])
    for one in [*found["payers"], *alone.values()]:
        del one["requests"], one["as_of"]
    assert found["payers"] == [{"payer": name, **alone[name]} for name in KEYS]
    for form in ("table", "markdown"):
        _, text, _ = each.said(f"{command} --format {form}")
        headings = [line.removeprefix("## ") for line in text.splitlines() if line.removeprefix("## ") in KEYS]
        assert headings == list(KEYS)
    aws.fail(EXPIRED, float("inf"), operation=WHO, key=KEYS["nordlicht"])
    code, text, err = each.said(f"{command} --format json")
    ((missing,), (one,)) = (json.loads(text)[part] for part in ("missing", "payers"))
    assert (code, missing["payer"], one["payer"]) == (1, "nordlicht", "acme")
    assert "nordlicht: The AWS credentials have expired." in missing["problem"]
    assert missing["problem"].removeprefix("nordlicht: ") in err
    assert err.count("nordlicht") == 1, "its name is not said twice"


def test_csv_of_each_has_a_column_of_payers(aws: Endpoint, each: Each) -> None:
    _, text, _ = each.said("changes --period 2026-11-01..2026-11-10 --format csv")
    head, *lines = csv.reader(text.splitlines())
    assert head[:2] == ["payer", "service"]
    assert {line[0] for line in lines} == set(KEYS)
    _, alone, _ = each.said("changes --period 2026-11-01..2026-11-10 --format csv", "nordlicht")
    assert [line[1:] for line in lines if line[0] == "nordlicht"] == list(csv.reader(alone.splitlines()))[1:]


def test_a_digest_of_each_and_one_whose_budgets_are_damaged(aws: Endpoint, each: Each, tmp_path: Path) -> None:
    code, text, _ = each.said("digest --every week")
    assert (code, text.startswith("acme\n"), ACME in text, NORDLICHT in text) == (0, True, True, True)
    (tmp_path / "budgets-nordlicht.toml").write_text("[[budget]")
    code, text, err = each.said("check")
    assert code == 2
    assert "Small: " in text
    assert "nordlicht is missing. budgets-nordlicht.toml is not valid TOML." in err


def test_all_checks_together_spend_no_more_than_was_allowed(aws: Endpoint, each: Each) -> None:
    code, _, err = each.said("check --max-spend 0.03")
    assert (code, aws.pages <= 3) == (1, True)
    assert "--max-spend" in err
    assert {request.access_key for request in aws.asked()} == {KEYS["acme"]}


@pytest.mark.parametrize("command", ["check", "digest --every week", "report --format html"])
def test_a_budget_that_names_no_payer_is_refused_and_free(aws: Endpoint, each: Each, command: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(each, "common", [*each.common, "--budget", "500"])
        code, _, err = each.said(command, "acme")
    assert code == 2
    assert "--budget does not name a payer. There are several: acme, nordlicht." in err
    assert not aws.asked()


@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_a_combined_report_for_people(
    aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    flags = [*PROFILES, "--payer", "all", "--hide-account", "--cache-dir", str(tmp_path / "cache")]
    assert run(["report", *PERIOD, "--format", form, *flags], {}, lambda: NOW) == 0
    out = capsys.readouterr().out
    assert ("acme" in out and "•••• 7777" in out) == (form != "csv")
    assert NORDLICHT not in out


def test_the_doctor_checks_each_payer(aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def checks(*flags: str) -> tuple[int, dict[str, Any]]:
        command = ["doctor", "--json", *PROFILES, "--cache-dir", str(tmp_path / "cache"), *flags]
        code = run(command, {}, lambda: NOW)
        found = json.loads(capsys.readouterr().out)["checks"]
        return code, {check["name"]: check for check in found}

    aws.now = NOW
    code, found = checks("--paid")
    assert code == 0
    assert ACME in found["identity (acme)"]["what"]
    assert NORDLICHT in found["identity (nordlicht)"]["what"]
    assert found["data (nordlicht)"]["status"] == "ok"
    aws.fail(EXPIRED, float("inf"), operation=WHO, key=KEYS["nordlicht"])
    code, found = checks()
    assert (code, found["identity (nordlicht)"]["status"], found["identity (acme)"]["status"]) == (1, "failed", "ok")
    aws.heal()
    credentials(tmp_path / "credentials", {"acme": KEYS["acme"], "nordlicht": KEYS["acme"]})
    code, found = checks()
    assert (code, found["payer (nordlicht)"]["status"], found["payer (acme)"]["status"]) == (1, "failed", "ok")
    assert "the same AWS account as acme" in found["payer (nordlicht)"]["what"]


def test_a_code_is_asked_for_by_profile_and_a_wrong_one_leaves_the_others(aws: Endpoint, tmp_path: Path) -> None:
    source = "source_profile = acme\nmfa_serial = arn:aws:iam::111122223333:mfa/jane\n"
    roles = [f"[profile {name}]\nrole_arn = arn:aws:iam::{NORDLICHT}:role/{name}\n{source}" for name in ("one", "two")]
    aws.roles = {f"arn:aws:iam::{NORDLICHT}:role/one": (KEYS["nordlicht"], "")}
    codes, asked = {"one": "123456", "two": "000000"}, []

    def ask(profile: str) -> str:
        asked.append(profile)
        return codes[profile]

    with pytest.MonkeyPatch.context() as patch:
        (tmp_path / "config").write_text("".join(roles))
        patch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        settings = read({"profile": ["acme", "two", "one"], "cache_dir": [str(tmp_path / "cache")]}, {})
        books = open_payers(settings, lambda: NOW, ask=ask)
        assert asked == ["two", "one"]
        known = {}
        for each in books:
            try:
                found = each.ledger.identity(None)
                known[each.payer.name] = found.account if found else ""
            except CloudSenseError as problem:
                known[each.payer.name] = problem.title
    assert (known["acme"], known["one"]) == (ACME, NORDLICHT)
    assert known["two"].startswith("two: The AWS profile two needs a multi-factor")


@pytest.mark.parametrize("why", FAILURES)
def test_each_failure_is_told_with_the_payer_and_leaves_the_other(
    aws: Endpoint,
    report: Report,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    why: str,
) -> None:
    file = fail(monkeypatch, tmp_path, aws, why)
    payers = ["--config", str(file)] if file else PROFILES
    code, both, said = report("--payer", "all", payers=payers)
    assert (code, [part["payer"] for part in both["payers"]]) == (1, ["acme"])
    assert FAILURES[why] in both["missing"][0]["problem"]
    assert f"nordlicht are missing. {FAILURES[why].removeprefix('nordlicht: ')}" in said
    common = [*payers, "--payer", "nordlicht", "--cache-dir", str(tmp_path / "cache")]
    if why != "same account":  # by itself it is that account
        for command in ("report", "changes", "anomalies", "check", "digest --every week"):
            assert run([*command.split(), *common], {}, lambda: NOW) == 1
            assert FAILURES[why] in " ".join(capsys.readouterr().err.splitlines())
    assert {request.access_key for request in aws.asked()} == {KEYS["acme"]}
    written = (path.read_text(errors="replace") for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert NORDLICHT not in "".join(written), "nothing of it was cached"
    assert "another-one" not in said
