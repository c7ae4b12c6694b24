"""What a period picker shows when it is opened: every month with its price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from cloudsense import formatting
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.questions import QuestionsOf
from cloudsense.web.state.selection import Selection


def priced_months(
    ledger: Ledger,
    chosen: Callable[[str], Selection],
    tag_of: Callable[[str], str],
    questions_of: QuestionsOf,
) -> list[Mapping[str, str | None]]:
    """Every month of the history, from the first: `{month, label, price, href}`.

    `chosen` makes the selection with a month, as an address has it; `tag_of` tells the price of an
    address. The price is None where that asks nothing, such as for periods that can't be compared.
    """
    today = ledger.clock().date()
    found: list[Mapping[str, str | None]] = []
    for month in ledger.capabilities.history(today).months:
        selection = chosen(str(month))
        asks = _asks(ledger, questions_of, selection)
        line = {
            "month": str(month),
            "label": formatting.month(month.first, year=True),
            "price": tag_of(selection.search) if asks else None,
            "href": selection.search,
        }
        found.append(line)
    return found


def _asks(ledger: Ledger, questions_of: QuestionsOf, selection: Selection) -> bool:
    """Whether the page has any question at all."""
    today = ledger.clock().date()
    with suppress(AddressError):
        questions = questions_of(ledger, selection, today)
        return bool(questions.all(ledger))
    return False
