"""The documents say what is true."""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import click
import pytest

from benchmarks.insight.detection import SERIES
from cloudsense.cli import program, report, run
from cloudsense.config.setting import Setting
from cloudsense.config.settings import SETTINGS
from cloudsense.costs.against import Against
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import PERIOD_WORDS, choose
from cloudsense.costs.query import DIMENSIONS, Metric
from cloudsense.errors import AddressError, UsageError
from cloudsense.report.request import understand
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.state.address_words import Chart, ChartGranularity, Switch
from cloudsense.web.state.selection import Selection

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 28)
PAGE_NAMES = tuple(page.name for page in PAGES)
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
DOCUMENTS = sorted([*map(ROOT.joinpath, TOP), *ROOT.glob("docs/**/*.md")])
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}

COMMANDS = ("", *program.commands)
OTHER_PROGRAMS = {"--accounts", "--build", "--next-page-token", "--rm", "--strict", "--upgrade"}
"""Flags of docker, pip, mypy, the AWS CLI and the local Cost Explorer."""
NO_ADDRESS = ("…", "token=")
"""Links to log in, and addresses that are only hinted at."""

PYTHON = re.compile(r"^```python\n.*?^```", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/?\??([a-z-]+!?=[^&\s]+(?:&[a-z-]+!?=[^&\s]+)*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read(name: str) -> str:
    return TEXTS[ROOT / name]


def spans(text: str) -> list[str]:
    return SPAN.findall(FENCED.sub("", text))


def lines_of_code(text: str) -> Iterator[str]:
    """Code spans, and lines of code blocks without their comments."""
    yield from spans(text)
    for block in FENCED.findall(PYTHON.sub("", text)):
        for line in block.replace("\\\n", " ").splitlines():
            yield re.sub(r"\s+#.*", "", line).strip().removeprefix("$ ")


def section(document: str, heading: str) -> str:
    _, _, rest = read(document).partition(f"## {heading}\n")
    return rest.partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def offenders(check: Callable[[str], Iterator[str]]) -> list[str]:
    """What `check` objects to in the texts of the documents."""
    return [f"{path.name}: {what}" for path, text in TEXTS.items() for what in check(text)]


@cache
def flags(command: str) -> set[str]:
    """By `--help`."""
    with redirect_stdout(StringIO()) as said:
        assert run([*filter(None, [command]), "--help"]) == 0
    return set(re.findall(r"--[a-z][a-z-]+", said.getvalue()))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_has_a_row_with_its_variable_and_default(setting: Setting) -> None:
    table = rows(section("docs/configuration.md", "Settings"))
    row = next((cells for cells in table if cells[0].strip("`").split()[0] == setting.flag), None)
    assert row, f"{setting.flag} is missing"
    assert row[0] == f"`{f'{setting.flag} {setting.value}'.strip()}`"
    assert row[1] == f"`{setting.variable}`"
    assert row[2] == setting.default or not setting.default
    assert row[3]


def test_no_flag_or_variable_that_does_not_exist() -> None:
    known = set.union(OTHER_PROGRAMS, *map(flags, COMMANDS))
    known |= {setting.variable for setting in SETTINGS} | {SERIES}

    def unknown(text: str) -> Iterator[str]:
        named = re.findall(r"(?<![\w-])--[a-z][a-z-]+|CLOUDSENSE_[A-Z_]+", text)
        yield from set(named) - known

    assert offenders(unknown) == []


def test_commands_can_be_given() -> None:
    assert offenders(impossible_commands) == []


def impossible_commands(text: str) -> Iterator[str]:
    for line in lines_of_code(text):
        found = re.match(r"(?:[A-Z_]+=\S+ )*cloudsense(?: |$)(.*)", line)
        words = shlex.split(found[1]) if found else []
        name = words[0] if words and not words[0].startswith("-") else ""
        if name not in COMMANDS or {word for word in words if word[:2] == "--"} - flags(name):
            yield line
        if name == "report" and not is_understood(words[1:]):
            yield line


def is_understood(words: list[str]) -> bool:
    try:
        options = report.make_context("report", words, obj={}).params
        return bool(understand(options, TODAY))
    except (click.UsageError, click.exceptions.Exit, UsageError) as end:
        return isinstance(end, click.exceptions.Exit)


def test_addresses_can_be_opened() -> None:
    assert offenders(impossible_addresses) == []


def impossible_addresses(text: str) -> Iterator[str]:
    for code in lines_of_code(text):
        found = ADDRESS.fullmatch(code)
        if found and not any(part in code for part in NO_ADDRESS):
            try:
                choose(Selection.parse(f"?{found[1]}").period, TODAY)
            except AddressError as problem:
                yield f"{code}: {problem.title}"


def test_every_word_of_an_address_is_documented() -> None:
    words = {*DIMENSIONS, *Metric, *Charges, *Chart, *ChartGranularity, *PAGE_NAMES, *Against, *Switch}
    assert words - set(spans(read("docs/addresses.md"))) == set()
    periods = set(re.split(r", | or ", PERIOD_WORDS))
    assert periods - set(spans(section("docs/addresses.md", "Periods"))) == set()


def test_documented_periods_and_dimensions_exist() -> None:
    periods = rows(section("docs/addresses.md", "Periods"))
    for word in spans("\n".join(cells[0] for cells in periods)):
        assert choose(word, TODAY)
    dimensions = rows(section("docs/addresses.md", "Dimensions"))
    assert {cells[0].strip("`") for cells in dimensions} == {*DIMENSIONS, "tag:KEY", "cost-category:NAME"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("page", PAGE_NAMES),
        ("metric", Metric),
        ("charges", Charges),
        ("against", Against),
        ("chart", Chart),
        ("granularity", ChartGranularity),
    ],
)
def test_documented_values_exist(name: str, words: Iterable[str]) -> None:
    table = rows(section("docs/addresses.md", "Parameters"))
    values, default = next(cells[1:] for cells in table if cells[0] == f"`{name}`")
    assert set(spans(values)) == set(words)
    assert default == f"`{getattr(Selection, name)}`"


def test_documented_defaults_are_true() -> None:
    parameters = rows(section("docs/addresses.md", "Parameters"))
    assert [cells[2] for cells in parameters if cells[0] == "`period`"] == [f"`{Selection.period}`"]
    table = rows(section("docs/command-line.md", "report"))
    options = {cells[0]: cells[2] for cells in table if cells[0].startswith("`--")}
    for option in report.params:
        if isinstance(option.default, str) and not isinstance(option, Setting):
            assert options[f"`{option.opts[0]}`"] == f"`{option.default}`"


def test_make_targets_and_benchmarks_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    benchmarks = (ROOT / "benchmarks" / "__main__.py").read_text(encoding="utf-8")
    known = {f"make {target}" for target in re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)}
    parts = re.findall(r'^    "(\w+)":', benchmarks, re.MULTILINE)
    known |= {f"python -m benchmarks {part}" for part in parts}

    def unknown(text: str) -> Iterator[str]:
        code = "\n".join(lines_of_code(text))
        yield from set(re.findall(r"^make [a-z-]+|python -m benchmarks \w+", code, re.M)) - known

    assert offenders(unknown) == []


