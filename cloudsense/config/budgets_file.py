"""`budgets.toml`: read whole, or refused with a sentence; replaced if nobody else changed it.

    [[budget]]
    name = "Databases"
    amount = 4600                         # in the bill's currency
    every = "month"                       # or "quarter", "year"
    where = ["service=Amazon Relational Database Service", "region!=us-east-1"]
    charges = "all"
    metric = "unblended"
    thresholds = [50, 80, 100]            # percent

Only `name` and `amount` are needed.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from cloudsense.config import file_writing
from cloudsense.config.budget_rules import budget_of, is_list_of
from cloudsense.config.file_writing import IncompleteWriteError
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import quoted, visible
from cloudsense.errors import BudgetsError

LARGEST = 1_000_000
"""Bytes."""
TABLE = "budget"


@dataclass(frozen=True)
class BudgetsFile:
    """The budgets as they are in the file, in its order."""

    path: Path
    budgets: tuple[Budget, ...] = ()
    digest: str = ""
    """Of the file's bytes; "" without a file."""
    text: str = field(default="", repr=False)

    def find(self, name: str) -> Budget | None:
        return next((budget for budget in self.budgets if budget.name == name), None)


def read(path: Path, known: BudgetsFile | None = None) -> BudgetsFile:
    """No budgets without a file; `known` if the file is still that one.

    Raises BudgetsError, which names the file, the budget and the field.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return BudgetsFile(path)
    except OSError as problem:
        raise BudgetsError(
            f"{path.name} cannot be read ({problem.strerror}).",
            remedy="Check its path, owner and mode; --budgets-file says which file is read.",
        ) from problem
    if len(content) > LARGEST:
        raise BudgetsError(f"{path.name} is larger than 1 MB.", remedy="Shorten it.")
    if known and known.digest == _digest(content):
        return known
    return parsed(path, content)


def expect(path: Path | None) -> None:
    """Raises BudgetsError if the file that was named is missing: a check of mistyped budgets would
    always be good."""
    if path and not path.exists():
        raise BudgetsError(
            f"{visible(str(path))} does not exist.", remedy="Check the path of --budgets-file."
        )


def parsed(path: Path, content: bytes) -> BudgetsFile:
    """The budgets of a file with this content. Raises BudgetsError."""
    name = path.name
    try:
        text = content.decode("utf-8-sig")  # Windows editors mark a file as UTF-8
        document = tomlkit.parse(text).unwrap()
    except UnicodeDecodeError:
        raise BudgetsError(f"{name} is not UTF-8.", remedy="Save it as UTF-8.") from None
    except (TOMLKitError, ValueError, RecursionError) as problem:
        said = visible(str(problem)).rstrip(".")
        raise BudgetsError(
            f"{name} is not valid TOML.", f"{said[:200]}.", "Correct that line."
        ) from None
    tables = document.pop(TABLE, [])
    if document:
        unknown, *_ = document
        title = f"{name}: unknown entry {quoted(unknown)}."
        raise BudgetsError(title, remedy="Begin each budget with [[budget]].")
    if not is_list_of(tables, dict):
        raise BudgetsError(f"{name}: “budget” is no table.", remedy="Write [[budget]].")
    budgets: list[Budget] = []
    names: set[str] = set()
    for number, table in enumerate(tables, 1):
        budget = budget_of(table, name, number)
        if budget.name.casefold() in names:
            raise BudgetsError(
                f"{name}: two budgets are named “{visible(budget.name)}”.", remedy="Rename one."
            )
        names.add(budget.name.casefold())
        budgets.append(budget)
    return BudgetsFile(path, tuple(budgets), _digest(content), text)


def write(path: Path, digest: str, text: str) -> BudgetsFile:
    """Replace the file, if it is still the one that `digest` was made of.

    To be called by one process at a time. Raises BudgetsError if somebody else changed the file,
    if it cannot be written, or if nobody could read it afterwards.
    """
    before = _content(path)
    content = text.encode()
    if before and before.startswith(codecs.BOM_UTF8):
        content = codecs.BOM_UTF8 + content
    new = parsed(path, content)
    now = "" if before is None else _digest(before)
    if now != digest:
        raise changed(path)
    if not is_writable(path):  # replacing a file does not ask for its own mode
        raise BudgetsError(
            f"{path.name} is read-only here.", "Nothing was saved.", "Edit the file by hand."
        )
    try:
        file_writing.write(path.resolve(), content)
    except IncompleteWriteError as problem:
        raise BudgetsError(
            f"{path.name} was written in part only ({problem.strerror}).",
            f"What it was before is in {problem.copy}.",
            "Copy that over it.",
        ) from problem
    except OSError as problem:
        raise BudgetsError(
            f"{path.name} cannot be written ({problem.strerror}).",
            "Nothing was saved.",
            "Check its owner and mode, or edit the file by hand.",
        ) from problem
    return new


def changed(path: Path) -> BudgetsError:
    """That the file is another one than the page was made of."""
    return BudgetsError(
        f"{path.name} was changed on disk since this page was opened.",
        "Nothing was saved: the file stays as it is, and the page shows it now.",
        "Make your change again.",
    )


def is_writable(path: Path) -> bool:
    """Whether the page may edit the file: it is not protected, or its folder takes a new one.
    Changes nothing."""
    if path.exists():
        return os.access(path, os.W_OK)
    folder = path.resolve().parent
    while not folder.exists():  # it is made when the file is
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _content(path: Path) -> bytes | None:
    """What the file holds now; None without one."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
