"""Reads and replaces `budgets.toml`, unless it is invalid or was changed meanwhile.

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

from cloudsense import file_writing
from cloudsense.config.budget_rules import budget_of
from cloudsense.config.toml_tables import content_of, tables_of, text_of
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import visible
from cloudsense.errors import BudgetsError
from cloudsense.file_writing import IncompleteWriteError

TABLE = "budget"
WHICH = "; --budgets-file says which file is read"


@dataclass(frozen=True)
class BudgetsFile:
    """Budgets of the file, in its order."""

    path: Path
    budgets: tuple[Budget, ...] = ()
    digest: str = ""
    """Digest of the file's bytes; "" without a file."""
    text: str = field(default="", repr=False)

    def find(self, name: str) -> Budget | None:
        return next((budget for budget in self.budgets if budget.name == name), None)


def read(path: Path, known: BudgetsFile | None = None) -> BudgetsFile:
    """Budgets of the file; none without a file, and `known` if the file is unchanged.

    Raises BudgetsError, which names the file, the budget and the field.
    """
    try:
        content = content_of(path, path.name, BudgetsError, WHICH)
    except FileNotFoundError:
        return BudgetsFile(path)
    if known and known.digest == _digest(content):
        return known
    return parsed(path, content)


def expect(path: Path | None) -> None:
    """Raises BudgetsError if the file named by --budgets-file is missing, as a check without
    budgets always passes."""
    if path and not path.exists():
        raise BudgetsError(
            f"{visible(str(path))} does not exist.", remedy="Check the path of --budgets-file."
        )


def parsed(path: Path, content: bytes) -> BudgetsFile:
    """Budgets of a file with this content. Raises BudgetsError."""
    name = path.name
    text = text_of(content, name, BudgetsError)
    try:
        document = tomlkit.parse(text).unwrap()
    except (TOMLKitError, ValueError, RecursionError) as problem:
        said = visible(str(problem)).rstrip(".")
        raise BudgetsError(
            f"{name} is not valid TOML.", f"{said[:200]}.", "Correct that line."
        ) from None
    tables = tables_of(document, TABLE, name, BudgetsError)
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
    """Replaces the file, if its digest is still `digest`.

    Must be called by one process at a time. Raises BudgetsError if the file was changed meanwhile,
    cannot be written, or would not be readable afterwards.
    """
    before = _content(path)
    content = text.encode()
    if before and before.startswith(codecs.BOM_UTF8):
        content = codecs.BOM_UTF8 + content
    new = parsed(path, content)
    now = "" if before is None else _digest(before)
    if now != digest:
        raise changed(path)
    if not is_writable(path):  # replacing a file ignores its mode
        raise BudgetsError(
            f"{path.name} is read-only here.", "Nothing was saved.", "Edit the file by hand."
        )
    try:
        file_writing.write(path.resolve(), content)
    except IncompleteWriteError as problem:
        raise BudgetsError(
            f"{path.name} was written in part only ({problem.strerror}).",
            f"A copy of the old file is {problem.copy}.",
            "Restore the file from this copy.",
        ) from problem
    except OSError as problem:
        raise BudgetsError(
            f"{path.name} cannot be written ({problem.strerror}).",
            "Nothing was saved.",
            "Check its owner and mode, or edit the file by hand.",
        ) from problem
    return new


def changed(path: Path) -> BudgetsError:
    """Error that the file has changed since the page was loaded."""
    return BudgetsError(
        f"{path.name} was changed on disk since this page was opened.",
        "Nothing was saved: the file stays as it is, and the page shows it now.",
        "Make your change again.",
    )


def is_writable(path: Path) -> bool:
    """Whether the page can edit the file: it is writable, or its folder accepts a
    new file. Changes nothing."""
    if path.exists():
        return os.access(path, os.W_OK)
    folder = path.resolve().parent
    while not folder.exists():  # the folder is made with the file
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _content(path: Path) -> bytes | None:
    """Bytes of the file; None without one."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
