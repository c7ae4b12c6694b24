"""Made-up organizations with events at known days, each determined by its seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

SERVICES = 20
WEEKDAYS = {
    "flat": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "office": (1.0, 1.03, 1.05, 1.03, 0.98, 0.42, 0.36),
    "mild": (1.0, 1.02, 1.02, 1.01, 1.0, 0.9, 0.88),
    "shop": (0.9, 0.88, 0.92, 1.0, 1.15, 1.3, 1.1),
    "closed": (1.0, 1.0, 1.0, 1.0, 1.0, 0.04, 0.04),
    "weekly job": (0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 2.6),
}
"""Factors of Monday to Sunday."""


class Kind(StrEnum):
    """What happens to a service."""

    SPIKE = "spike"
    """One to three days."""
    STEP = "step"
    """From one day to the next, and stays."""
    DRIFT = "drift"
    """Rises day by day over ten days to five weeks, and stays."""
    NEW = "new service"


@dataclass(frozen=True)
class Event:
    """What was planted: from day `first` on, in the service number `service`."""

    kind: Kind
    service: int
    first: int
    days: int
    """Days with an excess; of a drift, days until it is complete."""
    excess: float
    """Dollars on the first day; of a drift, when it is complete."""
    spreads: float
    """The excess in the service's own day-to-day spreads."""
    share: float
    """The excess as a share of what the service cost before."""
    least: float = 0.0
    """Dollars that an anomaly of this organization needs by default."""

    @property
    def is_large(self) -> bool:
        """Whether a day of it passes the default gates."""
        return self.excess > 1.2 * self.least and self.share > 0.3

    @property
    def is_clear(self) -> bool:
        """Large, and above six of the spreads of its service."""
        return self.spreads > 6 and self.is_large


