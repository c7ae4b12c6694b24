"""Charts of the Anomalies page: costs of all services above the expected ones, and one series with
its normal range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, Findings, excess_by_day
from cloudsense.costs.anomalies.baseline import FOUR_WEEKS
from cloudsense.costs.anomalies.detector import THRESHOLD
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.figures import axes, theme
from cloudsense.figures.style import exact

EXPECTED = "#97a9d8"
"""Readable on light and dark."""
ABOVE = "#d4553e"
RISE = (ABOVE, "rgba(212,85,62,0.18)")
"""Colors of the line and of the area below it."""
FALL = ("#2f9e6b", "rgba(47,158,107,0.18)")
RANGE = "rgba(66,105,208,0.20)"
ACTUAL = "#7c8aa5"
NO_COLOUR = "rgba(0,0,0,0)"
BEFORE, AFTER = 35, 14
"""Days before and after an anomaly that are drawn."""
SHORT = 92
"""Longest chart, in days, on which every anomaly is marked."""
MOST_MARKS = 12
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def notable(anomalies: Sequence[Anomaly], period: Period) -> frozenset[Anomaly]:
    """Anomalies to mark on a chart of `period`: on a long one only the largest, to keep it
    readable."""
    shown: Sequence[Anomaly] = anomalies
    if period.days > SHORT:
        shown = nlargest(MOST_MARKS, anomalies, key=lambda each: abs(each.impact))
    return frozenset(shown)


def letter(place: int) -> str:
    """Letter that marks an anomaly in the list and on the chart: A to Z, then AA."""
    rounds, letter = divmod(place, len(LETTERS))
    before = LETTERS[rounds - 1] if rounds else ""
    return before + LETTERS[letter]


@dataclass(frozen=True)
class DailyCosts:
    """Daily costs of all services over `period`, and the last complete day."""

    period: Period
    costs: np.ndarray
    complete_to: date
    currency: str


def all_services(
    daily: DailyCosts, anomalies: Sequence[Anomaly], letters: Mapping[Anomaly, str]
) -> dict[str, Any] | None:
    """Bars of each day with the part above the expected cost on top, and a letter where an anomaly
    begins.

    None without costs.
    """
    if not np.abs(daily.costs).max(initial=0.0):
        return None
    currency = daily.currency
    rises = [each for each in anomalies if each.impact > 0]
    by_day = excess_by_day(rises)
    days = list(daily.period.dates)
    excess = np.array([by_day.get(day, 0.0) for day in days])
    # The excess is a part of the day's bar.
    bars = daily.costs.clip(min=0.0)
    above = excess.clip(min=0.0, max=bars)
    expected = daily.costs - above
    traces = [
        _bars("As expected", expected, EXPECTED, daily),
        _bars("Above expected", above, ABOVE, daily),
    ]
    x = [day.isoformat() for day in days]
    for trace in traces:
        trace["x"] = x
    remarks = [_above(amount, currency) for amount in above.tolist()]
    lowest = float(expected.min())
    highest = float(daily.costs.max())
    amounts = axes.amounts(lowest, highest, currency)
    layout = _layout(daily.period, amounts, daily.costs, remarks, currency)
    layout["barmode"] = "relative"
    layout["bargap"] = 0.25
    layout["annotations"] = _marks(anomalies, letters, daily)
    layout["shapes"] = _incomplete(daily.period, daily.complete_to)
    return {"data": traces, "layout": layout}


def one_series(
    anomaly: Anomaly, findings: Findings, currency: str
) -> tuple[dict[str, Any], Period]:
    """Chart of the anomaly's days with those before and after: normal range, actual cost, excess.
    Returns its period, too."""
    series, detected = findings.series, findings.detected
    place = findings.place(anomaly)
    period = _around(anomaly, series.period)
    first = (period.start - series.start).days
    columns = slice(first, first + period.days)
    actual = series.costs[place, columns]
    expected = detected.expected[place, columns]
    judged = _judged(findings, place, columns)
    usual = THRESHOLD * detected.spread[place, columns]
    least = findings.percent / 100 * np.abs(expected)
    room = np.maximum(usual, least)
    unusual = _unusual(anomaly, period)
    colour, soft = RISE if anomaly.impact > 0 else FALL
    x = [day.isoformat() for day in period.dates]
    # The normal range of a cost ends at zero.
    floor = np.where(expected >= 0, 0.0, -np.inf)
    low = np.maximum(expected - room, floor)
    high = expected + room
    traces = [
        _line(x, _only(low, judged), NO_COLOUR, name="Expected, low"),
        _line(
            x,
            _only(high, judged),
            NO_COLOUR,
            name="Expected, high",
            fill="tonexty",
            fillcolor=RANGE,
        ),
        _line(x, _only(expected, unusual), NO_COLOUR),
        _line(x, _only(actual, unusual), colour, fill="tonexty", fillcolor=soft),
        _billed(x, actual, currency),
    ]
    remarks = []
    for amount in _only(expected, judged):
        said = "" if amount is None else formatting.money(amount, currency)
        remarks.append(f"expected {said}" if said else "")
    lowest = min(low.min(), actual.min())
    highest = max(high.max(), actual.max())
    amounts = axes.amounts(float(lowest), float(highest), currency)
    layout = _layout(period, amounts, actual, remarks, currency)
    layout["shapes"] = _incomplete(period, series.last)
    return {"data": traces, "layout": layout}, period


def _judged(findings: Findings, place: int, columns: slice) -> np.ndarray:
    """Days with a known expected cost."""
    first = int(findings.detected.first_days[place])
    days = np.arange(columns.start, columns.stop)
    is_known = days >= first + FOUR_WEEKS
    is_before = days < first
    is_new = first >= FOUR_WEEKS
    return np.asarray(is_known | (is_before & is_new))


def _around(anomaly: Anomaly, known: Period) -> Period:
    start = anomaly.first - timedelta(days=BEFORE)
    end = anomaly.last + timedelta(days=AFTER + 1)
    start = max(known.start, start)
    end = max(min(known.end, end), start + ONE_DAY)
    return Period(start, end)


def _unusual(anomaly: Anomaly, period: Period) -> np.ndarray:
    excess = dict(zip(anomaly.period.dates, anomaly.excess, strict=True))
    unusual = [bool(excess.get(day)) for day in period.dates]
    return np.array(unusual)


def _only(amounts: np.ndarray, chosen: np.ndarray) -> list[float | None]:
    pairs = zip(exact(amounts), chosen.tolist(), strict=True)
    return [amount if is_chosen else None for amount, is_chosen in pairs]


def _line(x: list[str], y: Sequence[float | None], colour: str, **more: Any) -> dict[str, Any]:
    is_drawn = colour != NO_COLOUR
    mode = "lines+markers" if is_drawn else "lines"
    marker = {"size": 5, "color": colour}
    return theme.line(y, colour, 2 if is_drawn else 0, x=x, mode=mode, marker=marker, **more)


def _billed(x: list[str], actual: np.ndarray, currency: str) -> dict[str, Any]:
    texts = [formatting.money(amount, currency) for amount in actual.tolist()]
    nowhere = {"href": None, "open": None}
    return theme.line(exact(actual), ACTUAL, 1.5, name="Billed", x=x, text=texts, meta=nowhere)


def _bars(name: str, amounts: np.ndarray, colour: str, daily: DailyCosts) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "y": exact(amounts),
        "text": [formatting.money(amount, daily.currency) for amount in amounts.tolist()],
        "textposition": "none",
        "marker": {"color": colour},
        "meta": {"href": None, "open": None},
    }


def _above(amount: float, currency: str) -> str:
    return f"{formatting.money(amount, currency)} above expected" if amount else ""


def _layout(
    period: Period,
    amounts: dict[str, Any],
    totals: np.ndarray,
    remarks: list[str],
    currency: str,
) -> dict[str, Any]:
    days = list(period.dates)
    return theme.layout(
        margin=axes.margin(amounts),
        xaxis=axes.dates(split(period, Granularity.DAILY), Granularity.DAILY),
        yaxis=amounts,
        meta={
            "unit": "day",
            "when": [formatting.day(day, year=True) for day in days],
            "open": None,
            "periods": [day.isoformat() for day in days],
            "totals": [formatting.money(amount, currency) for amount in totals.tolist()],
            "remarks": remarks,
        },
    )


def _marks(
    anomalies: Sequence[Anomaly], letters: Mapping[Anomaly, str], daily: DailyCosts
) -> list[dict[str, Any]]:
    """Letters above the bar on which each anomaly begins; several of one day next to each other."""
    by_day: dict[int, list[str]] = {}
    marked = notable(anomalies, daily.period) & letters.keys()
    start = daily.period.start
    for anomaly in anomalies:
        first = max(anomaly.first, start)
        if first in daily.period and anomaly in marked:
            place = (first - start).days
            by_day.setdefault(place, []).append(letters[anomaly])
    marks = []
    for place, names in by_day.items():
        height = float(daily.costs[place])
        text = " ".join(sorted(names))
        marks.append(mark(place, height, text))
    return marks


def mark(place: int, height: float, text: str) -> dict[str, Any]:
    """Text above the bar of this index."""
    font = {"size": 11, "color": ABOVE}
    return theme.note(f"<b>{text}</b>", place, height, yshift=2, font=font)


def _incomplete(period: Period, complete_to: date) -> list[dict[str, Any]]:
    """Shading behind the days to which AWS is still adding charges."""
    first = (complete_to + ONE_DAY - period.start).days
    if first >= period.days:
        return []
    return [axes.shade(max(first, 0), period.days - 1)]
