"""Nothing jumps and nothing flashes: at first, at another range, while AWS is asked, in another width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

import pytest
from endpoint import EXPIRED, Changed, Endpoint
from playwright.sync_api import Page, expect
from screen import TWO_FRAMES, arrived, chart_drawn, chart_fits, coloured, quiet, visit
from staging import NewContext, Serve, Site
from test_endpoint_journeys import Held

pytestmark = pytest.mark.browser

MOST = 0.02
"""Layout shift, in all; 0.1 is what the web calls good."""
A_SENTENCE = 0.05
"""On a page that begins with a sentence, whose length nobody knows before."""
SLOWER = 3
"""A machine that is so many times slower paints more of the frames on the way."""

WATCH = """
window.shifts = [];
function note(entries) {
  for (const entry of entries)
    if (!entry.hadRecentInput)
      window.shifts.push([entry.value, ...entry.sources.map(({ node }) => node && (node.id || node.className))]);
}
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.steady = () => {
  note(observer.takeRecords());
  return [window.shifts.splice(0), window.flashes.splice(0)];
};

window.flashes = [];
function look() {
  const plot = document.querySelector("#trend-chart .js-plotly-plot");
  if (plot && plot.checkVisibility()) {
    const marks = plot.querySelectorAll(".barlayer .point, .scatterlayer .trace, .pielayer .slice").length;
    const [svg, box] = [plot.querySelector(".main-svg"), document.querySelector("#trend-frame .chart-box")];
    if (!marks && plot.querySelector(".ytick, .xtick")) window.flashes.push("axes without costs");
    if (marks && Math.abs(svg.getBoundingClientRect().width - box.clientWidth) > 1.5)
      window.flashes.push(`a chart of ${svg.getBoundingClientRect().width} in ${box.clientWidth}`);
  }
  requestAnimationFrame(() => setTimeout(look)); // after each frame that is painted
}
look();
"""


@pytest.fixture(params=[390, 1280])
def watched(request: pytest.FixtureRequest, new_context: NewContext) -> Page:
    """A page that takes down every shift and every flash."""
    context = new_context(viewport={"width": request.param, "height": 900})
    context.add_init_script(WATCH)
    return context.new_page()


@contextmanager
def slowed(page: Page) -> Iterator[None]:
    """On a slow machine."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def is_steady(page: Page, most: float = MOST) -> None:
    """Since the page was opened, or since this was last asked. A frame's shifts are known in the next one."""
    page.evaluate(TWO_FRAMES)
    shifts, flashes = page.evaluate("window.steady()")
    assert sum(shift[0] for shift in shifts) <= most, shifts
    assert flashes == []


def drawn(page: Page) -> None:
    chart_drawn(page)
    chart_fits(page)


def test_at_first_and_at_another_range_kind_of_chart_and_page(watched: Page, demo: Site) -> None:
    """Clicked by a script: what follows an input is not counted."""
    page = watched
    with slowed(page):
        visit(page, demo.url)
        drawn(page)
        is_steady(page)
    for search in ("?period=7d", "?period=7d&chart=line", "?period=7d&chart=pie"):
        page.evaluate("(search) => document.querySelector(`main a[href='${search}']`).click()", search)
        arrived(page, search)
        drawn(page)
        is_steady(page)
    for name, most in (("changes", A_SENTENCE), ("anomalies", A_SENTENCE), ("data", MOST), ("overview", MOST)):
        page.evaluate(f"document.getElementById('to-{name}').click()")
        quiet(page)
        expect(page.locator(f"#page-{name}")).to_be_visible()
        is_steady(page, most)
    page.goto(f"{demo.url}?page=nonsense")
    expect(page.locator("#navigator.closed .message")).to_be_visible()
    is_steady(page)


def test_while_aws_is_asked(watched: Page, aws: Endpoint, serve: Serve) -> None:
    aws.page_size = 150
    held = Held()
    aws.fail(Changed(held), page=4)
    page = watched
    page.goto(serve().url, wait_until="commit")
    status = page.locator("#overview-status")
    expect(status).to_have_text(re.compile(r"^Asking AWS: page \d+, \$0\.\d\d so far$"))
    for panel in ("total", "budget", "trend", "changes", "table"):
        expect(page.locator(f"#body-{panel} .skeleton")).to_be_visible()
    assert page.locator("#navigator").inner_text().count("Asking AWS") == 1, "one sentence for the page"
    assert page.locator("#trend-chart").is_hidden()
    held.go()
    expect(page.locator("#body-total .figure")).to_be_visible()
    quiet(page)
    drawn(page)
    expect(page.locator(".skeleton").filter(visible=True)).to_have_count(0)
    expect(status).to_have_text("Days are UTC days, as in AWS billing")
    is_steady(page)


