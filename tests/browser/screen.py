"""What can be seen and done on the page, and what must hold of it whatever it shows."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, TimeoutError, WebError, expect

AXE = (Path(__file__).parent / "axe.min.js").read_text()
WIDTHS = (390, 768, 1280, 1920)
SHOTS = os.environ.get("SHOTS")
"""A folder: every state that is inspected is then photographed into it."""

UNGRACEFUL = """
(only) => {
  // A button that is changing its colour is judged by the colours it will have.
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  return axe.run(document, {resultTypes: ["violations"], ...(only && {runOnly: only})}).then((found) =>
  found.violations.map(
  (rule) => `${rule.impact} ${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`));
}
"""
WORDS = """
() => Object.fromEntries([...document.querySelectorAll(
  '[id^="title-"], [id^="said-"], [id^="note-"], [id^="body-"], #overview-period, #overview-filters, ' +
  '#overview-trail, #cost-table, #header')].map((element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".js-plotly-plot").forEach((chart) => chart.remove());
    return [element.id, copy.textContent];
  }))
"""
TOO_WIDE = """
() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width) found.push(`the page: ${document.documentElement.scrollWidth}`);
  for (const element of document.querySelectorAll(".tile, .panel, .message, .header, .controls > *, .tabs")) {
    const box = element.getBoundingClientRect(), scrolls = getComputedStyle(element).overflowX === "auto";
    if (box.width && (box.right > width + 0.5 || !scrolls && element.scrollWidth > element.clientWidth + 1))
      found.push(`${element.className}: ${element.scrollWidth} in ${element.clientWidth}`);
  }
  for (const table of document.querySelectorAll(".months")) {
    const [right, edge] = [table, table.parentElement].map((element) => element.getBoundingClientRect().right);
    if (right > edge + 0.5) found.push(`${table.className}: up to ${right} instead of ${edge}`);
  }
  return found;
}
"""


FITS = """
(chart) => {
  const box = document.querySelector(`#${chart}-frame .chart-box`);
  const drawn = document.querySelector(`#${chart}-chart .main-svg`);
  return box && drawn && Math.abs(box.clientWidth - drawn.getBoundingClientRect().width) < 1.5;
}
"""


HAS_MARKS = """
() => document.querySelector("#trend-chart :is(.barlayer .point, .scatterlayer .trace, .pielayer .slice)")
"""
IS_DRAWN = """
() => {
  const root = document.querySelector("#navigator");
  return /^(\\?|$)/.test(root?.dataset.address ?? "not yet") && !root.matches(".closed, .busy");
}
"""
IS_AT = """
(shown) => {
  const root = document.querySelector("#navigator");
  return root?.dataset.address === shown && !root.matches(".busy");
}
"""
IS_QUIET = "() => document.querySelector('#navigator')?.matches(':not(.busy)')"
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""axe's rules that can find something in one scheme only."""
LOOKS = 20
"""Milliseconds between two looks at the page."""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


