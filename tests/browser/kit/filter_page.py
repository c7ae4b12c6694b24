"""A `FilterBar` for accounts, services and usage types, and the values that its page gives."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, NoUpdate, Output, no_update
from flask import request
from kit_page import Mount
from playwright.sync_api import Page

from cloudsense.web.kit.choice_menu import FindState
from cloudsense.web.kit.filter_bar import ChosenValue, FilterBar, FilterState, FilterValues, MoreDimension

NAMED = [
    ("289914567468", "data-platform", 4052.0),
    ("874332967367", "prod-storefront", 3106.4),
    ("758772844177", "prod-payments", 3034.0),
    ("297998799350", "prod-network", 2695.0),
    ("112775784856", "prod-search", 976.0),
]
FINDS: list[FindState] = [
    {
        "kind": "tag",
        "title": "Tag",
        "state": "unknown",
        "label": "Find tag keys (about 1¢)",
        "message": "",
    }
]
CHOSEN: list[ChosenValue] = [
    {"value": "874332967367", "name": "prod-storefront"},
    {"value": "297998799350", "name": "prod-network"},
    {"value": "289914567468", "name": "data-platform"},
]


def state(dimension: str, plural: str, **given: Any) -> FilterState:
    made: FilterState = {
        "dimension": dimension,
        "label": dimension.replace("-", " ").capitalize(),
        "plural": plural,
        "chosen": [],
        "exclude": False,
        "include_href": f"?{dimension}=%1A&by=service",
        "exclude_href": f"?{dimension}!=%1A&by=service",
        "clear_href": "?by=service",
    }
    return {**made, **given}  # type: ignore[typeddict-item]


def accounts(count: int) -> FilterValues:
    """Those of the design and sandboxes, 500 in all or as many as wanted."""
    rows: list[tuple[str | float, ...]] = [(i, name, i, f"${cost:,.0f}", cost) for i, name, cost in NAMED]
    for number in range(count - len(rows)):
        identity = f"{300_000_000_000 + number}"
        rows.append((identity, f"sandbox-{number:04}", identity, f"${1 + number % 90}", 1 + number % 90))
    return {"dimension": "account", "state": "ready", "rows": rows[::-1]}


def bar(**given: Any) -> FilterBar:
    filters = [
        state("account", "accounts", chosen=CHOSEN, total=485),
        state("service", "services"),
        state("region", "regions", chosen=[{"value": "us-east-1", "name": "us-east-1"}], exclude=True),
    ]
    more: list[MoreDimension] = [
        {"dimension": "usage-type", "label": "Usage type"},
        {"dimension": "charge-type", "label": "Charge type"},
        {"dimension": "tag:team", "label": "Tag team"},
    ]
    return FilterBar("filters", filters, more, FINDS, amount_label="in 30 days", **given)


class Answers:
    """What the page answers, one after the other, the last one again and again; what it was asked.

    None is no answer.
    """

    def __init__(self, *values: FilterValues | None) -> None:
        self.values = list(values)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, app: Dash) -> None:
        @app.callback(  # type: ignore[untyped-decorator]
            Output("filters", "values"), Input("filters", "wanted"), prevent_initial_call=True
        )
        def values(wanted: dict[str, Any]) -> FilterValues | NoUpdate:
            self.asked.append(wanted)
            answer = self.values.pop(0) if len(self.values) > 1 else self.values[0]
            return answer or no_update

        @app.server.route("/price")
        def price() -> str:
            return "≈1¢" if "account" in request.args else ""


def opened(mount: Mount, *values: FilterValues, dimension: str = "account", **options: Any) -> Page:
    page = mount(bar(), (), Answers(*(values or (accounts(485),))), **options)
    page.click(f"#filters-{dimension}-button")
    page.wait_for_selector("dialog")
    if not values or values[0]["state"] == "ready":
        page.wait_for_selector('[role="listbox"]')
    return page


def applied(page: Page) -> str:
    """Where *Apply* leads; "" if nowhere."""
    return page.locator(".filter-apply").get_attribute("href") or ""
