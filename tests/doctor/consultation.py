"""Runs `cloudsense doctor`, and searches whatever it says for what it must never say."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloudsense.cli import run

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
SECRETS = ("arn:", "akid", "made-up-secret", "hunter2", "token=", "traceback")


@dataclass(frozen=True)
class Said:
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def checks(self) -> dict[str, dict[str, str]]:
        return {check["name"]: check for check in json.loads(self.out)["checks"]}

    @property
    def bad(self) -> list[str]:
        return [name for name, check in self.checks.items() if check["status"] == "failed"]

    @property
    def skipped(self) -> list[str]:
        return [name for name, check in self.checks.items() if check["status"] == "skipped"]

    def status(self, name: str) -> str:
        return self.checks[name]["status"]


class Doctor:
    """Runs the command with a clock that stands still; `lines` for people, else JSON."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self.folder = folder

    def __call__(self, *argv: str, lines: bool = False) -> Said:
        form = [] if lines else ["--json"]
        code = run(["doctor", *form, "--cache-dir", str(self.folder), *argv], os.environ, lambda: NOW)
        said = Said(code, *self._capsys.readouterr())
        assert [word for word in SECRETS if word in (said.out + said.err).lower()] == []
        return said
