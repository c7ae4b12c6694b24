"""First use of a tag or cost category in a cached answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.frame import DAY, CostFrame
from cloudsense.costs.period import Period


@dataclass(frozen=True)
class TagHistory:
    """History of a tag or cost category in a period with costs."""

    first: date | None
    """First day with a cost that has a value; None without one."""
    is_late: bool
    """Whether there are earlier costs, all without a value."""


def tag_history(frame: CostFrame, dimension: Dimension, period: Period) -> TagHistory | None:
    """History of the tag in a frame; None if the frame lacks `dimension`, or has no
    costs in the period."""
    if not dimension.can_be_absent or dimension not in frame.dimensions:
        return None
    rows = frame.within(period)
    if not len(rows):
        return None
    is_value = rows.categories(dimension) != ABSENT
    has_value = is_value[rows.codes(dimension)]
    if not has_value.any():
        return TagHistory(None, is_late=False)
    days = rows.data[DAY]
    first = days.iloc[int(has_value.argmax())]  # rows are by day
    return TagHistory(first.date(), is_late=bool(days.iloc[0] < first))
