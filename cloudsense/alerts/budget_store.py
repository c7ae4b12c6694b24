"""Budgets, read from their file each time, and changed by one process at a time."""

from __future__ import annotations

from pathlib import Path

from cloudsense.config import budgets_edit, budgets_file
from cloudsense.config.budgets_file import BudgetsFile
from cloudsense.costs.budgets import Budget
from cloudsense.errors import BudgetsError
from cloudsense.ledger.storage.locks import Locks, ThreadLocks

NAME = Path("budgets.toml")
LOCK = "budgets"


class BudgetStore:
    """File of budgets. All methods raise BudgetsError.

    A change includes the `digest` of the file that it is based on; if the file has changed since,
    it is not written.
    """

    def __init__(self, path: Path, locks: Locks | None = None) -> None:
        self.path = path
        self._locks = locks or ThreadLocks()
        self._known = BudgetsFile(path)

    def read(self) -> BudgetsFile:
        """Current contents of the file; unchanged contents are parsed once."""
        try:
            self._known = budgets_file.read(self.path, self._known)
        except BudgetsError:
            with self._locks.hold(LOCK):  # it may just have been changed in place
                self._known = budgets_file.read(self.path, self._known)
        return self._known

    @property
    def writable(self) -> bool:
        """Whether the page may edit the file."""
        return budgets_file.is_writable(self.path)

    def save(self, budget: Budget, digest: str, instead_of: str = "") -> BudgetsFile:
        """Adds `budget`, or replaces the one of that name."""
        file = self._unchanged(digest)
        return self._write(digest, budgets_edit.saved(file, budget, instead_of))

    def remove(self, name: str, digest: str) -> BudgetsFile:
        file = self._unchanged(digest)
        return self._write(digest, budgets_edit.removed(file, name))

    def _unchanged(self, digest: str) -> BudgetsFile:
        file = self.read()
        if file.digest != digest:
            raise budgets_file.changed(self.path)
        return file

    def _write(self, digest: str, text: str) -> BudgetsFile:
        with self._locks.hold(LOCK):
            return budgets_file.write(self.path, digest, text)


class MemoryBudgets(BudgetStore):
    """Budgets that are kept in memory only."""

    def __init__(self, text: str = "") -> None:
        super().__init__(NAME)
        self._file = budgets_file.parsed(self.path, text.encode())

    @property
    def writable(self) -> bool:
        return True

    def read(self) -> BudgetsFile:
        return self._file

    def _write(self, digest: str, text: str) -> BudgetsFile:
        with self._locks.hold(LOCK):
            file = budgets_file.parsed(self.path, text.encode())
            self._unchanged(digest)
            self._file = file
            return file
