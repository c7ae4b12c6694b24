"""`BudgetField`: the input of the monthly budget."""

from __future__ import annotations

from cloudsense.web.kit.base import KitComponent


class BudgetField(KitComponent):
    """An input. Enter, or leaving the field, opens the address with the typed amount.

    - `value`: the amount as a text, "" without a budget;
    - `template`: the address of a budget, with `%1A` for the typed amount;
    - `label`: its name for screen readers; the title is next to it;
    - `cleared`: the address without a budget; there the remembered amount is deleted, too;
    - `remember`: `{scope: address, amount: text}`, the budget that this browser stores for the
      scope; an empty amount changes nothing.

    A new `value` does not replace what is being typed.
    """

    id: str
    value: str = ""
    template: str = "?budget=%1A"
    cleared: str = "?"
    label: str = "Monthly budget"
    placeholder: str = "monthly amount"
    remember: dict[str, str] | None = None
    page_props = ("value", "template", "cleared", "remember")
