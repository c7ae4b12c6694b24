"""`cloudsense doctor` from the command line to its last line, and what it pays."""

from __future__ import annotations

import json
from datetime import timedelta
from time import monotonic

import pytest
from consultation import NOW, Doctor
from endpoint import (
    ACCESS_DENIED,
    DATA_UNAVAILABLE,
    EMPTY,
    EXPIRED,
    INTERNAL,
    NOT_ENABLED,
    RESET,
    SCP_DENIED,
    THROTTLED,
    Endpoint,
    Fault,
    Hang,
    Refusal,
)

from cloudsense import __version__
from cloudsense.cli import run
from cloudsense.doctor import machine

WHO, TAGS, ORGANIZATION = "GetCallerIdentity", "GetTags", "DescribeOrganization"
ACCOUNT, OTHER = "111122223333", "999988887777"
LOCAL = ["version", "cache-folder", "redis", "budgets", "notify"]
FREE = [*LOCAL, "credentials", "region", "endpoint", "proxy", "identity", "partition"]
PAID = ["ce:GetCostAndUsage", "cost-explorer", "data", "tags"]
NAMES = [*FREE, "clock", "payer", "budget-filters", *PAID]
UNUSED = ["redis", "notify", "budget-filters"]
"""Without settings of their own."""
LINKED = Refusal("AccessDeniedException", "Linked account doesn't have access to Cost Explorer.")


def operations(aws: Endpoint) -> list[str]:
    return [request.operation for request in aws.requests]


def payments(doctor: Doctor) -> list[dict[str, str]]:
    file = doctor.folder / "spending.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    free = {line.get("free") for line in lines}
    return [line for line in lines if "id" in line and line["id"] not in free]


def test_nothing_is_paid_unless_asked_for(aws: Endpoint, doctor: Doctor) -> None:
    said = doctor()
    assert (said.code, said.err) == (0, "")
    assert operations(aws) == [WHO, ORGANIZATION]
    assert said.skipped == [*UNUSED, *PAID]
    assert {said.checks[name]["how"] for name in PAID} == {"Add --paid to check it, about $0.02."}
    assert [name for name in NAMES if said.status(name) != "ok"] == [
        "redis",
        "notify",
        "endpoint",
        "budget-filters",
        *PAID,
    ]
    assert not doctor.folder.exists()


def test_nothing_is_asked_or_said_to_be_beyond_the_limit(aws: Endpoint, doctor: Doctor) -> None:
    said = doctor("--paid", "--spend-limit", "0")
    assert said.checks["ce:GetCostAndUsage"]["what"].startswith("Paid requests are turned off")
    assert (said.err, aws.pages) == ("", 0)


def test_paid(aws: Endpoint, doctor: Doctor) -> None:
    said = doctor("--paid")
    assert said.code == 0
    assert [said.status(name) for name in PAID] == ["ok"] * 4
    assert said.checks["data"]["what"] == "costs of 2026-11-22 found"
    assert said.checks["tags"]["what"] == "4 cost allocation tag keys"
    assert said.err.splitlines() == [
        "asking Cost Explorer for yesterday's costs, about $0.01",
        "asking Cost Explorer for tags, about $0.01",
    ]
    assert aws.pages == 2
    assert [(paid["account"], paid["at"], paid["period"]) for paid in payments(doctor)] == [
        (ACCOUNT, NOW.isoformat(), "2026-11-22..2026-11-22"),
        (ACCOUNT, NOW.isoformat(), "2026-10-24..2026-11-22"),
    ]


def test_it_says_what_it_pays_before_it_pays(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, doctor: Doctor) -> None:
    pages: list[int] = []
    monkeypatch.setattr("cloudsense.cli._tell", lambda _text: pages.append(aws.pages))
    doctor("--paid")
    assert pages == [0, 1]


def test_json_is_one_object(aws: Endpoint, doctor: Doctor) -> None:
    found = json.loads(doctor("--paid").out)
    assert list(found) == ["version", "checks"]
    assert found["version"] == __version__
    assert [check["name"] for check in found["checks"]] == NAMES
    for check in found["checks"]:
        assert list(check) == ["name", "status", "what", "who", "how"]
        assert all(isinstance(text, str) for text in check.values())
        assert check["what"]
        assert bool(check["who"]) is bool(check["how"]) is (check["status"] in ("warning", "failed"))


