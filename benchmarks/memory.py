"""How much memory a process takes, in megabytes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak(status: Path = STATUS) -> float:
    """The most that this process has taken.

    `ru_maxrss` is not used on Linux: it survives `exec`, so a child's starts at what its parent had
    taken.
    """
    if status.exists():
        return read(status, "VmHWM")
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def read(status: Path, name: str) -> float:
    """A line of a process's `status`, such as VmRSS (now) or VmHWM (peak)."""
    found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
