"""`CopyLink`: the address of the page on the clipboard, or where it can be copied from."""

from __future__ import annotations

import time

from kit_page import Mount
from playwright.sync_api import Page, expect

from cloudsense.web.kit import Content

BUTTON = {"t": "copy-link"}
WITHOUT_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", { value: undefined });
document.execCommand = () => {
  if (ALLOWED) window.taken = document.activeElement.value;
  return ALLOWED;
};
"""


def test_the_address_is_copied(mount: Mount) -> None:
    page = mount(Content("part", [BUTTON]), permissions=["clipboard-read", "clipboard-write"], alone=True)
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.clock.run_for(1500)
    expect(page.locator("#copy")).to_have_text("Copy link")


def without_clipboard(page: Page, *, allowed: bool) -> Page:
    """Under a LAN name over http a browser has no clipboard; some refuse the older way, too."""
    page.add_init_script(WITHOUT_CLIPBOARD.replace("ALLOWED", str(allowed).lower()))
    page.reload()
    page.locator("#copy").click()
    return page


def test_without_tls_it_is_copied_the_older_way(mount: Mount) -> None:
    page = without_clipboard(mount(Content("part", [BUTTON]), alone=True), allowed=True)
    page.wait_for_function("window.taken === window.location.href")


def test_what_can_not_be_copied_is_shown(mount: Mount) -> None:
    page = without_clipboard(mount(Content("part", [BUTTON]), alone=True), allowed=False)
    field = page.get_by_label("Address of this page")
    expect(field).to_have_value(page.url)
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#copy")).to_be_visible()
