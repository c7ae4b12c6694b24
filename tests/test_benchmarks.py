"""Figures of the benchmarks that do not depend on what ran before them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks import journeys, memory

ROOT = Path(__file__).parents[1]
LARGE = 300
"""Megabytes that the parent takes."""
CHILD = "from benchmarks.memory import peak; print(peak())"
PARENT = f"""
import subprocess, sys
much = b"x" * ({LARGE} << 20)
subprocess.run([sys.executable, "-c", {CHILD!r}], check=True)
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_a_childs_memory_does_not_begin_at_its_parents() -> None:
    command = [sys.executable, "-c", PARENT]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert 5 < float(done.stdout) < LARGE / 2


def test_without_proc_there_is_a_figure_all_the_same(tmp_path: Path) -> None:
    assert memory.peak(tmp_path / "status") > 5


def test_a_status_is_read_by_its_lines(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n")
    assert (memory.peak(status), memory.read(status, "VmRSS"), memory.read(status, "VmSwap")) == (200, 100, 0)


def test_its_parts_can_be_imported() -> None:
    command = [sys.executable, "-c", "import benchmarks.__main__"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_documents_say_what_each_journey_buys() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("### Journeys\n")
    rows = re.findall(r"^\| (.+) \| (\d+) \|$", rest.partition("\n### ")[0], re.MULTILINE)
    with patch.dict(os.environ):
        bought = [*journeys.one_payer(), *journeys.two_payers()]
    assert [(name, int(pages)) for name, pages in rows] == bought
