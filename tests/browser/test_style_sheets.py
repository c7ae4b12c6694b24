"""Chromium understands every property and selector of the style sheets."""

from pathlib import Path
from typing import Any

import pytest
import tinycss2
from playwright.sync_api import Page

ASSETS = Path(__file__).parents[2] / "assets"
SHEETS = sorted(path for path in ASSETS.rglob("*.css") if not path.name.endswith(".min.css"))
UNKNOWN = """([declarations, selectors]) => {
  const parses = (selector) => {
    try { document.querySelector(selector); return true; } catch { return false; }
  };
  const supported = ([property, value]) => CSS.supports(property, value);
  return [declarations.filter((one) => !supported(one)), selectors.filter((one) => !parses(one))];
}"""

Declarations = set[tuple[str, str]]


def parts(blocks: list[Any], nested: bool = False) -> tuple[Declarations, set[str]]:
    """Declarations and selectors of a style sheet; of nested rules the declarations only."""
    declarations, selectors = set(), set()
    for node in blocks:
        content = getattr(node, "content", None)
        keyword = getattr(node, "at_keyword", None)
        rule = node.type == "qualified-rule"
        if node.type == "declaration" and not node.name.startswith("--"):
            declarations.add((node.name, tinycss2.serialize(node.value).strip()))
        if rule and not nested:
            selectors.add(tinycss2.serialize(node.prelude).strip())
        if content is not None and keyword not in ("font-face", "page"):
            parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
            inner = parts(parsed, nested or rule or keyword == "keyframes")
            declarations |= inner[0]
            selectors |= inner[1]
    return declarations, selectors


@pytest.mark.browser
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_chromium_knows_every_property_and_selector(page: Page, sheet: Path) -> None:
    rules = tinycss2.parse_stylesheet(sheet.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
    declarations, selectors = parts(rules)
    assert page.evaluate(UNKNOWN, [sorted(declarations), sorted(selectors)]) == [[], []]
