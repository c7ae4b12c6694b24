"""What leaves the page: the menu, charts as pictures, and a file that opens offline."""

from __future__ import annotations

import shlex
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from screen import findings, visit
from staging import NewContext, Site

MOST_BYTES = 1_500_000


def test_the_menu_offers_files_a_command_and_the_console(demo: Site, new_context: NewContext) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = visit(context.new_page(), f"{demo.url}/?service=EC2+-+Other&by=region")
    page.locator("#overview-export-button").click()
    panel = page.locator("#overview-export-button-panel")
    expect(panel.get_by_role("link").first).to_be_visible()
    assert findings(page) == []
    links = [link.get_attribute("href") for link in panel.get_by_role("link").all()]
    search = "?service=EC2+-+Other&by=region"
    assert links[:3] == [f"costs.csv{search}", f"page.xlsx{search}", f"page.html{search}"]
    console = panel.get_by_role("link", name="Open in the AWS console")
    assert (console.get_attribute("rel"), console.get_attribute("target")) == ("noopener noreferrer", "_blank")
    panel.get_by_role("button", name="Copy as AWS CLI command").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    words = shlex.split(page.evaluate("navigator.clipboard.readText()"))
    assert words[:5] == ["aws", "ce", "get-cost-and-usage", "--time-period", "Start=2026-10-24,End=2026-11-23"]
    with page.expect_download() as download:
        panel.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "cloudsense-overview-region-ec2-other-2026-10-24-2026-11-22.xlsx"
    expect(panel).to_have_count(0)


def test_charts_as_pictures(demo: Site, page: Page, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, demo.url)
    saved = {}
    for form in ("png", "svg"):
        with page.expect_download() as download:
            page.locator(f"#trend-frame-{form}").click()
        assert download.value.suggested_filename == f"cloudsense-overview-trend-2026-10-24-2026-11-22.{form}"
        saved[form] = Path(download.value.path()).read_bytes()
    width, height = struct.unpack(">II", saved["png"][16:24])
    assert saved["png"].startswith(b"\x89PNG")
    assert (width, height) == (2080, 1120)
    svg = saved["svg"].decode()
    for said in ("Daily cost · by service", "Oct 24 – Nov 22, 2026 · unblended", "EC2 – Compute", "rgb(255, 255, 255)"):
        assert said in svg


@pytest.mark.parametrize("name", ["", "changes"])
def test_a_saved_page_opens_offline(demo: Site, browser: Browser, page: Page, tmp_path: Path, name: str) -> None:
    visit(page, f"{demo.url}/?page={name or 'overview'}")
    answer = page.request.get(f"{demo.url}/page.html?page={name or 'overview'}")
    file = tmp_path / "page.html"
    file.write_bytes(answer.body())
    assert file.stat().st_size < MOST_BYTES
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    told: list[str] = []
    requests: list[str] = []
    context.on("console", lambda message: told.append(message.text))
    context.on("weberror", lambda error: told.append(str(error.error)))
    context.on("request", lambda request: requests.append(request.url))
    saved = context.new_page()
    saved.goto(file.as_uri())
    bars = saved.locator(".chart .barlayer .point")
    expect(bars.first).to_be_visible()
    assert bars.count() > 5
    width = "(element) => element.clientWidth"
    drawn = saved.locator(".chart .main-svg").first.evaluate(width)
    assert drawn == saved.locator(".chart-box").first.evaluate(width)
    bars.first.hover(force=True)
    expect(saved.locator(".hoverlayer .hovertext")).to_be_visible()
    assert "$" in saved.locator(".hoverlayer .hovertext").first.text_content()  # type: ignore[operator]
    assert saved.locator("a[href], button, input").count() == 0
    assert saved.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (told, requests) == ([], [file.as_uri()])
    context.close()
