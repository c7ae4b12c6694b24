"""Removes those of Dash's own scripts that the page does not need."""

from __future__ import annotations

import re

UNUSED = re.compile(
    r'<script src="[^"]*/'
    r"(?:deps/polyfill@|dash_table/|dcc/async-(?!graph\.)|plotly/package_data/)"
    r'[^"]*"></script>\n?'
)
"""Scripts that Dash loads with every page, although nothing uses them.

The polyfills are for browsers that can run neither Plotly nor the kit. In all others they delay the
first chart by 45 ms and replace the browser's functions by slower ones. Dash itself needs only
`regeneratorRuntime` of them, which comes with dash-bootstrap-components. There is no `dash_table`.
Of the components that Dash could load on demand, only `dcc.Graph` is used, and of Plotly only the
basic bundle among the assets.
"""


def without_unused(scripts: str) -> str:
    """Remove the unused ones from the script elements that Dash makes."""
    return UNUSED.sub("", scripts)
