"""A component in both themes: what axe finds, and a photograph if SHOTS is set."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page
from screen import SHOTS, findings

PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def kit_findings(page: Page, name: str) -> list[str]:
    """What axe finds, light and dark, in a page of the language that pages have."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.documentElement.lang = 'en'")
    found: list[str] = []
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
        found += findings(page)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{theme}.png")
    return found
