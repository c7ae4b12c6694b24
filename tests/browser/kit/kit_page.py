"""What tests of the kit share: `mount` opens a component, `reported` tells what it has set."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page

Mount = Callable[..., Page]
REPORTED = "reported"
"""Id of the element that shows, as JSON, what a component has set last."""


def reported(page: Page) -> object:
    """What the component has set last, once it has."""
    page.wait_for_function(f"document.getElementById('{REPORTED}').textContent")
    return json.loads(page.inner_text(f"#{REPORTED}"))
