"""The page that CONTRIBUTING.md tells how to add, added to a copy of CloudSense."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUPPORT = [ROOT / "tests" / "support", ROOT / "tests" / "web"]
OPENED = """
from webclient import demo, paid, spoken
free = demo()
screen = free.read("?page=regions&period=7d")
print("".join(spoken(screen.views["by-region"]["body"])))
print(screen.status["title"], screen.header["links"]["regions"])
dashboard = paid()
assert "regions" in dashboard.read().header["links"]
bought = len(dashboard.payments())
dashboard.read("?page=regions", load="foreign")
assert len(dashboard.payments()) == bought, "a page that nobody has asked for buys nothing"
price = dashboard.http.get("/price?page=regions&period=2026-08").text
dashboard.read("?page=regions&period=2026-08")
print(price, len(dashboard.payments()) - bought)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """CloudSense with the page."""
    shutil.copytree(ROOT / "cloudsense", tmp_path / "cloudsense")
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    _, _, section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Add a page")
    page, row = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[:2]
    pages = tmp_path / "cloudsense" / "web" / "pages"
    (pages / "regions").mkdir()
    (pages / "regions" / "__init__.py").touch()
    (pages / "regions" / "page.py").write_text(page, "utf-8")
    registry = pages / "registry.py"
    imported, _, listed = row.partition("\n\n")
    text = registry.read_text("utf-8").replace("\nPAGES:", f"\n{imported}\n\nPAGES:", 1)
    registry.write_text(re.sub(r"^PAGES.*$", listed.strip(), text, flags=re.MULTILINE), "utf-8")
    return tmp_path


def test_the_documented_page_works(copy: Path) -> None:
    paths = os.pathsep.join(map(str, [copy, *SUPPORT]))
    env = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OPENED],
        cwd=copy,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    body, title, prices = done.stdout.splitlines()
    assert "us-east-1" in body
    assert "$" in body
    assert title == "Regions – CloudSense ?period=7d&page=regions"
    said, _, paid = prices.rpartition(" ")
    assert said in (f"≈{paid}¢", f"from {paid}¢")
