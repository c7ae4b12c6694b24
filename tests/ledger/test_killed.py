"""Killed a hundred times, at any moment: no number is wrong, nothing is lost, and what was paid is written down."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

KILLS = 100
NOBODY = 65_534
HERE = Path(__file__).parent


class Mortal:
    """The program `mortal.py` at work on a folder, and what stands there."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder, self._process = folder, process

    def __call__(self, *command: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(map(str, (self.folder, *command))) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def served(self) -> list[str]:
        file = self.folder / "served"
        return file.read_text().splitlines() if file.exists() else []

    def payments(self) -> int:
        file = self.folder / "kept" / "spending.jsonl"
        return sum("id" in json.loads(line) for line in file.read_text().splitlines()) if file.exists() else 0


@pytest.fixture(scope="module")
def program() -> Iterator[subprocess.Popen[str]]:
    """Started once: each command is done in a fork of its own."""
    command = [sys.executable, str(HERE / "mortal.py")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def mortal(program: subprocess.Popen[str], tmp_path: Path) -> Mortal:
    return Mortal(tmp_path, program)


def both(before: list[str], after: list[str]) -> int:
    """How many questions, in pages, were answered twice."""
    return len(Counter(before).keys() & Counter(after).keys())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment(mortal: Mortal) -> None:
    chance, names, died, twice = random.Random(7), set[str](), 0, 0
    mortal("check", 0)
    for number in range(1, KILLS + 1):
        start = len(mortal.served())
        lived = mortal("tear", number) if number % 10 == 0 else mortal("buy", number, chance.uniform(0, 0.15))
        paid = mortal.served()[start:]
        assert mortal.payments() >= len(mortal.served())
        found = mortal("check", number)
        again = mortal.served()[start + len(paid) :]
        assert found["wrong"] == []
        assert names <= set(found["names"])
        assert both(paid, again) <= 1
        assert found["spent"] == mortal.payments() >= len(mortal.served())
        names, died, twice = set(found["names"]), died + (lived is None), twice + both(paid, again)
    assert died >= KILLS / 2, "most lived: the moments are too late"
    assert twice, "nobody was killed at a purchase: the moments are too early"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_full_disk(mortal: Mortal) -> None:
    mortal("check", 0)
    before, start = mortal("check", 0), len(mortal.served())
    found = mortal("full", 1)
    assert found["wrong"] == []
    assert found["spent"] == start + len(mortal.served()) > start
    assert "cannot cache an answer: check that the cache folder is writable and the disk is not full" in found["said"]
    assert "cannot record a payment" in found["said"]
    assert "Traceback" not in found["said"]
    after = mortal("check", 1)
    assert (after["wrong"], after["names"]) == ([], before["names"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("mode", [0o700, 0o500, 0o000])
def test_a_folder_that_may_not_be_written(mortal: Mortal, tmp_path: Path, mode: int) -> None:
    """Somebody else's, one's own that is read-only, and one's own that is closed."""
    mortal("check", 0)
    before = mortal("check", 0)
    for path in (*tmp_path.parents, tmp_path):
        if path.stat().st_uid == 0 and path != Path("/") and path.name != "tmp":
            path.chmod(0o755)
    kept = (tmp_path / "kept", *(tmp_path / "kept").rglob("*"))
    if mode != 0o700:
        for path in kept:
            os.chown(path, NOBODY, NOBODY)
        (tmp_path / "kept").chmod(mode)
    (tmp_path / "served").chmod(0o666)
    found = mortal("barred", 1)
    assert found["wrong"] == []
    assert "WARNING cloudsense.storage -: cannot use the cache folder" in found["said"]
    assert found["said"].count("\n") == 1
    for path in kept:  # root may not use another's folder either
        os.chown(path, 0, 0)
    after = mortal("check", 1)
    assert (after["wrong"], after["names"]) == ([], before["names"])
