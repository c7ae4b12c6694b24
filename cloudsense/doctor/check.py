"""Result of one check, and its output: lines for people and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from cloudsense import __version__
from cloudsense.aws.responsibility import Who, blame
from cloudsense.errors import CloudSenseError, ThrottledError
from cloudsense.formatting import capitalized

NAME_WIDTH = len("ce:GetCostAndUsage")


class Status(StrEnum):
    """Status of a check; only `failed` means that CloudSense does not work."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Check:
    """Result of the check `name`; if action is needed, `who` can take it, and `how`."""

    name: str
    status: Status
    what: str
    who: str = ""
    how: str = ""


def ok(name: str, what: str) -> Check:
    return Check(name, Status.OK, what)


def warning(name: str, what: str, who: Who, how: str) -> Check:
    return Check(name, Status.WARNING, what, who.value, how)


def failed(name: str, what: str, who: Who, how: str) -> Check:
    return Check(name, Status.FAILED, what, who.value, how)


def skipped(name: str, what: str, how: str = "") -> Check:
    who = Who.YOU.value if how else ""
    return Check(name, Status.SKIPPED, what, who, how)


def from_error(name: str, error: CloudSenseError) -> Check:
    """Check for an error, in the dashboard's words; temporary problems are warnings."""
    status = Status.WARNING if isinstance(error, ThrottledError) else Status.FAILED
    what = f"{error.title} {error.detail}".rstrip()
    who = blame(error).value
    return Check(name, status, what, who, error.remedy)


def line(check: Check) -> str:
    """`failed   identity   The AWS credentials have expired. You: Run ...`"""
    name = check.name.ljust(NAME_WIDTH)
    text = f"{check.status:<8} {name} {check.what}"
    if check.how:
        text += f" {capitalized(check.who)}: {check.how}"
    shown = [letter if letter.isprintable() else "?" for letter in text]
    return "".join(shown)


def written(checks: Iterable[Check]) -> str:
    """JSON object, without a final line break."""
    listed = [asdict(check) for check in checks]
    report = {"version": __version__, "checks": listed}
    return json.dumps(report, indent=2)
