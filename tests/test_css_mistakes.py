"""What `make check` finds in style sheets (tools/check_css.py)."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("check_css", ROOT / "tools" / "check_css.py")
assert SPEC
assert SPEC.loader
check_css: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_css)


@pytest.mark.parametrize(
    ("sheet", "mistakes"),
    [
        (".a { color: red; width: 1px; }", []),
        (".a { color: red; width: 1px; color: blue; }", [(1, "color is declared twice in one block")]),
        (".a { height: 100vh; height: 100dvh; }", []),
        ("@media print {\n .a { top: 0; left: 0;\n top: 1px; } }", [(3, "top is declared twice in one block")]),
        (".a {\n &:hover { top: 0; left: 0;\n top: 1px; } }", [(3, "top is declared twice in one block")]),
    ],
)
def test_properties_declared_twice(sheet: str, mistakes: list[tuple[int, str]]) -> None:
    assert check_css.sheet_mistakes(sheet) == mistakes


@pytest.mark.parametrize("sheet", [".a { top: 0; } }", ".a { top 0; }", "@media print { .a { top 0 } }"])
def test_parse_errors(sheet: str) -> None:
    [(line, what)] = check_css.sheet_mistakes(sheet)
    assert line == 1
    assert what


@pytest.mark.parametrize(
    ("own", "vendored", "sources", "mistakes"),
    [
        (":root { --line: red } a { color: var(--line) }", "", "", []),
        ("a { color: var(--line) }", "", "", ["--line is used and never set"]),
        ("a { color: var(--line) }", ":root{--line:red}", "", []),
        ("a { color: var(--line) }", "", 'style.setProperty("--line", "red")', []),
        (":root { --line: red }", "", "", ["--line is set and never used"]),
        (":root { --bs-line: red }", "", "", []),
    ],
)
def test_mistakes_of_variables(own: str, vendored: str, sources: str, mistakes: list[str]) -> None:
    assert check_css.variable_mistakes(own, vendored, sources) == mistakes
