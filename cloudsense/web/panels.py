"""PANELS, the table of what is on the screen, and how a reading becomes views."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cloudsense.costs.families import family
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.period import Kind, Period
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import WITHIN_SERVICES, usage
from cloudsense.errors import CloudSenseError
from cloudsense.figures import breakdown, changes, charges, families, theme, tiles, trend, words
from cloudsense.figures.view import View
from cloudsense.web import messages
from cloudsense.web.labels import Labels
from cloudsense.web.reading import Reading, Waiting, known

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desk:
    """What every panel draws from: a reading, and how things are called."""

    reading: Reading
    labels: Labels
    limit: Decimal | None
    """The budget."""

    @property
    def currency(self) -> str:
        return self.reading.snapshot.currency or "USD"

    @property
    def by(self) -> Dimension:
        return self.reading.focus.by

    def into(self, name: str) -> str | None:
        """The address of what lies behind a name; None where there is nothing further."""
        selection = self.reading.selection
        if not name or selection.values(self.by) == (name,):
            return None
        if self.by in WITHIN_SERVICES and not selection.values(Dimension.SERVICE):
            return None
        return selection.with_filter(self.by, name).search

    def colour(self) -> theme.Colour:
        table = self.reading.table
        ranking = self.reading.ranking if self.by is Dimension.SERVICE else table.names
        return theme.colours(ranking, table.names[: trend.TOP])


@dataclass(frozen=True)
class Panel:
    """One part of the page: `view` makes it from the desk; it fails alone."""

    name: str
    title: str
    """What it is called while it has nothing to show."""
    view: Callable[[Desk], View]


def _total(desk: Desk) -> View:
    reading = desk.reading
    return tiles.total(reading.table, reading.before, reading.choice, desk.currency)


def _average(desk: Desk) -> View:
    return tiles.average(desk.reading.table, desk.reading.today, desk.currency)


def _month(desk: Desk) -> View:
    currency = known(desk.reading.overview).currency or "USD"
    return tiles.month(desk.reading.projection, currency, bool(desk.reading.selection.filters))


def _budget(desk: Desk) -> View:
    currency = known(desk.reading.overview).currency or "USD"
    return tiles.budget(desk.reading.budget(desk.limit) if desk.limit else None, currency)


def _trend(desk: Desk) -> View:
    reading, selection = desk.reading, desk.reading.selection
    view = trend.view(
        reading.table,
        selection.chart.value,
        reading.today,
        desk.currency,
        desk.labels.of(desk.by),
        desk.colour(),
        desk.into,
        lambda period: selection.with_period(period_text(period)).search,
    )
    return replace(view, title="Daily cost", note=f"by {words.dimension(desk.by).lower()}")


def _changes(desk: Desk) -> View:
    reading = desk.reading
    if reading.before is None:
        return View("There are no earlier days in Cost Explorer's history to compare with.", title="What changed")
    compared = _compared(reading)
    return changes.view(reading.rows, compared, desk.currency, desk.labels.of(desk.by), desk.into)


def _families(desk: Desk) -> View:
    reading, selection = desk.reading, desk.reading.selection
    if reading.details is None:
        if reading.ec2 and not selection.filters:
            return families.closed(selection.with_filter(Dimension.SERVICE, *reading.ec2).search)
        return View("" if selection.filters else "No EC2 or EBS costs in this period.", title=families.TITLE)
    homes: dict[str, set[str]] = {}
    groups: dict[str, str] = {}
    for service, usage_type in usage(known(reading.details).frame):
        found = family(service, usage_type)
        homes.setdefault(found.name, set()).add(service)
        groups[found.name] = found.group
    present = tuple(name for name in EC2_SERVICES if any(name in home for home in homes.values()))

    def into(name: str) -> str:
        services = selection.with_filter(Dimension.SERVICE, *homes[name])
        return services.with_filter(Dimension.FAMILY, name).search

    everything = selection.with_filter(Dimension.SERVICE, *(present or EC2_SERVICES)).search
    return families.view(reading.families, groups, reading.table.total, desk.currency, into, everything)


def _charges(desk: Desk) -> View:
    if desk.reading.selection.filters:
        return View("", title=charges.TITLE)
    return charges.view(desk.reading.charge_types, desk.currency)


def _table(desk: Desk) -> View:
    period, label = desk.reading.choice.period, desk.labels.of(desk.by)
    return breakdown.view(desk.reading.rows, period, desk.by, desk.currency, label, desk.colour(), desk.into)


PANELS = (
    Panel("total", "Total", _total),
    Panel("average", "Daily average", _average),
    Panel("month", "This month", _month),
    Panel("budget", "Budget", _budget),
    Panel("trend", "Daily cost", _trend),
    Panel("changes", "What changed", _changes),
    Panel("table", "Breakdown", _table),
    Panel("families", families.TITLE, _families),
    Panel("charges", charges.TITLE, _charges),
)


def views(desk: Desk, paid: bool) -> tuple[dict[str, View], list[CloudSenseError]]:
    """Every panel's view; instead of one that cannot be, what it waits for or why.

    What several would say, or the page says already of older numbers, is only hinted at: it is to be said for the page.
    """
    made = {panel: _view(panel, desk, paid) for panel in PANELS}
    problems = [view for view in made.values() if isinstance(view, CloudSenseError)]
    often = Counter(problem.title for problem in problems)
    often.update(snapshot.problem.title for snapshot in desk.reading.snapshots if snapshot.problem)
    shared = [problem for problem in problems if often[problem.title] > 1]
    return {panel.name: _spoken(panel, view, shared) for panel, view in made.items()}, shared


def _spoken(panel: Panel, view: View | CloudSenseError, shared: Sequence[CloudSenseError]) -> View:
    if isinstance(view, CloudSenseError):
        return replace(messages.hint() if view in shared else messages.failed(view), title=panel.title)
    return view


def _view(panel: Panel, desk: Desk, paid: bool) -> View | CloudSenseError:
    try:
        return panel.view(desk)
    except Waiting as wait:
        return replace(messages.waiting(wait.progress, paid), title=panel.title)
    except CloudSenseError as problem:
        return problem
    except Exception as unforeseen:
        more = log.isEnabledFor(logging.DEBUG)
        log.error("the panel %s could not be drawn: %s", panel.name, type(unforeseen).__name__, exc_info=more)
        unseen = CloudSenseError(
            "This panel could not be drawn.", "The other panels are not affected.", "See the log for the reason."
        )
        return replace(messages.failed(unseen), title=panel.title)


def period_text(period: Period) -> str:
    """The period as an address has it."""
    return str(period.start) if period.days == 1 else f"{period.start}..{period.last}"


def _compared(reading: Reading) -> str:
    choice = reading.choice
    if choice.kind is Kind.MONTH:
        return words.days(choice.before)
    return f"the {words.count(choice.period.days, 'day')} before" if choice.period.days > 1 else "the day before"
