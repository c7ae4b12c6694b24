"""Budgets of several payers in one list. Their amounts are not added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from cloudsense import formatting
from cloudsense.costs.budget_standing import State
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.web.pages.budgets import words
from cloudsense.web.pages.budgets.answers import BudgetAnswers
from cloudsense.web.pages.budgets.layout import ANSWER
from cloudsense.web.queries.combined import Join, names_of, price_of
from cloudsense.web.state.selection import Selection


def combine(selection: Selection, of_payers: Mapping[str, BudgetAnswers]) -> BudgetAnswers:
    """List the budgets of all payers. Alert targets are the same for all."""
    everybody = list(of_payers.values())
    first = everybody[0]
    prices = [each.alerting.price for each in everybody]
    return replace(
        first,
        selection=selection,
        asked={},
        accounts=names_of(everybody),
        price_to_confirm=price_of(everybody),
        file_problem=None,
        typed=None,
        judged=tuple(chain.from_iterable(each.judged for each in everybody)),
        alerting=replace(first.alerting, price=" ".join(prices), aws=None),
        results=tuple(chain.from_iterable(each.results for each in everybody)),
        history=(),
        payers=of_payers,
    )


def note(answers: BudgetAnswers) -> str:
    """Return `3 budgets, 1 exceeded, 1 projected over`."""
    if answers.file_problem:
        return words.UNREADABLE
    counts = Counter(each.state for each in answers.judged)
    said = [formatting.count(len(answers.judged), "budget")]
    for state, name in ((State.EXCEEDED, "exceeded"), (State.PROJECTED_OVER, "projected over")):
        if counts[state]:
            said.append(f"{counts[state]} {name}")
    return ", ".join(said) if answers.judged else "No budgets"


JOIN = Join[BudgetAnswers](
    main=lambda _answers: (),
    focus=lambda _answers: Focus(Dimension.CHARGE_TYPE),
    combine=combine,
    list_in=ANSWER,
    note=note,
    adds=False,
    draws_early=True,
)
