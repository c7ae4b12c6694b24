"""AWS's own forecast on the page: asked for by a click only, its price first, paid once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from webclient import Clock, Dashboard, PaidSource, Screen, demo, exact, nodes_of, paid

from cloudsense.costs.forecast import Forecast, ForecastQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric
from cloudsense.costs.source import Meter
from cloudsense.errors import NoDataError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.locks import ThreadLocks
from cloudsense.ledger.storage.store import Store

RDS = "Amazon Relational Database Service"


class Forecasting(PaidSource):
    """Forecasts a thousand dollars for the rest of every month."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.asked: list[ForecastQuestion] = []
        self.refusal: Exception | None = None
        self.currency = "USD"

    def forecast(self, _identity: Identity, question: ForecastQuestion, meter: Meter) -> Forecast:
        self.asked.append(question)
        with meter.page():
            if self.refusal:
                raise self.refusal
        return Forecast(1000.0, 900.0, 1100.0, self.currency)


@pytest.fixture
def dashboard() -> Dashboard:
    clock = Clock()
    return Dashboard(Forecasting(clock), clock)


def button(screen: Screen) -> dict[str, Any] | None:
    found = [node for node in nodes_of(screen.views["month"]) if node.get("a", {}).get("data-do") == "forecast"]
    return found[0] if found else None


def click(dashboard: Dashboard, search: str = "") -> None:
    order = {"do": "forecast", "at": 1}
    answer = dashboard.call("navigator.revision", {"tiles.action": order}, {"navigator.address": search})
    assert answer.status_code == 200


def test_the_price_stands_on_the_button_and_nobody_asks_before_a_click(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    found = button(screen)
    assert found is not None
    assert found["x"] == ["Ask AWS for its forecast · 1¢"]
    assert dashboard.source.asked == []
    assert not any(payment.question.startswith("forecast") for payment in dashboard.payments())


def test_what_aws_says_is_added_to_what_came_before_today(dashboard: Dashboard) -> None:
    dashboard.read()
    before = len(dashboard.payments())
    click(dashboard)
    screen = dashboard.read()
    spent = exact(Period(date(2026, 11, 1), date(2026, 11, 23)))
    low, high = (f"${(spent + rest) / 1000:.1f}k" for rest in (900, 1100))
    assert screen.sentence("month").endswith(f"AWS forecasts ${spent + 1000:,.0f}, range {low} – {high}.")
    assert button(screen) is None
    (asked,) = dashboard.source.asked
    assert asked == ForecastQuestion(Metric.UNBLENDED, CostQuery(()), Period(date(2026, 11, 23), date(2026, 12, 1)))
    assert len(dashboard.payments()) == before + 1
    assert [paid.question for paid in dashboard.payments()].count("forecast unblended: total") == 1


def test_it_is_bought_once_a_day(dashboard: Dashboard) -> None:
    dashboard.read()
    for _ in range(2):
        click(dashboard)
        dashboard.read()
    assert len(dashboard.source.asked) == 1
    dashboard.clock.pass_by(hours=24)
    assert button(dashboard.read()) is not None


def test_a_restart_buys_nothing_again() -> None:
    clock, store = Clock(), Store.in_memory()
    question = ForecastQuestion(Metric.BLENDED, CostQuery(()), Period(date(2026, 11, 23), date(2026, 12, 1)))
    for _ in range(2):
        source = Forecasting(clock)
        ledger = Ledger(source, store, Spending(), clock)
        ledger.identity(None)
        ledger.forecasts.ask(question, None)
        known = ledger.forecasts.of(question).answer
        assert known is not None
        assert (known.amount, known.fetched_at) == (1000.0, clock())
    assert source.asked == []


def test_two_processes_buy_it_once() -> None:
    clock, store, locks = Clock(), Store.in_memory(), ThreadLocks()
    question = ForecastQuestion(Metric.BLENDED, CostQuery(()), Period(date(2026, 11, 23), date(2026, 12, 1)))
    sources = [Forecasting(clock), Forecasting(clock)]
    ledgers = [Ledger(source, store, Spending(), clock, locks=locks) for source in sources]
    for ledger in ledgers:
        ledger.identity(None)
        ledger.forecasts.ask(question)
    for ledger in ledgers:
        ledger.forecasts.ask(question, None)
    assert sum(len(source.asked) for source in sources) == 1
    assert all(ledger.forecasts.of(question).answer for ledger in ledgers)


def test_a_damaged_forecast_is_none() -> None:
    clock, store = Clock(), Store.in_memory()
    question = ForecastQuestion(Metric.BLENDED, CostQuery(()), Period(date(2026, 11, 23), date(2026, 12, 1)))
    store.set("aws:111122223333:forecast blended: total:2026-11-23..2026-12-01", {"amount": 1, "fetched_at": "soon"})
    ledger = Ledger(Forecasting(clock), store, Spending(), clock)
    assert ledger.identity(None).account == "111122223333"  # type: ignore[union-attr]
    assert ledger.forecasts.of(question).answer is None


def test_it_is_about_the_filters_the_charges_and_the_metric_on_the_screen(dashboard: Dashboard) -> None:
    search = f"?period=this-month&metric=amortized&charges=usage&service={RDS.replace(' ', '+')}"
    dashboard.read(search)
    click(dashboard, search)
    dashboard.read(search)
    (asked,) = dashboard.source.asked
    assert asked.metric is Metric.AMORTIZED
    assert Filter(Dimension.SERVICE, (RDS,)) in asked.selection.where
    assert [rule.dimension for rule in asked.selection.where if rule.exclude] == [Dimension.CHARGE_TYPE]
    assert "AWS forecasts" not in dashboard.read().sentence("month")


def test_what_the_source_cannot_filter_has_no_button(dashboard: Dashboard) -> None:
    search = f"?period=this-month&service={RDS.replace(' ', '+')}&family=RDS+instances"
    assert "month" in dashboard.read(search).views
    assert button(dashboard.read(search)) is None
    click(dashboard, search)
    assert dashboard.source.asked == []


def test_a_refusal_is_said_and_can_be_tried_again(dashboard: Dashboard) -> None:
    dashboard.source.refusal = NoDataError("AWS cannot forecast these costs yet.", remedy="Wait.")
    dashboard.read()
    click(dashboard)
    screen = dashboard.read()
    assert screen.sentence("month").endswith("AWS cannot forecast these costs yet. Wait.")
    found = button(screen)
    assert found is not None
    assert found["x"] == ["Ask again · 1¢"]
    assert screen.notices == ""
    dashboard.source.refusal = None
    click(dashboard)
    assert "AWS forecasts" in dashboard.read().sentence("month")


def test_another_currency_is_not_added(dashboard: Dashboard) -> None:
    dashboard.source.currency = "EUR"
    dashboard.read()
    click(dashboard)
    said = dashboard.read().sentence("month")
    assert said.endswith("AWS forecasts €1,000 from today to the end of the month.")


def test_the_spending_limit_holds() -> None:
    clock = Clock()
    dashboard = Dashboard(Forecasting(clock), clock)
    dashboard.read()
    dashboard.spending.limit = Decimal(0)
    click(dashboard)
    said = dashboard.read().sentence("month")
    assert "Paid requests are turned off" in said
    assert dashboard.source.asked == []


@pytest.mark.parametrize("make", [demo, paid])
def test_a_source_that_does_not_forecast_has_no_button(make: Any) -> None:
    dashboard = make()
    assert button(dashboard.read()) is None
    click(dashboard)
    assert "AWS" not in dashboard.read().sentence("month")
