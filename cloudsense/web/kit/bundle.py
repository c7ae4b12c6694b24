"""The kit's scripts as one file, and its style sheets: two requests instead of forty."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask, Response

FOLDER = "kit"
"""Within the assets."""
A_YEAR = 31_536_000
"""Seconds; another version has another address."""


def assets_dir() -> Path:
    """Style sheets and scripts: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[2]
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


@dataclass(frozen=True)
class Bundle:
    """All files of a kind, in the order of their names."""

    kind: str
    """`js` or `css`."""
    mime_type: str
    content: bytes

    @property
    def path(self) -> str:
        """Beside the files, so that the addresses in style sheets stay true."""
        return f"/assets/{FOLDER}/{FOLDER}.{self.kind}"

    @property
    def version(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    def address(self, base_path: str) -> str:
        base = base_path.rstrip("/")
        return f"{base}{self.path}?m={self.version}"


def bundles(assets: Path) -> tuple[Bundle, Bundle]:
    """Script and style sheet of the kit."""
    return (
        Bundle("js", "text/javascript", _joined(assets, "js", b"\n;\n")),
        Bundle("css", "text/css", _joined(assets, "css", b"\n")),
    )


def serve(server: Flask, bundle: Bundle) -> None:
    server.add_url_rule(bundle.path, f"kit_{bundle.kind}", partial(_response, bundle))


def _response(bundle: Bundle) -> Response:
    response = Response(bundle.content, mimetype=bundle.mime_type)
    response.cache_control.max_age = A_YEAR
    response.set_etag(bundle.version)
    return response


def _joined(assets: Path, kind: str, joint: bytes) -> bytes:
    files = sorted((assets / FOLDER).glob(f"*.{kind}"))
    return joint.join(file.read_bytes() for file in files)