def test_a_line_a_check(aws: Endpoint, doctor: Doctor) -> None:
    aws.fail(ACCESS_DENIED)
    said = doctor("--paid", lines=True)
    assert said.code == 1
    assert [line[9:].split(" ")[0] for line in said.out.splitlines()] == NAMES
    assert said.out.splitlines()[14] == (
        "failed   ce:GetCostAndUsage This user or role is not allowed to read Cost Explorer. "
        "The person who manages your permissions: Attach an IAM policy that allows ce:GetCostAndUsage on resource *."
    )


@pytest.mark.parametrize(
    ("fault", "statuses", "culprit", "who", "paid"),
    [
        (ACCESS_DENIED, "failed skipped skipped", 0, "the person who manages your permissions", 0),
        (SCP_DENIED, "failed skipped skipped", 0, "the organization's administrator", 0),
        (NOT_ENABLED, "skipped failed skipped", 1, "the account's owner", 0),
        (LINKED, "skipped failed skipped", 1, "the management account", 0),
        (
            Refusal("OptInRequired", "The AWS Access Key Id needs a subscription"),
            "skipped failed skipped",
            1,
            "owner",
            0,
        ),
        (DATA_UNAVAILABLE, "ok ok failed", 2, "the account's owner", 0),
        (EXPIRED, "failed skipped skipped", 0, "you", 0),
        (THROTTLED, "warning skipped skipped", 0, "you", 0),
        (INTERNAL, "failed skipped skipped", 0, "AWS", 0),
        (RESET, "failed skipped skipped", 0, "your network administrator", 0),
        (EMPTY, "failed skipped skipped", 0, "your network administrator", 1),
    ],
    ids=str,
)
def test_what_keeps_cost_explorer_from_answering(
    aws: Endpoint, doctor: Doctor, fault: Fault, statuses: str, culprit: int, who: str, paid: int
) -> None:
    aws.fail(fault)
    said = doctor("--paid")
    assert [said.status(name) for name in PAID] == [*statuses.split(), "ok"]
    problem = said.checks[PAID[culprit]]
    assert who in problem["who"]
    assert problem["how"]
    assert said.code == int("failed" in statuses)
    assert aws.pages == paid + 1
    assert len(payments(doctor)) == aws.pages + (fault == RESET), "an answer that was lost may have been paid"


def test_a_day_without_costs_is_a_warning(aws: Endpoint, doctor: Doctor) -> None:
    aws.today = NOW.date() - timedelta(days=2)
    said = doctor("--paid")
    assert (said.status("data"), said.code) == ("warning", 0)
    assert said.checks["data"]["what"] == "No costs of 2026-11-22 yet."


@pytest.mark.parametrize("fault", [ACCESS_DENIED, LINKED, THROTTLED, EMPTY], ids=str)
def test_tags_that_cannot_be_seen_are_no_more_than_a_warning(aws: Endpoint, doctor: Doctor, fault: Fault) -> None:
    aws.fail(fault, operation=TAGS)
    said = doctor("--paid")
    assert (said.code, said.status("tags")) == (0, "warning")
    assert "ce:GetCostAndUsage" not in said.checks["tags"]["how"]


@pytest.mark.parametrize(
    ("seconds", "status", "what"),
    [
        (0, "ok", "same time as AWS"),
        (-59, "ok", "59 s ahead of AWS"),
        (60, "warning", "60 s behind AWS: "),
        (-299, "warning", "299 s ahead of AWS: "),
        (300, "failed", "300 s behind AWS: "),
    ],
)
def test_clock(aws: Endpoint, doctor: Doctor, seconds: int, status: str, what: str) -> None:
    aws.now = NOW + timedelta(seconds=seconds)
    said = doctor()
    assert said.status("clock") == status
    assert said.checks["clock"]["what"].startswith(what)
    assert said.code == int(status == "failed")


