"""What `make audit` makes of what pip-audit says."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

SPEC = importlib.util.spec_from_file_location("audit", Path(__file__).parents[1] / "tools" / "audit.py")
assert SPEC
assert SPEC.loader
audit: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(audit)

GOOD = {"name": "dash", "version": "4.4.1", "vulns": []}
BAD = {"name": "jinja2", "version": "2.4.1", "vulns": [
    {"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": []},
    {"id": "PYSEC-2099-1", "fix_versions": [], "aliases": []},
]}  # fmt: skip
SKIPPED = {"name": "six", "skip_reason": "Dependency not found on PyPI and could not be audited: six (1.17.0)"}
OFFLINE = "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.test', port=443)"


@pytest.mark.parametrize(
    ("packages", "said", "code"),
    [
        ([GOOD], ["No known vulnerabilities. Checked: 1."], 0),
        ([GOOD, SKIPPED], ["No known vulnerabilities. Checked: 1.", "Not checked: six."], 0),
        ([GOOD, BAD], ["jinja2 2.4.1: PYSEC-2014-8, mended in 2.7.2", "jinja2 2.4.1: PYSEC-2099-1, not mended yet"], 1),
        ([SKIPPED, SKIPPED], [audit.UNREACHED], 0),
    ],
)
def test_what_was_found(packages: list[Any], said: list[str], code: int) -> None:
    assert audit.verdict(json.dumps({"dependencies": packages, "fixes": []}), "WARNING: ...") == (said, code)


def test_no_database() -> None:
    assert audit.verdict("", f"Traceback ...\n{OFFLINE}\n") == ([audit.UNREACHED], 0)


def test_anything_else_is_a_failure() -> None:
    said, code = audit.verdict("", "Traceback ...\nERROR: requirement file is malformed\n")
    assert code == 1
    assert said[-1] == "ERROR: requirement file is malformed"
