"""`BudgetForm`: the fields of a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent
from cloudsense.web.kit.filter_bar import FilterState, FilterValues


class BudgetForm(KitComponent):
    """What is typed stays until another budget, or another version of the file, is edited.

    - `values`: texts by field: `name`, `amount`, `every`, `where` (a filter a line), `charges`,
      `metric`, `thresholds` (percents with commas);
    - `filters`: every dimension that can be filtered, as the `FilterBar` takes them, with the names
      of those values that are chosen; `amount_label` and `currency` as there;
    - `drafted`: the same of what is typed;
    - `wanted`: set when the values of a dimension are to be shown, `{dimension, at, form}`, and
      `buy` when the person agrees to the price; a callback then gives `offered`, as `values` of the
      `FilterBar`;
    - `of`: what is edited; when it changes, the fields are filled anew;
    - `original`: the name of the edited budget, "" for a new one;
    - `digest`: of the file that it was read from;
    - `editable`: whether *Save* and *Delete* are offered;
    - `cancel`: the address without this budget;
    - `draft`: set while somebody types, `{form, at}`; a callback then gives `preview`
      and `drafted`;
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
