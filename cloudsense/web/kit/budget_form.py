"""`BudgetForm`: the fields of a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent
from cloudsense.web.kit.filter_bar import FilterState, FilterValues


class BudgetForm(KitComponent):
    """Fields of a budget. Typed values stay until another budget or version of the file is edited.

    - `values`: texts by field: `name`, `amount`, `every`, `where` (a filter a line), `charges`,
      `metric`, `thresholds` (percents with commas);
    - `filters`: every dimension that can be filtered, as the `FilterBar` takes them, with the names
      of those values that are chosen; `amount_label` and `currency` as there;
    - `drafted`: `filters` for the typed values;
    - `wanted`: set when the values of a dimension are to be shown, `{dimension, at, form}`, and
      `buy` when the person agrees to the price; a callback then sets `offered`, like `values` of
      the `FilterBar`;
    - `of`: what is edited; when it changes, the fields are filled again;
    - `original`: the name of the edited budget, "" for a new one;
    - `digest`: digest of the file that the budget was read from;
    - `editable`: whether *Save* and *Delete* are offered;
    - `cancel`: the address without this budget;
    - `draft`: set while somebody types, `{form, at}`; a callback then sets `preview` and `drafted`;
    - `preview`: nodes below the fields;
    - `action`: set by *Save* and *Delete*, `{do, form, at}`. A form is the fields as JSON.
    """

    id: str
    values: Mapping[str, str] | None = None
    filters: Sequence[FilterState] = ()
    drafted: Sequence[FilterState] | None = None
    amount_label: str = ""
    currency: str = "$"
    wanted: dict[str, Any] | None = None
    offered: FilterValues | None = None
    of: str = ""
    original: str = ""
    digest: str = ""
    editable: bool = True
    cancel: str = "?page=budgets"
    draft: dict[str, Any] | None = None
    preview: Sequence[Node] | None = None
    action: dict[str, Any] | None = None
    page_props = (
        *("values", "filters", "amount_label", "currency"),
        *("of", "original", "digest", "cancel", "editable"),
    )