class Guard:
    """Watches every page of a context: nobody but CloudSense is talked to, and nothing is said on the console."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def check(self) -> None:
        problems, self.problems = self.problems, []
        assert not problems, problems

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.problems.append(f"a request to {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"error: {error.error}")


def becomes(page: Page, state: str, arg: object = None) -> None:
    """Wait until a function says true of the page, as `expect` does, which looks once a second when it waits long."""
    with suppress(TimeoutError):  # what follows says better what is missing
        page.wait_for_function(state, arg=arg, polling=LOOKS)


def visit(page: Page, address: str) -> Page:
    """Go there and wait until the costs are drawn."""
    page.goto(address, wait_until="commit")
    becomes(page, IS_DRAWN)
    root = page.locator("#navigator")
    expect(root).to_have_attribute("data-address", re.compile(r"^(\?|$)"))
    expect(root).not_to_have_class(re.compile(r"\bclosed\b"))
    return quiet(page)


def arrived(page: Page, search: str) -> Page:
    """Wait until what an address leads to is drawn."""
    shown = "" if search == "?" else search
    becomes(page, IS_AT, shown)
    expect(page).to_have_url(re.compile(re.escape(shown or "/") + r"\??$"))
    expect(page.locator("#navigator")).to_have_attribute("data-address", shown)
    return quiet(page)


def quiet(page: Page) -> Page:
    """Wait until nothing is on its way."""
    becomes(page, IS_QUIET)
    expect(page.locator("#navigator")).not_to_have_class(re.compile(r"\bbusy\b"))
    page.evaluate(TWO_FRAMES)
    return page


def read_again(page: Page) -> None:
    """What the page does of itself after a minute."""
    page.evaluate("() => window.dash_clientside.set_props('navigator', { revision: String(performance.now()) })")


def follow(link: Locator) -> Page:
    """Click a link within the page and wait for what is behind it."""
    search = link.get_attribute("href")
    assert search
    link.click()
    return arrived(link.page, search)


def choose(page: Page, menu: str, label: str) -> Page:
    """Choose from a menu and wait for the answer."""
    page.locator(f"#menu-{menu}-button").click()
    return follow(page.locator(f"#menu-{menu}").get_by_role("link", name=label, exact=True))


def filter_panel(page: Page, dimension: str) -> Locator:
    """The values of a dimension, opened."""
    page.locator(f"#overview-filters-{dimension}-button").click()
    panel = page.locator(f"#overview-filters-{dimension}-button-panel")
    expect(panel.get_by_role("option").first).to_be_visible()
    return panel


def filter_by(page: Page, dimension: str, name: str) -> Page:
    """Show only the costs of one value, found by its name."""
    panel = filter_panel(page, dimension)
    panel.get_by_role("searchbox").fill(name)
    panel.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(name)}")).first.click(modifiers=["Alt"])
    return follow(panel.get_by_role("link", name="Apply"))


def without_filter(page: Page, dimension: str) -> Page:
    """Show the costs of all values again."""
    panel = filter_panel(page, dimension)
    panel.get_by_role("button", name="Clear").click()
    return follow(panel.get_by_role("link", name="Apply"))


def period_panel(page: Page) -> Locator:
    """The choice of the period, opened."""
    page.locator("#overview-period-button").click()
    panel = page.locator("#overview-period-button-panel")
    expect(panel).to_be_visible()
    return panel


def chart_drawn(page: Page) -> Page:
    """Wait until Plotly has drawn what the page shows: it does so after the page has."""
    page.wait_for_function(HAS_MARKS)
    page.evaluate(TWO_FRAMES)
    return page


def chart_fits(page: Page, chart: str = "trend") -> None:
    """Wait until the chart is as wide as its panel."""
    page.wait_for_function(FITS, arg=chart)


def words(page: Page) -> dict[str, str]:
    """All that the page says, by place, but in charts: Plotly draws them later."""
    found: dict[str, str] = page.evaluate(WORDS)
    return found


def cost(page: Page) -> str:
    """The total on the screen."""
    return page.locator("#body-total .figure").inner_text()


def money(amount: Decimal) -> str:
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"


def rows(page: Page) -> Locator:
    return page.locator("#cost-table tbody tr")


def names(page: Page) -> list[str]:
    return page.locator("#cost-table tbody th a, #cost-table tbody th div > span").all_inner_texts()


def inspect(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """What must hold of every state: nothing is wider than the window, and axe finds nothing.

    axe looks at it light and dark; of a phone and a desk, at one of them each, unless all widths are asked for.
    """
    before, grounds = page.viewport_size, {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark") if SHOTS else _schemes(width, widths):
            grounds[scheme] = coloured(page, scheme)
            _photograph(page, f"{name}-{width}-{scheme}")
            found = findings(page, *(OF_COLOURS if scheme == "dark" and len(widths) > 2 else ()))
            assert not found, f"{name} at {width} px, {scheme}: {found}"
        found = page.evaluate(TOO_WIDE)
        assert not found, f"{name} at {width} px: {found}"
    assert len(set(grounds.values())) == 2, "light and dark look alike"
    page.emulate_media(color_scheme="null", reduced_motion="null")  # None would leave both as they are
    if before:
        page.set_viewport_size(before)


def _schemes(width: int, widths: tuple[int, ...]) -> tuple[str, ...]:
    if widths == (390, 1280):
        return ("dark",) if width == 390 else ("light",)
    return ("light", "dark") if width in (390, 1280) else ()


def coloured(page: Page, scheme: str) -> str:
    """The colour behind the page, once it is that of the scheme: a script hears of it a frame later."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.wait_for_function("(scheme) => (document.documentElement.dataset.bsTheme ?? scheme) === scheme", arg=scheme)
    ground: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return ground


def findings(page: Page, *rules: str) -> list[str]:
    """What axe-core finds; only by these rules, if any are named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(UNGRACEFUL, list(rules) or None)
    return found


def _photograph(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(250)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
