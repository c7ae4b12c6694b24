"""`python tools/audit.py PIP_AUDIT`: known vulnerabilities in the pinned versions; the exit code is
1 if there are any.

A database that cannot be reached is no vulnerability: one sentence says so, and the exit code is 0.
pip-audit calls it
"no known vulnerabilities" when it could look up nothing at all, so its list is read here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parents[1] / "constraints.txt"
OPTIONS = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json")
UNREACHED = "The database of vulnerabilities cannot be reached from here, so nothing was checked."
NETWORK = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "SSLError",
    "ProxyError",
    "ServiceError",
)

Report = Mapping[str, Any]


def main(program: str) -> int:
    command = [program, "--requirement", str(PINNED), *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines, code = verdict(done.stdout, done.stderr)
    print("\n".join(lines))
    return code


def verdict(report: str, complaints: str) -> tuple[list[str], int]:
    """What to say, and the exit code, of what pip-audit wrote on stdout and stderr."""
    try:
        packages = list(json.loads(report)["dependencies"])
    except (ValueError, LookupError, TypeError):
        if any(name in complaints for name in NETWORK):
            return [UNREACHED], 0
        return ["pip-audit failed:", *complaints.splitlines()[-1:]], 1
    checked = [package for package in packages if "skip_reason" not in package]
    if not checked:
        return [UNREACHED], 0
    found = [_line(package, flaw) for package in checked for flaw in package["vulns"]]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    lines = found or [f"No known vulnerabilities. Checked: {len(checked)}."]
    return lines + ([f"Not checked: {', '.join(unknown)}."] if unknown else []), int(bool(found))


def _line(package: Report, flaw: Report) -> str:
    mended = (
        f"mended in {', '.join(flaw['fix_versions'])}"
        if flaw.get("fix_versions")
        else "not mended yet"
    )
    return f"{package['name']} {package['version']}: {flaw['id']}, {mended}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
