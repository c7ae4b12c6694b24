"""The rules of the house: who may import whom, how long a module may be, who prints, what is vendored."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

HOUSE = Path(__file__).parents[1]
ASSETS = HOUSE / "assets"
MODULES = sorted((HOUSE / "cloudsense").rglob("*.py"))
LONGEST = 300


def offenders(is_one: Callable[[str], object]) -> list[str]:
    """The modules with a text that breaks a rule."""
    assert len(MODULES) > 100
    found = [module for module in MODULES if is_one(module.read_text("utf-8"))]
    return [str(module.relative_to(HOUSE)) for module in found]


def test_the_contracts_of_imports() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_that_contributors_read_are_those_that_are_checked() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    contracts = [one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    everything, ledger, web = ([layer.split(" | ") for layer in one["layers"]] for one in contracts)
    rooms = [[name.removeprefix("cloudsense.") for name in layer] for layer in everything[1:]]
    config = [[name[7:] for name in layer if name.startswith("config.")] for layer in rooms]
    top = [[name.partition(".")[0] for name in layer] for layer in rooms]
    expected = {
        "everything": [layer for layer in top if {*layer} != {"config"}],
        "`config/`": [layer for layer in config if layer],
        "`ledger/`": ledger,
        "`web/`": web,
    }
    text = (HOUSE / "CONTRIBUTING.md").read_text("utf-8")
    _, _, table = text.partition("| layers, from top to bottom |")
    rows = dict(re.findall(r"^\| (\S+) \| (.+) \|$", table.partition("\n\n")[0], re.MULTILINE))
    assert {name: [layer.split(", ") for layer in row.split(" → ")] for name, row in rows.items()} == expected


def test_no_module_is_long() -> None:
    assert offenders(lambda text: len(text.splitlines()) > LONGEST) == []


def test_only_the_door_prints_and_ends_the_process() -> None:
    def does(text: str) -> bool:
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
        return bool(called & {"print", "exit", "quit", "sys.exit", "os._exit"})

    assert offenders(does) == ["cloudsense/cli.py"]


def test_types_are_imported_like_anything_else() -> None:
    assert offenders(lambda text: "TYPE_CHECKING" in text) == []


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import cloudsense; print(*(set(sys.modules) - before))"
    assert run_python(code).split() == ["cloudsense"]


def test_help_needs_nothing_heavy() -> None:
    code = "import sys, cloudsense.cli; print(*sys.modules)"
    heavy = {"numpy", "pandas", "plotly", "dash", "flask", "boto3", "botocore", "waitress", "webbrowser"}
    assert not heavy & set(run_python(code).split())


def test_the_vendored_plotly_is_the_one_that_the_figures_are_made_for() -> None:
    head = (ASSETS / "10-plotly-basic.min.js").read_text("utf-8")[:200]
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}\n" in head


@pytest.mark.parametrize(
    ("file", "licence", "words"),
    [
        ("00-bootstrap.min.css", "bootstrap.txt", "The MIT License"),
        ("10-plotly-basic.min.js", "plotly.txt", "MIT License"),
        ("fonts/inter-variable.woff2", "inter.txt", "SIL OPEN FONT LICENSE"),
    ],
)
def test_what_is_vendored_comes_with_its_licence(file: str, licence: str, words: str) -> None:
    assert (ASSETS / file).stat().st_size > 10_000
    assert words in (ASSETS / "licences" / licence).read_text("utf-8")


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for sheet in ASSETS.rglob("*.css"):
        loaded = re.findall(r"(?:@import|url\()\s*[\"']?([^\"')]+)", sheet.read_text("utf-8"))
        assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []


def run_python(code: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(HOUSE)}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
