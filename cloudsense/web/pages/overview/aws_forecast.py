"""AWS's forecast next to the projection: a button with its price, then the forecast."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.forecast import Forecast
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.purchasing.other_answers import ForecastState
from cloudsense.web.components.buttons import SECONDARY, action_button

ASK = "Ask AWS for its forecast"
AGAIN = "Ask again"
CENTS = f"{PAGE_PRICE * 100:.0f}¢"


def with_forecast(view: View, forecast: ForecastState | None, spent: float, currency: str) -> View:
    """Add AWS's forecast to the tile. `spent` is the cost before the days of the forecast."""
    if forecast is None:
        return view
    said, ask = _parts(forecast, spent, currency)
    more = []
    if said:
        more.append(el("div", said, cls="note", role="status"))
    if ask:
        more.append(_button(f"{ask} · {CENTS}"))
    sentence = " ".join(filter(None, [view.sentence, said]))
    return replace(view, sentence=sentence).with_more(*more)


def _parts(forecast: ForecastState, spent: float, currency: str) -> tuple[str, str]:
    """Return what is known, and the label of the button; "" for none."""
    if forecast.under_way:
        return "Asking AWS for its forecast …", ""
    if forecast.answer:
        return _said(forecast.answer, spent, currency), ""
    if forecast.problem:
        problem = forecast.problem
        sentences = [problem.title, problem.remedy or problem.detail]
        return " ".join(filter(None, sentences)), AGAIN
    return "", ASK


def _said(forecast: Forecast, spent: float, currency: str) -> str:
    """Return `AWS forecasts $15,398, range $15.3k – $15.5k.`"""
    if forecast.currency != currency:
        rest = formatting.rough_money(forecast.amount, forecast.currency)
        return f"AWS forecasts {rest} from today to the end of the month."
    amount = formatting.rough_money(spent + forecast.amount, currency)
    if forecast.low is None or forecast.high is None:
        return f"AWS forecasts {amount}."
    low = formatting.short_money(spent + forecast.low, currency)
    high = formatting.short_money(spent + forecast.high, currency)
    return f"AWS forecasts {amount}, range {low} – {high}."


def _button(label: str) -> Node:
    look = f"{SECONDARY} ask-forecast"
    return action_button(label, "forecast", "ask-forecast", look)
