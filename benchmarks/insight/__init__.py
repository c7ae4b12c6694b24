"""How well CloudSense understands costs: anomalies found, false alarms, projections.

Each part is a function that yields names and figures. A new part is a module and a row of `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.insight import detection, projection

PARTS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
    detection.measure,
    projection.measure,
)


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures of all parts."""
    for part in PARTS:
        yield from part()
