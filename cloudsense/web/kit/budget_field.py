"""`BudgetField`: the input of the monthly budget."""

from __future__ import annotations

from cloudsense.web.kit.base import KitComponent


class BudgetField(KitComponent):
    """Enter, or leaving the field, goes to the address with the typed amount.

    - `value`: the amount as a text, "" without a budget;
    - `template`: the address of a budget, with `%1A` for the typed amount;
    - `label`: its name for screen readers; the title stands beside it;
    - `cleared`: the address without a budget; there `remember` forgets its amount, too;
    - `remember`: `{scope: address, amount: text}`, the budget this browser keeps for the scope;
      an empty amount changes nothing.

    What is being typed stays, whatever `value` becomes meanwhile.
    """

    id: str
    value: str = ""
    template: str = "?budget=%1A"
    cleared: str = "?"
    label: str = "Monthly budget"
    placeholder: str = "monthly amount"
    remember: dict[str, str] | None = None
