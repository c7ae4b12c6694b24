"""Where the amounts of Explore's table lead to: the page Changes, with their days and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote_plus

from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.parsing import can_all_be_filtered
from cloudsense.costs.period import ONE_DAY, Month, Period, choose
from cloudsense.costs.query import Filter
from cloudsense.errors import AddressError
from cloudsense.web.pages.explore.answers import ExploreReading
from cloudsense.web.queries.price_tags import Props
from cloudsense.web.state.options import Show
from cloudsense.web.state.parameters import filter_name, period_text
from cloudsense.web.state.selection import LONGEST, PLACE, QUOTED_PLACE, Selection

GROUP, PART = "%1B", "%1C"
"""Stand for the filters of a row and its group. The browser fills them in, like the period."""
LONGEST_FILTER = LONGEST // 3
"""Characters: an address has two of them, and more."""


@dataclass(frozen=True)
class Cells:
    """Addresses of cells, in pieces: a table has thousands."""

    reading: ExploreReading
    spellings: Callable[[str], tuple[str, ...]]
    """The names under which AWS bills a value of the first dimension."""

    def props(self, groups: Iterable[str], parts: Iterable[str]) -> Props:
        """Addresses with places for period, group and part, and what goes there: by column, and by
        the keys of rows. A column or row without has no address."""
        focus = self.reading.focus
        by, then = focus.by, focus.then
        there = self.selection.on_page("changes")
        here = replace(there, period=PLACE, show=Show.COST)
        within = narrowed(here, by, PLACE)
        days = [span for span in self.reading.columns if isinstance(span, Period)]
        by_parts = replace(within, by=then, then=None)
        found = {
            "total": replace(here, by=by, then=None).search,
            "group": _placed(by_parts, {by: GROUP}),
            "periods": [self._period(span) for span in days],
            "groups": self._filters(by, groups, self.spellings),
        }
        if then:
            inside = narrowed(within, then, PLACE)
            alone = replace(inside, by=None, then=None)
            found["part"] = _placed(alone, {by: GROUP, then: PART})
            found["parts"] = self._filters(then, parts, lambda name: (name,))
        return found

    @property
    def selection(self) -> Selection:
        return self.reading.selection

    def _period(self, span: Period) -> str | None:
        """None for days that Changes cannot compare: those of the first column may have none
        before them, and those after the last complete one are on no side."""
        if span.start > self.reading.snapshot.complete_to:
            return None
        today = self.reading.today
        text = days_text(span, today)
        try:
            choice = choose(text, today, self.reading.choice.earliest)
            compared_with(choice, Against.BEFORE, today)
        except AddressError:
            return None
        return text

    def _filters(
        self, of: Dimension, keys: Iterable[str], spellings: Callable[[str], tuple[str, ...]]
    ) -> dict[str, str]:
        """By the key of a row, how an address has the filter."""
        parameter = filter_name(of, exclude=False)
        references = self.selection.references
        found = {}
        for key in keys:
            values = spellings(references.read(of, key))
            if not can_all_be_filtered(of, values):
                continue
            written = [quote_plus(references.written(of, value)) for value in values]
            text = "&".join(f"{parameter}={value}" for value in written)
            if len(text) <= LONGEST_FILTER:
                found[key] = text
        return found


def narrowed(selection: Selection, dimension: Dimension, *values: str) -> Selection:
    """Only these values of what is shown: all other filters stay."""
    chosen = Filter(dimension, values)
    rest = [rule for rule in selection.filters if rule.exclude or rule.dimension is not dimension]
    return replace(selection, filters=(*rest, chosen), budget=None)


def days_text(span: Period, today: date) -> str:
    """As an address has it. The current month so far is that month, so that it is compared with
    the same days of the one before."""
    month = Month.of(today)
    is_current = span.start == month.first and span.last >= today - ONE_DAY
    return str(month) if is_current and span.days > 1 else period_text(span)


def _placed(selection: Selection, places: Mapping[Dimension, str]) -> str:
    """Its address, with a place instead of the filter of each dimension."""
    stands = {}
    for dimension, place in places.items():
        name = filter_name(dimension, exclude=False)
        stands[f"{name}={QUOTED_PLACE}"] = place
    # Whole parameters: `service=…` is the end of `tag:service=…`, too.
    parameters = selection.search.removeprefix("?").split("&")
    placed = [stands.get(parameter, parameter) for parameter in parameters]
    return "?" + "&".join(placed)
