"""`CostTable`: every table of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloudsense.figures.table_data import Column, TableRow
from cloudsense.web.kit.base import KitComponent


class CostTable(KitComponent):
    """A table that is sorted and searched in the browser; each row is a link to what lies behind
    it.

    - `columns`: the first is the name. `key`, `title`, `kind` (`name`, `money`, `percent`,
      `number`,
      `text`, `bar`, `change` or `trend`), `narrow` (`first` or `second` line of a row on a phone;
      else left out there), `wide` (left out where the table is not wide), `hint` (what it is sorted
      by, if the title doesn't say so).
    - `rows`, in the order in which they are first shown: `id` (of no other row), `name`, `title`
      (what AWS calls it), `note` (a second line), `href` (`?…`), `colour`, `price` (`≈3¢`), and
      `cells` by column: `text`, `sort` (number, text or None, which is last), of a bar `fraction`
      (0 to 1), and where it has them `projected` and `limit` (the end of a hatched part, and a
      tick), of a change `percent` and `role` (`up`, `down` or `same`), of a trend `path` (SVG,
      110 x 24), of a link of its own `href`, `hint` and `price`. The search looks at `name`, `note`
      and `title`.
    - `total`: a row of all rows, at the foot.
    - `sort`: the key of the column by which `rows` fall.
    - `noun`: of one row and of several: `("service", "services")`.
    - `download`: `{"csv": "costs.csv?…", "xlsx": "costs.xlsx?…"}`; the table adds how it is sorted
      and searched (`web.state.table_parameters`).
    - `of`: what the table is about. When it changes, order, search and number of rows begin anew.
    - `title`, `note`: heading and a few words beside it, if the page has none of its own.
    - `price_note`: what opening a row costs where its `price` does not say so, `≈1¢`.
    - `currency`: the symbol in which the sum of `cost` is said of rows that are not shown yet;
      without it, it is not.
    - `empty`: a sentence where there are no rows.

    See `figures.table_data` for the types, and `figures.breakdown.table`, which makes them.
    """

    id: str
    columns: Sequence[Column] = ()
    rows: Sequence[TableRow] = ()
    total: TableRow | None = None
    sort: str = "cost"
    noun: tuple[str, str] = ("row", "rows")
    download: Mapping[str, str] | None = None
    of: str = ""
    title: str = ""
    note: str = ""
    price_note: str = ""
    currency: str = ""
    empty: str = "No costs in this period."
