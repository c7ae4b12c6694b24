"""Bundles of scripts and style sheets: two requests for the kit instead of forty, and Plotly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask, Response

FOLDER = "kit"
"""Folder of the kit within the assets."""
PLOTLY = "10-plotly-basic.min.js"
COMPILE_AT_ONCE = b"//# allFunctionsCalledOnLoad\n"
"""Makes Chromium compile the script in the background while it arrives. Otherwise the page's thread
compiles it function by function, most of them twice, which delays the first chart by 130 ms. Other
browsers ignore this comment."""
JAVASCRIPT = "text/javascript"
A_YEAR = 31_536_000
"""Seconds. A new version has a new address."""


def assets_dir() -> Path:
    """Return the folder of style sheets and scripts: in the installed package, or in a checkout."""
    package = Path(__file__).parents[2]
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


@dataclass(frozen=True)
class Bundle:
    """Content with an address."""

    file: str
    """Path within the assets, in the folder of the kit, so that relative URLs stay valid."""
    mime_type: str
    content: bytes

    @property
    def path(self) -> str:
        return f"/assets/{self.file}"

    @property
    def version(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    def address(self, base_path: str) -> str:
        base = base_path.rstrip("/")
        return f"{base}{self.path}?m={self.version}"


def bundles(assets: Path) -> tuple[Bundle, Bundle]:
    """Return the script and the style sheet of the kit: all files of a kind, sorted by name."""
    script = _joined(assets, "js", b"\n;\n")
    style_sheet = _joined(assets, "css", b"\n")
    return (
        Bundle(f"{FOLDER}/{FOLDER}.js", JAVASCRIPT, script),
        Bundle(f"{FOLDER}/{FOLDER}.css", "text/css", style_sheet),
    )


def plotly(assets: Path) -> Bundle:
    """Return Plotly as published, with the comment that makes Chromium compile it at once."""
    content = COMPILE_AT_ONCE + (assets / PLOTLY).read_bytes()
    return Bundle("plotly-basic.js", JAVASCRIPT, content)


def serve(server: Flask, bundle: Bundle) -> None:
    server.add_url_rule(bundle.path, bundle.file, partial(_response, bundle))


def _response(bundle: Bundle) -> Response:
    response = Response(bundle.content, mimetype=bundle.mime_type)
    response.cache_control.max_age = A_YEAR
    response.set_etag(bundle.version)
    return response


def _joined(assets: Path, kind: str, joint: bytes) -> bytes:
    folder = assets / FOLDER
    files = sorted(folder.glob(f"*.{kind}"))
    return joint.join(file.read_bytes() for file in files)
