"""The tests of assets' scripts, in the Node that Playwright brings."""

import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

NODE = compute_driver_executable()[0]
TESTS = sorted((Path(__file__).parent / "scripts").glob("*.test.mjs"))


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.name)
def test_in_node(test: Path) -> None:
    done = subprocess.run([NODE, "--test", test], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "pass 0" not in done.stdout
