"""The small text that people change: written whole, by one at a time."""

import stat
import threading
from pathlib import Path

import pytest

from cloudsense.config.settings import read as read_settings
from cloudsense.errors import StoreError
from cloudsense.ledger.storage.locks import FileLocks
from cloudsense.ledger.storage.text_document import Document, FileDocument, MemoryDocument
from cloudsense.storage import open_storage


@pytest.fixture(params=["memory", "file"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    if request.param == "memory":
        return MemoryDocument()
    return FileDocument(tmp_path / "remarks.json", FileLocks(tmp_path))


def test_there_is_nothing_at_first_and_then_what_was_written(document: Document) -> None:
    assert document.read() == ""
    document.change(lambda text: text + "one ä")
    document.change(lambda text: f"{text} two")
    assert document.read() == "one ä two"


def test_nothing_is_lost_if_many_write_at_once(document: Document) -> None:
    def add() -> None:
        for _ in range(20):
            document.change(lambda text: text + "x")

    threads = [threading.Thread(target=add) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert document.read() == "x" * 100


def test_a_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "remarks.json"
    FileDocument(file).change(lambda _: "one")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["remarks.json"]


def test_what_another_process_wrote_is_read(tmp_path: Path) -> None:
    file = tmp_path / "remarks.json"
    one, other = FileDocument(file), FileDocument(file)
    one.change(lambda _: "one")
    assert other.read() == "one"
    one.change(lambda _: "longer")
    assert other.read() == "longer"


def test_a_failed_change_leaves_the_old_text(document: Document) -> None:
    document.change(lambda _: "old")

    def fail(_: str) -> str:
        raise StoreError("no")

    with pytest.raises(StoreError):
        document.change(fail)
    assert document.read() == "old"


def test_something_else_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "remarks.json").mkdir()
    with pytest.raises(StoreError, match=r"remarks\.json could not be read"):
        FileDocument(tmp_path / "remarks.json").read()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "remarks.json").symlink_to(tmp_path / "secret")
    with pytest.raises(StoreError):
        FileDocument(tmp_path / "remarks.json").read()


def test_a_mark_that_an_editor_put_in_front_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "remarks.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert FileDocument(file).read() == "{}"


def test_errors_hide_the_account_of_a_file_where_accounts_are_hidden(tmp_path: Path) -> None:
    (tmp_path / "remarks-111122223333.json").mkdir()
    settings = read_settings({"cache_dir": [str(tmp_path)], "hide_account": ["true"]}, {})
    document = open_storage(settings).documents("remarks-111122223333.json")
    with pytest.raises(StoreError, match=r"remarks-•••• 3333\.json could not be read"):
        document.read()
