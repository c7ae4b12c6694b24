"""Thresholds for anomalies, as people write them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cloudsense.costs.anomalies.detector import PERCENT
from cloudsense.costs.names import quoted
from cloudsense.errors import AddressError

MOST_DOLLARS = 1e12
LEAST_PERCENT, MOST_PERCENT = 1.0, 10_000.0


@dataclass(frozen=True)
class Gates:
    """Thresholds that an anomaly must reach, both: dollars over all its days, and percent of the
    expected cost. None: the default for the costs shown."""

    dollars: float | None = None
    percent: float = PERCENT
    falls: bool = False
    """Whether falls in costs count, too."""

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Values that differ from the defaults, as address parameters."""
        words = []
        if self.dollars is not None:
            words.append(("min-dollars", f"{self.dollars:.10g}"))
        if self.percent != PERCENT:
            words.append(("min-percent", f"{self.percent:.10g}"))
        if self.falls:
            words.append(("falls", "yes"))
        return words


DEFAULT_GATES = Gates()


def parse_dollars(name: str, text: str) -> float:
    """Parses `20` or `$12.50`; `name` is the parameter's. Raises AddressError."""
    number = text.strip().removeprefix("$")
    return _number(name, text, number, 0.0, MOST_DOLLARS)


def parse_percent(name: str, text: str) -> float:
    """Parses `25` or `12.5%`. Raises AddressError."""
    number = text.strip().removesuffix("%")
    return _number(name, text, number, LEAST_PERCENT, MOST_PERCENT)


def parse_falls(name: str, text: str) -> bool:
    """Parses `yes` or `no`. Raises AddressError."""
    if text not in ("yes", "no"):
        said = f"{quoted(text)} is not a value of {name}."
        raise AddressError(said, remedy="Use yes or no.")
    return text == "yes"


def _number(name: str, text: str, number: str, least: float, most: float) -> float:
    """Parses `number`, which is `text` without its sign. Raises AddressError."""
    plain = number.replace(",", "").strip()
    is_number = re.fullmatch(r"\d{1,13}(\.\d{1,10})?", plain, re.ASCII)
    value = float(plain) if is_number else -1.0
    if not least <= value <= most:
        raise AddressError(
            f"{quoted(text)} is not a valid value of {name}.",
            remedy=f"Use a number from {least:g} to {most:,.0f}.",
        )
    return value