@dataclass(frozen=True)
class Organization:
    """Usage costs of services: a float64 matrix of services x days, in dollars."""

    start: date
    costs: np.ndarray
    events: tuple[Event, ...] = ()
    spreads: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Of each service, its noise as a share of its cost."""
    least: float = 20.0
    """Dollars that an anomaly needs by default, as before anything was planted."""

    @property
    def days(self) -> int:
        return self.costs.shape[1]

    @property
    def names(self) -> list[str]:
        return [f"Service {n:02}" for n in range(len(self.costs))]


def make(seed: int, days: int = 300, events: bool = True) -> Organization:
    """An organization of 20 services; without `events` nothing happens but business as usual."""
    random = np.random.default_rng(seed)
    start = date(2025, 1, 1) + timedelta(days=int(random.integers(0, 365)))
    holidays = _holidays(random, start, days)
    services = [_service(random, start, days, holidays) for _ in range(SERVICES)]
    costs = np.stack([service for service, _ in services])
    spreads = np.array([noise for _, noise in services])
    costs = np.maximum(costs, 0.0)
    least = max(20.0, 0.001 * 30 * float(costs.mean(axis=1).sum()))
    organization = Organization(start, costs, (), spreads, least)
    return _with_events(organization, random) if events else organization


def _service(
    random: np.random.Generator, start: date, days: int, holidays: np.ndarray
) -> tuple[np.ndarray, float]:
    """Costs by day, and the noise among them."""
    level = float(np.exp(random.normal(np.log(60), 1.5)))
    noise = float(np.exp(random.uniform(np.log(0.004), np.log(0.18))))
    shape = np.array(list(WEEKDAYS.values())[random.integers(len(WEEKDAYS))])
    weekday = (start.weekday() + np.arange(days)) % 7
    growth = (1 + random.uniform(-0.6, 0.7)) ** (np.arange(days) / 365)
    usual = level * growth * shape[weekday]
    if random.random() < 0.5:
        usual = usual * holidays
    # Costs of a day are like those of the day before.
    memory = random.uniform(0.0, 0.4)
    shocks = random.standard_t(8, days) * np.sqrt(6 / 8) * noise
    drawn = np.zeros(days)
    for day in range(days):
        before = drawn[day - 1] if day else 0.0
        drawn[day] = memory * before + np.sqrt(1 - memory**2) * shocks[day]
    costs = usual * np.maximum(1 + drawn, 0.05)
    if random.random() < 0.1:
        costs = _seldom(random, costs)
    job = random.choice(["", "month end", "fortnight"], p=[0.9, 0.05, 0.05])
    if job == "month end":
        costs += _month_ends(start, days) * level * random.uniform(0.5, 2)
    if job == "fortnight":
        costs += _fortnights(random, days) * level * random.uniform(0.5, 2)
    if random.random() < 0.25:
        costs += _firsts(start, days) * level * random.uniform(2, 15)
    return costs, noise


def _firsts(start: date, days: int) -> np.ndarray:
    """1 on the 1st of each month."""
    return np.array([float((start + timedelta(days=n)).day == 1) for n in range(days)])


def _month_ends(start: date, days: int) -> np.ndarray:
    """1 on the last two days of each month."""
    firsts = _firsts(start + timedelta(days=1), days)
    return np.maximum(firsts, _firsts(start + timedelta(days=2), days))


def _fortnights(random: np.random.Generator, days: int) -> np.ndarray:
    """About 1 on a day in about two weeks."""
    jobs = np.zeros(days)
    day = int(random.integers(0, 14))
    while day < days:
        jobs[day] = random.uniform(0.9, 1.1)
        day += int(random.integers(12, 17))
    return jobs


def _seldom(random: np.random.Generator, costs: np.ndarray) -> np.ndarray:
    """A service that is idle on most days: now and then a job of about the same size."""
    runs = random.random(len(costs)) < random.uniform(0.03, 0.15)
    return costs * np.where(runs, random.uniform(0.8, 1.2, len(costs)), 0.01)


def _holidays(random: np.random.Generator, start: date, days: int) -> np.ndarray:
    """Below 1 on public holidays and over New Year."""
    factor = np.ones(days)
    fixed = {(5, 1), (7, 4), (11, 11)}
    for n in range(days):
        day = start + timedelta(days=n)
        over_new_year = (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)
        if over_new_year or (day.month, day.day) in fixed:
            factor[n] = random.uniform(0.45, 0.7)
    return factor


def _with_events(organization: Organization, random: np.random.Generator) -> Organization:
    """With one event in most services: never two in one, so that each has its own answer."""
    costs = organization.costs.copy()
    least = organization.least
    events = []
    for service in range(SERVICES):
        kind = random.choice([*Kind, None], p=[0.25, 0.2, 0.15, 0.05, 0.35])
        if kind is None:
            continue
        first = int(random.integers(110, organization.days - 45))
        if _on_first(organization.start, first):
            first += 1
        event = _plant(costs[service], Kind(kind), service, first, random)
        spread = organization.spreads[service] * event.spreads
        event = replace(event, spreads=event.excess / max(spread, 1e-9), least=least)
        events.append(event)
    return replace(organization, costs=costs, events=tuple(events))


def _on_first(start: date, day: int) -> bool:
    return (start + timedelta(days=day)).day == 1


def _plant(
    costs: np.ndarray, kind: Kind, service: int, first: int, random: np.random.Generator
) -> Event:
    """Changes `costs`; in the event, `spreads` is what the service cost a day before."""
    usual = float(np.median(costs[first - 28 : first]))
    share = float(random.uniform(0.3, 3.0))
    days = len(costs) - first
    if kind is Kind.NEW:
        noise = random.uniform(0.9, 1.1, days)
        level = float(np.exp(random.normal(np.log(60), 0.7)))
        costs[:first] = 0.0
        costs[first:] = level * noise
        return Event(kind, service, first, days, level, level, 9.9)
    if kind is Kind.DRIFT:
        share = float(random.uniform(0.3, 3.0))
        days = int(random.integers(10, 36))
        ramp = np.minimum(np.arange(1, len(costs) - first + 1) / days, 1.0)
        costs[first:] *= 1 + share * ramp
        return Event(kind, service, first, days, usual * share, usual, share)
    if kind is Kind.SPIKE:
        share = float(random.uniform(0.3, 6.0))
        days = int(random.integers(1, 4))
    costs[first : first + days] += usual * share
    return Event(kind, service, first, days, usual * share, usual, share)
