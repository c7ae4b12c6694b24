"""The file: style sheets, the page, its figures, and Plotly, compressed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from cloudsense import __version__
from cloudsense.web.kit.bundle import FOLDER, assets_dir
from cloudsense.web.pages.download import Note
from cloudsense.web.pages.offline.markup import data, element, text

PLOTLY = "10-plotly-basic.min.js"
OWN = "offline"
"""Folder of the script and the style sheet of offline files."""
ELSEWHERE = re.compile(r"@font-face\s*\{[^}]*\}|[\w-]+:\s*url\([^;]*;")
"""Rules of a style sheet that would load something."""
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
DOCUMENT = Template("""<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="CloudSense $version">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main class="page"><h1>$title</h1>
$facts
<div class="page-view">$body</div>
<footer class="foot"><span>Saved from CloudSense $version</span></footer></main>
$scripts
</body>
</html>
""")


@dataclass(frozen=True)
class _Parts:
    """The parts that are the same in every file."""

    style: str
    loader: str
    plotly: str
    """Plotly, compressed and in base64."""
    policy: str


def document(title: str, facts: Sequence[Note], body: str, figures: Sequence[object]) -> str:
    """Make a page that needs no other file and no network. `body` is HTML.

    The text is ASCII, so it does not depend on the encoding.
    """
    parts = _parts()
    rows = []
    for name, said in facts:
        rows.append(element("dt", text(name)))
        rows.append(element("dd", text(said)))
    page = DOCUMENT.substitute(
        policy=parts.policy,
        version=__version__,
        title=text(title),
        style=parts.style,
        facts=element("dl", *rows, cls="facts"),
        body=body,
        scripts=_scripts(parts, figures) if figures else "",
    )
    return page.encode("ascii", "xmlcharrefreplace").decode()


def _scripts(parts: _Parts, figures: Sequence[object]) -> str:
    return (
        f'<script type="application/json" id="figures">{data(figures)}</script>\n'
        f'<script type="text/plain" id="plotly">{parts.plotly}</script>\n'
        f"<script>{parts.loader}</script>"
    )


@cache
def _parts() -> _Parts:
    assets = assets_dir()
    code = (assets / PLOTLY).read_bytes().decode()
    own = assets / OWN / f"{OWN}.js"
    loader = own.read_text(encoding="utf-8")
    packed = gzip.compress(code.encode(), compresslevel=9, mtime=0)
    return _Parts(
        style=_style(assets),
        loader=loader,
        plotly=base64.b64encode(packed).decode(),
        policy=_policy(code, loader),
    )


def _style(assets: Path) -> str:
    """Return the style sheets of the dashboard, without fonts and images."""
    kit = sorted((assets / FOLDER).glob("*.css"))
    own = assets / OWN / f"{OWN}.css"
    sheets = [assets / "90-cloudsense.css", *kit, own]
    texts = [sheet.read_text(encoding="utf-8") for sheet in sheets]
    alone = ELSEWHERE.sub("", "\n".join(texts))
    return BEYOND_ASCII.sub(_escaped, alone)


def _escaped(found: re.Match[str]) -> str:
    """Escape a character as in CSS."""
    return f"\\{ord(found[0]):x} "


def _policy(*scripts: str) -> str:
    """Return a content security policy that allows these scripts only, and no loading."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(map(" ".join, rules.items()))


def _hash(script: str) -> str:
    """Return the hash of a script, as in a content security policy."""
    digest = hashlib.sha256(script.encode()).digest()
    written = base64.b64encode(digest).decode()
    return f"'sha256-{written}'"
