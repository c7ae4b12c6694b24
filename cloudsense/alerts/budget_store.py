"""The budgets, read from their file each time, and changed by one process at a time."""

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
    """All methods raise BudgetsError. A change names the `digest` of the file that it is made to:
    where the file is another one by now, it stays as it is."""

    def __init__(self, path: Path, locks: Locks | None = None) -> None:
        self.path = path
        self._locks = locks or ThreadLocks()
        self._known = BudgetsFile(path)

    def read(self) -> BudgetsFile:
        """The file as it is now; what did not change is not understood again."""
        try:
            self._known = budgets_file.read(self.path, self._known)
        except BudgetsError:
            with self._locks.hold(LOCK):  # it may have been written in place just now
                self._known = budgets_file.read(self.path, self._known)
        return self._known

    @property
    def writable(self) -> bool:
        """Whether the page may edit the file."""
        return budgets_file.is_writable(self.path)

    def save(self, budget: Budget, digest: str, instead_of: str = "") -> BudgetsFile:
        """Add `budget`, or put it in place of the one of that name."""
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
    """Budgets that are forgotten at the end of the process."""

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
