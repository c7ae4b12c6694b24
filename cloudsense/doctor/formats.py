"""What was found, in lines for people and JSON for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from cloudsense import __version__
from cloudsense.doctor.check import Check

NAME_WIDTH = len("ce:GetCostAndUsage")


def line(check: Check) -> str:
    """`failed   identity   The AWS credentials have expired. You: Run ...`"""
    todo = f" {check.who[:1].upper()}{check.who[1:]}: {check.how}" if check.how else ""
    text = f"{check.status:<8} {check.name:<{NAME_WIDTH}} {check.what}{todo}"
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def written(checks: Iterable[Check]) -> str:
    """One JSON object, without a line break at its end."""
    return json.dumps({"version": __version__, "checks": [asdict(check) for check in checks]}, indent=2)
