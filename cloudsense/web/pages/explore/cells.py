"""Links of the amounts in Explore's table: to the Changes page, with their days and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote_plus

from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.period import ONE_DAY, Month, Period, choose
from cloudsense.costs.query import Filter
from cloudsense.errors import AddressError
from cloudsense.web.pages.explore.answers import ExploreReading
from cloudsense.web.queries.price_tags import Props
from cloudsense.web.state.options import Show
from cloudsense.web.state.parameters import filter_name
from cloudsense.web.state.selection import LONGEST, PLACE, QUOTED_PLACE, Selection

GROUP, PART = "%1B", "%1C"
"""Placeholders for the filters of a group and of a row in it, filled in by the browser."""
LONGEST_FILTER = LONGEST // 3
"""Most characters of a filter. An address may have two of them, and more parameters."""


@dataclass(frozen=True)
class Cells:
    """Addresses of cells, in parts: a table has thousands."""

    reading: ExploreReading
    spellings: Callable[[str], tuple[str, ...]]
    """Function that returns the names under which AWS bills a value of the first dimension."""

    def props(self, groups: Iterable[str], parts: Iterable[str]) -> Props:
        """Return addresses with placeholders for period, group and row, and their values by column
        and by key. Cells of a column or row without a value have no address."""
        by, then = self.reading.focus.by, self.reading.focus.then
        here = replace(self.selection.on_page("changes"), period=PLACE, show=Show.COST)
        within = narrowed(here, by, PLACE)
        days = [span for span in self.reading.columns if isinstance(span, Period)]
        found = {
            "total": replace(here, by=by, then=None).search,
            "group": _placed(replace(within, by=then, then=None), (by, GROUP)),
            "periods": [self._period(span) for span in days],
            "groups": self._filters(by, groups, self.spellings),
        }
        if then:
            inside = replace(narrowed(within, then, PLACE), by=None, then=None)
            found["part"] = _placed(inside, (by, GROUP), (then, PART))
            found["parts"] = self._filters(then, parts, lambda name: (name,))
        return found

    @property
    def selection(self) -> Selection:
        return self.reading.selection

    def _period(self, span: Period) -> str | None:
        """Return the period of a column; None for days that Changes can't compare.

        The first column may have no days before it, and days after the last complete one are not
        compared.
        """
        if span.start > self.reading.snapshot.complete_to:
            return None
        today = self.reading.today
        text = period_text(span, today)
        try:
            choice = choose(text, today, self.reading.choice.earliest)
            compared_with(choice, Against.BEFORE, today)
        except AddressError:
            return None
        return text

    def _filters(
        self, of: Dimension, keys: Iterable[str], spellings: Callable[[str], tuple[str, ...]]
    ) -> dict[str, str]:
        """Return filters as written in an address, by the key of a row."""
        parameter, references = filter_name(of, exclude=False), self.selection.references
        found = {}
        for key in keys:
            values = spellings(references.read(of, key))
            if not all(can_be_filtered(of, value) for value in values):
                continue
            written = [references.written(of, value) for value in values]
            text = "&".join(f"{parameter}={quote_plus(value)}" for value in written)
            if len(text) <= LONGEST_FILTER:
                found[key] = text
        return found


def narrowed(selection: Selection, dimension: Dimension, *values: str) -> Selection:
    """Limit what is shown to these values. Other filters stay."""
    rest = [each for each in selection.filters if each.exclude or each.dimension is not dimension]
    return replace(selection, filters=(*rest, Filter(dimension, values)), budget=None)


def period_text(span: Period, today: date) -> str:
    """Write a period as in an address: a month, a day, or days.

    The current month is written as a month, too, so that it is compared with the same days of the
    one before.
    """
    month = Month.of(span.start)
    is_so_far = month == Month.of(today) and span.last >= today - ONE_DAY
    is_month = span.start == month.first and span.days > 1
    if span == month.period or (is_so_far and is_month):
        return str(month)
    return str(span.start) if span.days == 1 else f"{span.start}..{span.last}"


def _placed(selection: Selection, *places: tuple[Dimension, str]) -> str:
    """Return the address, with placeholders for the filters of these dimensions."""
    stands = {
        f"{filter_name(dimension, exclude=False)}={QUOTED_PLACE}": place
        for dimension, place in places
    }
    # Whole parameters: `service=…` is the end of `tag:service=…`, too.
    parameters = selection.search.removeprefix("?").split("&")
    return "?" + "&".join(stands.get(parameter, parameter) for parameter in parameters)
