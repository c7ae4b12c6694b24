"""Edits the text of budgets.toml and keeps its comments, order and spacing."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import cast

import tomlkit
from tomlkit.items import AoT, Table

from cloudsense.config.budget_rules import budget_of, fields_of
from cloudsense.config.budgets_file import TABLE, BudgetsFile
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import quoted, visible
from cloudsense.errors import BudgetsError

LINE = re.compile(r"[^\n]*\n|[^\n]+")
HEADER = re.compile(r"""\s*\[\[\s*(budget|"budget"|'budget')\s*\]\]\s*(#.*)?""")
NOTHING = re.compile(r"\s*(#.*)?")
"""Matches a blank line or a comment."""


def saved(file: BudgetsFile, budget: Budget, instead_of: str = "") -> str:
    """Text with `budget` appended, or in place of the one named `instead_of`.

    Raises BudgetsError if another budget has its name, or if the old one is missing.
    """
    others = [other.name for other in file.budgets if other.name != instead_of]
    taken = set(map(str.casefold, others))
    if budget.name.casefold() in taken:
        raise BudgetsError(
            f"{file.path.name} already has a budget “{visible(budget.name)}”.",
            "Nothing was saved.",
            "Choose another name.",
        )
    if not instead_of:
        return _appended(file.text, lines_of(budget))
    lines, block = _find(file, instead_of)
    old = "".join(lines[block])
    lines[block] = [_changed(old, budget)]
    return "".join(lines)


def removed(file: BudgetsFile, name: str) -> str:
    """Text without the budget of that name. Comments between budgets stay."""
    lines, block = _find(file, name)
    above, below = lines[: block.start], lines[block.stop :]
    if not above or not above[-1].strip():
        below = list(dropwhile(_is_blank, below))
    while not below and above and _is_blank(above[-1]):
        above.pop()
    return "".join([*above, *below])


def _is_blank(line: str) -> bool:
    return not line.strip()


def lines_of(budget: Budget) -> str:
    """Lines of a budget."""
    table = tomlkit.table()
    for name, value in fields_of(budget).items():
        table.append(name, value)
    document = tomlkit.document()
    document.append(TABLE, AoT([table], parsed=True))
    return tomlkit.dumps(document)


def _appended(text: str, lines: str) -> str:
    """Text with more lines, in the file's line endings."""
    added = lines
    if text.strip():
        added = f"\n\n{lines}"
        text = text.rstrip()
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
    return text + added


def _changed(block: str, budget: Budget) -> str:
    """Lines with only the changed fields replaced; all others stay as written."""
    document = tomlkit.parse(block)
    (table,) = cast("list[Table]", document[TABLE])
    before = fields_of(budget_of(table.unwrap(), "", 1))
    after = fields_of(budget)
    for name in before.keys() - after.keys():
        table.remove(name)
    for name, value in after.items():
        if before.get(name) != value:
            table[name] = value
    return tomlkit.dumps(document)


def _find(file: BudgetsFile, name: str) -> tuple[list[str], slice]:
    """All lines, and which of them are the budget's, from its header to its last field. Comments
    below it belong to the next budget. Raises BudgetsError."""
    names = [budget.name for budget in file.budgets]
    if name not in names:
        raise BudgetsError(
            f"{file.path.name} no longer has a budget {quoted(name, 100)}.",
            "Nothing was saved.",
        )
    lines = LINE.findall(file.text)
    starts = []
    for number, line in enumerate(lines):
        if HEADER.fullmatch(line.rstrip()):
            starts.append(number)
    if len(starts) != len(names):
        raise BudgetsError(
            f"{file.path.name} is written in a form that the page cannot edit.",
            "Nothing was saved.",
            "Edit it by hand, or begin each budget with a line [[budget]].",
        )
    place = names.index(name)
    ends = [*starts[1:], len(lines)]
    end = ends[place]
    while NOTHING.fullmatch(lines[end - 1].rstrip()):
        end -= 1
    return lines, slice(starts[place], end)
