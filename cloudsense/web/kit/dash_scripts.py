"""Which of Dash's own scripts the page loads."""

from __future__ import annotations

import re

UNUSED = re.compile(r'<script src="[^"]*/(?:deps/polyfill@|dash_table/)[^"]*"></script>\n?')
"""Dash loads both with every page.

The polyfills are for browsers that can run neither Plotly nor the kit. In all others they take
45 ms of the first picture, and put slower functions in place of the browser's own. What Dash itself
needs of them, `regeneratorRuntime`, comes with dash-bootstrap-components. There is no
`dash_table`.
"""


def without_unused(scripts: str) -> str:
    """The script elements of the page, as Dash makes them, without those that nothing uses."""
    return UNUSED.sub("", scripts)
