"""Which of two questions is put to AWS, by what is kept and what each would cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, cast

import pytest

from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.ledger.planning.page_estimate import Estimate
from cloudsense.ledger.planning.strategy import route, to_ask

TWO_MONTHS = Period(date(2026, 10, 1), date(2026, 11, 24))
ACCOUNTS, REGIONS = Focus(Dimension.ACCOUNT), Focus(Dimension.REGION)
FEW, MANY, UNKNOWN, KEPT = Estimate(1, 4), Estimate(1, 5), Estimate(1, inf), Estimate(0, 0)


@dataclass
class Knowing:
    """As much of a ledger as is looked at: what the wide question costs, and which questions have kept answers."""

    wide: Estimate
    known: tuple[str, ...] = ()
    is_priced: bool = True
    takes_several_pages: bool = False
    loading: tuple[str, ...] = ()
    capabilities = COST_EXPLORER

    def estimate(self, query: CostQuery, _period: Period) -> Estimate:
        assert len(query.group_by) == 2
        return self.wide

    def knows(self, query: CostQuery, _period: Period) -> bool:
        return self._form(query) in self.known

    def is_loading(self, query: CostQuery, _period: Period) -> bool:
        return self._form(query) in self.loading

    def _form(self, query: CostQuery) -> str:
        return "wide" if len(query.group_by) == 2 else "lean"


@pytest.mark.parametrize(
    ("focus", "ledger", "asked"),
    [
        (ACCOUNTS, Knowing(FEW), "wide"),
        (ACCOUNTS, Knowing(MANY), "lean"),
        (ACCOUNTS, Knowing(UNKNOWN), "lean"),
        (REGIONS, Knowing(UNKNOWN), "wide"),
        (REGIONS, Knowing(MANY), "lean"),
        (ACCOUNTS, Knowing(KEPT, known=("wide", "lean")), "wide"),
        (ACCOUNTS, Knowing(FEW, known=("lean",)), "lean"),
        (ACCOUNTS, Knowing(FEW, known=("wide", "lean")), "wide"),
        (ACCOUNTS, Knowing(MANY, known=("wide",)), "lean"),
        (ACCOUNTS, Knowing(UNKNOWN, is_priced=False), "wide"),
        (REGIONS, Knowing(UNKNOWN, takes_several_pages=True), "lean"),
        (REGIONS, Knowing(FEW, takes_several_pages=True), "wide"),
        (REGIONS, Knowing(UNKNOWN, takes_several_pages=True, loading=("wide",)), "wide"),
        (ACCOUNTS, Knowing(FEW, loading=("lean",)), "lean"),
        (ACCOUNTS, Knowing(MANY, loading=("lean", "wide")), "lean"),
        (ACCOUNTS, Knowing(KEPT, loading=("lean",)), "wide"),
    ],
)
def test_which_question(focus: Focus, ledger: Knowing, asked: str) -> None:
    assert to_ask(cast("Any", ledger), focus, TWO_MONTHS) == {"wide": focus.wide(2), "lean": focus.lean(2)}[asked]


def test_where_there_is_one_question_nobody_asks_what_it_costs() -> None:
    focus = Focus(Dimension.USAGE_TYPE, (Filter(Dimension.SERVICE, ("AWS Lambda",)),))
    assert to_ask(cast("Any", Knowing(UNKNOWN)), focus, TWO_MONTHS) == focus.wide(2)


@pytest.mark.parametrize(("listed", "looked_up"), [(KEPT, 2), (FEW, 1), (UNKNOWN, 1)])
def test_no_list_is_bought_to_look_a_filter_up(listed: Estimate, looked_up: int) -> None:
    """The service is looked up in the overview, the account only where a list of that service's accounts is fresh."""
    service, account = Filter(Dimension.SERVICE, ("AWS Lambda",)), Filter(Dimension.ACCOUNT, ("111122223333",))
    focus = Focus(Dimension.FAMILY, (account, service))

    @dataclass
    class Listing(Knowing):
        def estimate(self, _query: CostQuery, _period: Period) -> Estimate:
            return listed

    found = route(cast("Any", Listing(FEW)), focus, TWO_MONTHS)
    assert [step.rule for step in found.steps] == [service, account][:looked_up]
    assert found.question == focus.wide(2)
