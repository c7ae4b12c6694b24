"""The README says what is true."""

import re
from pathlib import Path

import pytest

from cloudsense.cli import DOCTOR
from cloudsense.config.settings import SETTINGS, Setting
from cloudsense.costs.query import Dimension, Metric

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme_with_its_variable_and_default(setting: Setting) -> None:
    starts = f"| `{setting.flag} ", f"| `{setting.flag}`"
    row = next((line for line in README.splitlines() if line.startswith(starts)), None)
    assert row, f"{setting.flag} is missing"
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[0] == f"`{setting.flag} {setting.value}`" if setting.value else cells[0] == f"`{setting.flag}`"
    assert cells[1] == f"`{setting.variable}`"
    assert cells[2] == setting.default or not setting.default


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    known = {setting.flag for setting in SETTINGS} | {f"--{name}" for name in DOCTOR}
    report = {"--period", "--by", "--where", "--metric", "--granularity", "--format", "--refresh", "--rm"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known | report


@pytest.mark.parametrize("word", [*Dimension, *Metric])
def test_every_word_of_an_address_is_in_the_readme(word: str) -> None:
    assert f"`{word}`" in README


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_to_files(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target
