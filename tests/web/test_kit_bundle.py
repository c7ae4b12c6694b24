"""The kit's scripts and style sheets, each kind as one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from webclient import Dashboard, demo

from cloudsense.web.app import assets_dir
from cloudsense.web.kit.bundle import bundles


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo(base_path="/costs/")


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]+)"', page)


@pytest.mark.parametrize("kind", ["js", "css"])
def test_it_holds_every_file_the_shared_one_first(dashboard: Dashboard, kind: str) -> None:
    answer = dashboard.http.get(f"/assets/kit/kit.{kind}")
    files = sorted((assets_dir() / "kit").glob(f"*.{kind}"))
    places = [answer.text.index(file.read_text("utf-8")) for file in files]
    assert places == sorted(places)
    assert len(places) > 10
    assert answer.headers["Cache-Control"] == "max-age=31536000"


def test_the_page_loads_it_and_no_part_of_it(dashboard: Dashboard) -> None:
    found = [one for one in addresses(dashboard.http.get("/").text) if "/kit/" in one]
    script, style_sheet = bundles(assets_dir())
    assert found == [style_sheet.address("/costs/"), script.address("/costs/")]
    assert found[0].startswith("/costs/assets/kit/kit.css?m=")


def test_another_content_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    file = tmp_path / "kit" / "a.js"
    file.write_text("1", "utf-8")
    before = bundles(tmp_path)[0].address("/")
    file.write_text("2", "utf-8")
    assert bundles(tmp_path)[0].address("/") != before
