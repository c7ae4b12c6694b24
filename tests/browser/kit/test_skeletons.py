"""Skeletons: grey shapes of the right size, which say nothing and rest where motion is unwanted."""

from __future__ import annotations

from dash import Dash, html
from kit_looks import kit_findings
from kit_page import Mount
from playwright.sync_api import Page

from cloudsense.figures.nodes import el
from cloudsense.web.components import skeletons
from cloudsense.web.kit import Content

SIZES = {"tile": 76, "chart": 386, "changes": 305, "bars": 403, "table": 840}
"""Heights on a wide screen, in pixels."""


def mounted(mount: Mount, **options: object) -> Page:
    tiles = el("div", *(_card("tile", skeletons.tile()) for _ in range(4)), cls="tiles")
    trend = _card("panel panel-trend", skeletons.chart())
    changes = _card("panel panel-changes", skeletons.changes())
    table = _card("panel panel-table", skeletons.table())
    families = _card("panel panel-families", skeletons.bars())
    panels = el("div", trend, changes, table, el("div", families, cls="side"), cls="panels")
    return mount(Content("shapes", [tiles, panels]), arrange=_arrange, **options)


def _card(cls: str, shape: object) -> dict[str, object]:
    body = el("div", shape, cls="body")  # type: ignore[arg-type]
    return el("section", el("h2", "Title"), body, cls=cls.replace("tile", "tile tile-total"))


def _arrange(app: Dash) -> None:
    app.layout = html.Main([html.H1("Costs", className="unseen"), app.layout.children[0]])


def test_each_has_the_height_of_what_will_stand_there(mount: Mount) -> None:
    page = mounted(mount)
    for shape, height in SIZES.items():
        box = page.locator(f".skeleton-{shape}").first.bounding_box()
        assert box
        assert box["height"] == height, shape


def test_screen_readers_hear_nothing_of_them(mount: Mount) -> None:
    page = mounted(mount)
    assert page.locator(".skeleton:not([aria-hidden=true])").count() == 0
    assert kit_findings(page, "skeletons") == []


def test_they_rest_where_motion_is_unwanted(mount: Mount) -> None:
    animation = "getComputedStyle(document.querySelector('.skeleton')).animationName"
    assert mounted(mount).evaluate(animation) == "skeleton-pulse"
    assert mounted(mount, reduced_motion="reduce").evaluate(animation) == "none"


def test_they_fit_a_phone(mount: Mount) -> None:
    page = mounted(mount, viewport={"width": 390, "height": 844})
    assert kit_findings(page, "skeletons-phone") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