def test_files_exist() -> None:
    files = [f"/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("[!.]*/**/*.*")]

    def missing(text: str) -> Iterator[str]:
        named = re.findall(r"`((?:[\w-]+/)*[\w-]+\.(?:py|js|mjs|css|html))\b", text)
        if "**Superseded" not in text:
            yield from (name for name in named if not any(f.endswith(f"/{name}") for f in files))

    assert offenders(missing) == []


def anchors(document: Path) -> set[str]:
    """Of a document's headings, as GitHub makes them."""
    headings = HEADING.findall(FENCED.sub("", TEXTS[document]))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(document: Path) -> Iterator[tuple[Path, str]]:
    """File and anchor of each link that leads to this repository."""
    for target in LINK.findall(FENCED.sub("", TEXTS[document])):
        name, _, anchor = target.partition("#")
        if not target.startswith("https://"):
            yield ((document.parent / name).resolve() if name else document), anchor


def test_links_lead_to_files_and_headings() -> None:
    targets = [(document, *link) for document in DOCUMENTS for link in links(document)]
    missing = [
        f"{document.name}: {path.name}#{anchor}"
        for document, path, anchor in targets
        if not path.exists() or (anchor and anchor not in anchors(path))
    ]
    assert missing == []


def test_every_document_can_be_found_from_the_readme() -> None:
    found: set[Path] = set()
    following = [ROOT / "README.md"]
    while following:
        document = following.pop()
        found.add(document)
        following += [path for path, _ in links(document) if path in TEXTS and path not in found]
    assert found == set(DOCUMENTS)


def test_the_readme_is_short() -> None:
    assert len(read("README.md").split()) <= 900


def test_the_readme_names_every_command_and_page() -> None:
    assert set(program.commands) <= set(spans(section("README.md", "Documentation")))
    assert {f"docs/{name}.md" for name in ("changes", "anomalies", "projection", "budgets", "alerts")} <= set(
        LINK.findall(section("README.md", "Documentation"))
    )


def test_the_readme_leads_to_what_operators_look_for() -> None:
    sought = ("#upgrade", "#removal", "#backup", "#several-payers", "#something-does-not-work")
    assert all(f"{anchor})" in read("README.md") for anchor in sought)
    assert "## What CloudSense does not do\n" in read("README.md")


def test_the_glossary_is_short_and_has_words_of_the_code() -> None:
    words = [cells[0] for cells in rows(section("CONTRIBUTING.md", "Glossary"))]
    assert 0 < len(words) <= 15
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "cloudsense").rglob("*.py"))
    for word in words:
        assert re.search(word.replace(" ", "[ _-]"), code, re.IGNORECASE), word
