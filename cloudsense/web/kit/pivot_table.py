"""`PivotTable`: amounts by name and by day, week or month, with groups that open in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class PivotRow(TypedDict):
    """A name with its amounts by column, their sum, its share (0 to 1) and its change."""

    id: str
    name: str
    values: Sequence[float]
    total: float
    share: NotRequired[float]
    change: NotRequired[float]
    rest: NotRequired[bool]
    """Whether the row sums up those that are too many for a screen."""


class PivotGroup(PivotRow):
    """A row with rows in it, `parts`. `hatched` marks costs without a tag, which stay last."""

    colour: NotRequired[str]
    note: NotRequired[str]
    href: NotRequired[str | None]
    hatched: NotRequired[bool]
    parts: NotRequired[Sequence[PivotRow]]


class PivotCells(TypedDict):
    """Addresses of amounts, in parts. In them `%1A` is replaced by the period of the column, `%1B`
    by the filter of the group, `%1C` by that of the row in it. An amount for which one is missing
    has no address."""

    total: str
    group: str
    part: NotRequired[str]
    periods: Sequence[str | None]
    groups: Mapping[str, str]
    parts: NotRequired[Mapping[str, str]]


class PivotTable(KitComponent):
    """A table that is sorted, searched and opened in the browser.

    - `names`: one or two words for the groupings, and `columns`: the titles of the amounts
    - `groups` in their first order, and `total`, the sums of all
    - `left`: number of groups that are in files only
    - `compared`: what `change` compares, `Nov 16 against Nov 9`; without it there is no change
    - `prefix` and `digits` of an amount: `$` and 2
    - `download`: addresses of files by format; they contain every row
    - `opens`: addresses of the amounts; names link to what needs no further payment
    - `of`: what the table is about; when it changes, order, search and open groups are reset
    """

    id: str
    names: Sequence[str] = ()
    columns: Sequence[str] = ()
    groups: Sequence[PivotGroup] = ()
    total: PivotRow | None = None
    left: int = 0
    compared: str = ""
    prefix: str = "$"
    digits: int = 2
    download: Mapping[str, str] | None = None
    opens: PivotCells | None = None
    of: str = ""
    page_props = (
        *("names", "columns", "groups", "total", "left", "compared", "prefix", "digits"),
        *("download", "opens", "of"),
    )
