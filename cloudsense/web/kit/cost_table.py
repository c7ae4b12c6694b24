"""`CostTable`: every table of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloudsense.figures.table_data import Column, TableRow
from cloudsense.web.kit.base import KitComponent


class CostTable(KitComponent):
    """A table that is sorted and searched in the browser. Each row links to its details.

    - `columns`: the first is the name. `key`, `title`, `kind` (`name`, `money`, `percent`,
      `number`, `text`, `bar`, `change` or `trend`), `narrow` (`first` or `second` line of a row on
      a phone; without it the column is hidden there), `wide` (hidden in narrow tables), `hint`
      (what it is sorted by, if the title doesn't say so).
    - `rows`, in their first order: `id` (unique), `name`, `title` (AWS's name), `note` (a second
      line), `href` (`?…`), `colour`, `price` (`≈3¢`), and `cells` by column. A cell has `text` and
      `sort` (number, text or None, which is last). A bar has `fraction` (0 to 1), and optionally
      `projected` (end of a hatched part) and `limit` (a tick). A change has `percent` and `role`
      (`up`, `down` or `same`), a trend `path` (SVG, 110 x 24), a link `href`, `hint` and `price`.
      The search looks at `name`, `note` and `title`.
    - `total`: a row at the foot with the sums of all rows.
    - `sort`: the key of the column that `rows` are sorted by, in falling order.
    - `noun`: singular and plural of a row: `("service", "services")`.
    - `download`: `{"csv": "costs.csv?…", "xlsx": "costs.xlsx?…"}`. The table adds how it is sorted
      and searched (`web.state.table_parameters`).
    - `of`: what the table is about. When it changes, order, search and number of rows are reset.
    - `title`, `note`: heading and a short note next to it, if the page has no other heading.
    - `price_note`: what opening a row costs if the row has no `price`: `≈1¢`.
    - `currency`: symbol of the sum of `cost` of the rows that are not shown yet. Without it there
      is no sum.
    - `empty`: a sentence for a table without rows.

    The types are in `figures.table_data`; `figures.breakdown.table` makes them.
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
    page_props = (
        *("columns", "rows", "total", "sort", "noun", "download", "of", "price_note", "currency"),
    )
