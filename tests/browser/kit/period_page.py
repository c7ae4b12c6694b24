"""A `PeriodPicker` on November 24, 2026, with the prices that its page gives."""

from __future__ import annotations

from dash import Dash, Input, Output
from flask import request
from kit_page import Mount
from playwright.sync_api import Page

from cloudsense.web.kit.period_picker import PeriodPicker, Preset

EARLIEST, TODAY = "2025-10-01", "2026-11-24"
NAMED = {
    "7d": ("Last 7 days", "2026-11-17", "2026-11-23"),
    "14d": ("Last 14 days", "2026-11-10", "2026-11-23"),
    "30d": ("Last 30 days", "2026-10-25", "2026-11-23"),
    "90d": ("Last 90 days", "2026-08-26", "2026-11-23"),
    "13w": ("Last 13 weeks", "2026-08-24", "2026-11-22"),
    "this-month": ("This month", "2026-11-01", "2026-11-24"),
    "last-month": ("Last month", "2026-10-01", "2026-10-31"),
    "this-quarter": ("This quarter", "2026-10-01", "2026-11-24"),
    "last-quarter": ("Last quarter", "2026-07-01", "2026-09-30"),
    "this-year": ("This year", "2026-01-01", "2026-11-24"),
    "12m": ("Last 12 months", "2025-11-01", "2026-10-31"),
}
PRESETS: list[Preset] = [
    {"word": word, "label": label, "href": f"?period={word}", "first": first, "last": last}
    for word, (label, first, last) in NAMED.items()
]


def picker(**props: object) -> PeriodPicker:
    given: dict[str, object] = {
        "label": "Last 30 days",
        "dates": "Oct 25 – Nov 23",
        "first": "2026-10-25",
        "last": "2026-11-23",
        "current": "30d",
        "back": "?period=2026-09-25..2026-10-24",
        "presets": PRESETS,
        "template": "?period=%1A&by=region",
        "quick": True,
    }
    return PeriodPicker(
        "period",
        earliest=EARLIEST,
        latest=TODAY,
        today=TODAY,
        complete_to="2026-11-22",
        **{**given, **props},  # type: ignore[arg-type]
    )


def answers(app: Dash) -> None:
    """Months from August 2026 on are cached; other periods cost a cent."""

    @app.callback(  # type: ignore[untyped-decorator]
        Output("period", "months"), Input("period", "wanted"), prevent_initial_call=True
    )
    def months(_wanted: object) -> list[dict[str, str]]:
        numbers = range(1, 12)
        return [{"month": f"2026-{n:02}", "price": "" if n >= 8 else "≈1¢"} for n in numbers]

    @app.server.route("/price")
    def price() -> str:
        return "" if request.args["period"] >= "2026-08" else "≈3¢"


def opened(mount: Mount, **options: object) -> Page:
    page = mount(picker(), ["wanted"], answers, **options)
    page.click("#period-button")
    page.wait_for_selector("dialog")
    return page


def shown(page: Page) -> str:
    """The period of the link *Show*; "" if it leads nowhere."""
    href = page.locator(".period-show").get_attribute("href") or ""
    return href.removeprefix("?period=").removesuffix("&by=region")