def test_when_a_notice_appears_and_goes(watched: Page, aws: Endpoint, serve: Serve) -> None:
    site = serve(cache_ttl="10m")
    page = visit(watched, site.url)
    drawn(page)
    site.clock.move(minutes=11)
    aws.fail(EXPIRED, inf)
    is_steady(page)
    page.evaluate("document.getElementById('update').click()")
    message = page.locator("#overview-messages .message")
    expect(message).to_be_in_viewport()
    is_steady(page)
    aws.heal()
    page.evaluate("document.getElementById('retry').click()")
    expect(message).to_have_count(0)
    quiet(page)
    is_steady(page)


NARROWED = """() => {
  const { react } = window.Plotly;
  window.Plotly.react = (...given) => {
    const plot = given[0];
    const layout = plot.querySelector(".svg-container");
    document.getElementById("main").style.maxWidth = "640px";
    const drawn = react(...given);
    document.getElementById("main").style.maxWidth = "900px";
    return drawn;
  };
}"""
"""The page changes its width between start and end of a drawing."""


def test_a_chart_fits_though_the_page_changes_its_width_while_it_is_drawn(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    drawn(page)
    page.evaluate(NARROWED)
    for search in ("?period=7d", "?period=7d&chart=line", "?period=7d&chart=pie"):
        page.evaluate("(search) => document.querySelector(`main a[href='${search}']`).click()", search)
        arrived(page, search)
        drawn(page)
        assert page.locator("#main").evaluate("(main) => main.clientWidth") == 900


def test_a_chart_fits_though_the_window_changes_while_aws_is_asked(
    new_context: NewContext, aws: Endpoint, serve: Serve
) -> None:
    held = Held()
    aws.fail(Changed(held))
    page = new_context(viewport={"width": 1920, "height": 900}).new_page()
    page.goto(serve().url, wait_until="commit")
    expect(page.locator("#body-trend .skeleton")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    held.go()
    expect(page.locator("#body-total .figure")).to_be_visible()
    for width in (1280, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        drawn(quiet(page))


CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => rgb(colour)
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, n) => sum + one * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].toSorted((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  const check = (element, text, ground) => {
    if (element.textContent.trim() && ratio(text, ground) < 4.5)
      found.push([element.textContent, text, ground, ratio(text, ground)]);
  };
  const surface = getComputedStyle(document.querySelector(".panel-trend")).backgroundColor;
  const plot = document.querySelector("#trend-chart");
  for (const text of plot.querySelectorAll(".xtick text, .ytick text, .annotation-text"))
    check(text, getComputedStyle(text).fill, surface);
  for (const slice of plot.querySelectorAll(".pielayer .slice")) {
    const ground = getComputedStyle(slice.querySelector("path.surface")).fill;
    for (const text of slice.querySelectorAll(".slicetext text")) check(text, getComputedStyle(text).fill, ground);
  }
  const hint = document.querySelector("#trend-frame .chart-hint");
  for (const text of hint ? hint.querySelectorAll("*") : [])
    check(text, getComputedStyle(text).color, getComputedStyle(hint).backgroundColor);
  return { found, texts: plot.querySelectorAll(".xtick text, .slicetext").length, hint: hint ? 1 : 0 };
}"""


@pytest.mark.parametrize("kind", ["stacked", "bar", "line", "pie"])
def test_words_in_the_chart_can_be_read(page: Page, demo: Site, kind: str) -> None:
    visit(page, f"{demo.url}/?chart={kind}")
    drawn(page)
    place = ".pielayer .slice path.surface" if kind == "pie" else "#trend-frame .chart-box"
    box = page.locator(place).first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    expect(page.locator("#trend-frame .chart-hint")).to_be_visible()
    for scheme in ("light", "dark"):
        coloured(page, scheme)
        said = page.evaluate(CONTRASTS)
        assert said["found"] == [], scheme
        assert said["texts"] > 2
        assert said["hint"] == 1
