"""Output of checks: lines for people and JSON for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from cloudsense import __version__
from cloudsense.doctor.check import Check
from cloudsense.formatting import capitalized

NAME_WIDTH = len("ce:GetCostAndUsage")


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