def test_a_refusal_tells_the_time_too(aws: Endpoint, doctor: Doctor) -> None:
    aws.now = NOW + timedelta(hours=1)
    aws.fail(Refusal("SignatureDoesNotMatch", "Signature expired", 403), operation=WHO)
    said = doctor()
    assert said.bad == ["identity", "clock"]
    assert said.checks["clock"]["what"].startswith("3600 s behind AWS")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (EXPIRED, "have expired"),
        (Refusal("SignatureDoesNotMatch", "", 403), "rejected the signature"),
        (Refusal("InvalidClientTokenId", "", 403), "does not recognize these credentials"),
    ],
    ids=str,
)
def test_credentials_that_aws_refuses(aws: Endpoint, doctor: Doctor, fault: Fault, words: str) -> None:
    aws.fail(fault, operation=WHO)
    said = doctor("--paid")
    assert (said.code, said.err, said.bad) == (1, "", ["identity"])
    assert words in said.checks["identity"]["what"]
    assert said.checks["identity"]["who"] == "you"
    assert said.skipped == ["redis", "notify", "partition", "payer", "budget-filters", *PAID]
    assert operations(aws) == [WHO]


def test_a_key_of_nobody(aws: Endpoint, doctor: Doctor) -> None:
    aws.accounts = {}
    assert doctor("--paid").bad == ["identity"]
    assert aws.pages == 0


@pytest.mark.parametrize(
    ("payer", "what"),
    [
        (ACCOUNT, "management account"),
        (OTHER, f"member account: it sees its own costs; account {OTHER} pays; it may hide tags"),
        ("", "an account without an organization"),
    ],
)
def test_who_pays(aws: Endpoint, doctor: Doctor, payer: str, what: str) -> None:
    aws.payer = payer
    said = doctor()
    assert said.status("payer") == "ok"
    assert said.checks["payer"]["what"].startswith(what)


@pytest.mark.parametrize(
    "fault", [Refusal("AccessDeniedException", "You don't have permissions"), INTERNAL, EMPTY], ids=str
)
def test_not_to_know_who_pays_is_no_fault(aws: Endpoint, doctor: Doctor, fault: Fault) -> None:
    aws.fail(fault, operation=ORGANIZATION)
    said = doctor("--paid")
    assert (said.code, said.status("payer"), said.status("tags")) == (0, "skipped", "ok")
    assert said.checks["payer"]["what"].startswith("unknown")
    assert "Cost Explorer" not in said.checks["payer"]["what"] or fault is EMPTY


def test_hidden_accounts(aws: Endpoint, doctor: Doctor) -> None:
    aws.payer = OTHER
    said = doctor("--hide-account", "--paid")
    assert ACCOUNT not in said.out
    assert OTHER not in said.out
    assert said.checks["identity"]["what"] == "account •••• 3333, an IAM user"


def test_an_endpoint_that_hangs_is_not_waited_for(aws: Endpoint, doctor: Doctor) -> None:
    aws.fail(Hang(600), operation=WHO)
    before = monotonic()
    said = doctor("--read-timeout", "1s")
    assert monotonic() - before < 10
    assert said.bad == ["identity"]
    assert said.checks["identity"]["what"].startswith("127.0.0.1 does not answer.")
    assert said.checks["clock"]["status"] == "skipped"


def test_the_demo_asks_nothing(aws: Endpoint, doctor: Doctor) -> None:
    said = doctor("--demo", "--paid")
    assert (said.code, said.err, aws.requests) == (0, "", [])
    assert said.skipped == NAMES[1:]
    assert "no requests to AWS" in said.checks["identity"]["what"]


def test_a_check_that_fails_stops_no_other(
    aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(machine, "cache_folder", lambda _folder: {}["arn:aws:iam::1:user/jane"])
    said = doctor()
    assert (said.code, said.bad) == (1, ["cache-folder"])
    assert said.checks["cache-folder"]["what"] == "The check itself failed (KeyError)."
    assert list(said.checks) == NAMES
    assert said.status("identity") == "ok"


def test_used_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--port", "80"], {}) == 2
    assert capsys.readouterr().out == ""
