"""`BudgetForm`: the fields of a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent


class BudgetForm(KitComponent):
    """What is typed stays until another budget, or another version of the file, is edited.

    - `values`: texts by field: `name`, `amount`, `every`, `where` (a filter a line), `charges`,
      `metric`, `thresholds` (percents with commas);
    - `of`: what is edited; when it changes, the fields are filled anew;
    - `original`: the name of the edited budget, "" for a new one;
    - `digest`: of the file that it was read from;
    - `editable`: whether *Save* and *Delete* are offered;
    - `cancel`: the address without this budget;
    - `draft`: set while somebody types, `{form, at}`; a callback then gives `preview`;
    - `preview`: nodes below the fields;
    - `action`: set by *Save* and *Delete*, `{do, form, at}`. A form is the fields as JSON.
    """

    id: str
    values: Mapping[str, str] | None = None
    of: str = ""
    original: str = ""
    digest: str = ""
    editable: bool = True
    cancel: str = "?page=budgets"
    draft: dict[str, Any] | None = None
    preview: Sequence[Node] | None = None
    action: dict[str, Any] | None = None
