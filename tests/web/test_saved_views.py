"""Saved views: named addresses in a plain file, which the menu of Explore saves, opens and deletes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webclient import Dashboard, Screen, demo, nodes_of

from cloudsense.errors import AddressError
from cloudsense.ledger.storage.text_document import VIEWS, FileDocument
from cloudsense.web.pages.explore import commands
from cloudsense.web.state import saved_views
from cloudsense.web.state.account_references import PLAIN
from cloudsense.web.state.saved_views import NO_VIEWS, SavedView, SavedViews

ADDRESS = "?page=explore&by=tag%3Ateam&by=service"
names = st.text(min_size=1, max_size=saved_views.LONGEST_NAME).map(saved_views.clean)


def menu(screen: Screen) -> dict[str, Any]:
    (node,) = [node for node in nodes_of(screen.nodes("views")) if node["t"] == "saved-views"]
    props: dict[str, Any] = node["p"]
    return props


def press(dashboard: Dashboard, do: str, name: str, search: str = ADDRESS) -> None:
    answer = dashboard.order({"do": do, "question": name, "text": name, "at": 1}, search)
    assert answer.status_code == 200, answer.text


def test_a_view_is_saved_opened_and_deleted() -> None:
    dashboard = demo()
    assert menu(dashboard.read(ADDRESS))["views"] == []
    press(dashboard, "save-view", "  Teams   by service ")
    shown = menu(dashboard.read("?page=explore"))
    assert shown["views"] == [{"name": "Teams by service", "href": "?by=tag%3Ateam&by=service&page=explore"}]
    opened = dashboard.read(shown["views"][0]["href"])
    assert opened.parts["explore-table"]["names"] == ["Tag team", "Service"]
    press(dashboard, "remove-view", "Teams by service")
    assert menu(dashboard.read(ADDRESS))["views"] == []


def test_names_that_are_taken_or_bad_are_refused_in_a_sentence() -> None:
    dashboard = demo()
    press(dashboard, "save-view", "Teams")
    for name, said in (
        ("teams", "A view named “teams” already exists."),
        (" ", "A view needs a name."),
        ("x" * 61, "at most 60 characters"),
        ("a\x00b", "control characters"),
    ):
        press(dashboard, "save-view", name)
        shown = menu(dashboard.read(ADDRESS))
        assert said in shown["problem"]
        assert [view["name"] for view in shown["views"]] == ["Teams"]
    press(dashboard, "save-view", "Other", "?page=changes")
    assert "Only views of Explore" in menu(dashboard.read(ADDRESS))["problem"]
    press(dashboard, "save-view", "Other")
    assert menu(dashboard.read(ADDRESS))["problem"] == ""


def test_a_file_that_is_no_list_of_views_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / VIEWS
    file.write_text("{oops", encoding="utf-8")
    dashboard = demo()
    dashboard.ledger.views = FileDocument(file)
    assert "not a list of views" in menu(dashboard.read(ADDRESS))["problem"]
    press(dashboard, "save-view", "Teams")
    assert "Nothing was changed. Repair or delete views.json" in menu(dashboard.read(ADDRESS))["problem"]
    assert file.read_text(encoding="utf-8") == "{oops"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"views": {"Caf\xe9": "?page=explore"}}', "views.json is not UTF-8 text."),
        (b'{"views": {"a": "?page=explore", "a": "?page=explore&by=region"}}', "has “a” twice."),
        (b'{"views": [1]}', "not a list of views"),
        (b"[" * 100_000, "not a list of views"),
    ],
)
def test_a_file_that_saving_would_spoil_is_told_and_left_alone(tmp_path: Path, text: bytes, said: str) -> None:
    file = tmp_path / VIEWS
    file.write_bytes(text)
    dashboard = demo()
    dashboard.ledger.views = FileDocument(file)
    assert said in menu(dashboard.read(ADDRESS))["problem"]
    press(dashboard, "save-view", "Teams")
    assert said in menu(dashboard.read(ADDRESS))["problem"]
    assert file.read_bytes() == text


def test_what_is_no_view_stays_in_the_file(tmp_path: Path) -> None:
    """With a byte order mark, as some editors write it."""
    file = tmp_path / VIEWS
    long = "x" * 61
    others = {long: ADDRESS, "n": 5, "half \ud800": "?", "Notes": ["é", "🦊"]}
    written = json.dumps({"version": 2, "views": {"Mine": ADDRESS, **others}})
    file.write_text(written, encoding="utf-8-sig")
    dashboard = demo()
    dashboard.ledger.views = FileDocument(file)
    press(dashboard, "save-view", 'a$b, "c" 🦊 <b> \u202e')
    press(dashboard, "save-view", "Notes")
    assert "“Notes” already" in menu(dashboard.read(ADDRESS))["problem"]
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found.pop("version") == 2
    saved = '"a$b, \\"c\\" 🦊 <b> \u202e"'
    assert found["views"].pop(json.loads(saved)).startswith("?by=tag")
    assert found["views"] == {"Mine": ADDRESS, **others}


def test_names_that_look_alike_are_one_name() -> None:
    views = NO_VIEWS.with_view(SavedView("Caf\u00e9", ADDRESS))
    for name in ("Cafe\u0301", "CAF\u00c9"):
        with pytest.raises(AddressError, match="already"):
            views.with_view(SavedView(name, ADDRESS))
    with pytest.raises(AddressError, match="visible characters"):
        views.with_view(SavedView("\u200b\u2060", ADDRESS))


def test_a_file_edited_by_hand_is_read(tmp_path: Path) -> None:
    file = tmp_path / VIEWS
    views = {"By hand": ADDRESS, "No page": "?colour=red", "elsewhere": "https://example.com", "": "?", "n": 5}
    file.write_text(json.dumps({"views": views}), encoding="utf-8")
    dashboard = demo()
    dashboard.ledger.views = FileDocument(file)
    found = {view["name"]: view["href"] for view in menu(dashboard.read(ADDRESS))["views"]}
    assert found == {"By hand": "?by=tag%3Ateam&by=service&page=explore", "No page": None}


def test_with_hidden_accounts_a_view_holds_ids_in_the_file_and_none_on_the_page() -> None:
    dashboard = demo(hide_account=True)
    screen = dashboard.read("?page=explore&by=account")
    href = screen.parts["explore-table"]["groups"][0]["href"]
    press(dashboard, "save-view", "Production", href)
    assert "account=444455556666" in dashboard.ledger.views.read()
    shown = dashboard.read("?page=explore")
    assert "444455556666" not in shown.text
    inside = dashboard.read(menu(shown)["views"][0]["href"])
    assert inside.parts["explore-table"]["total"]["total"] == pytest.approx(
        screen.parts["explore-table"]["groups"][0]["total"], abs=0.005
    )


@given(st.lists(names, unique_by=lambda name: normalize("NFC", name).casefold(), max_size=8))
def test_what_is_written_is_read(given: Sequence[str]) -> None:
    views = NO_VIEWS
    for name in given:
        try:
            views = views.with_view(SavedView(name, ADDRESS))
        except AddressError:
            is_control = any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in name)
            assert is_control or not any(letter.isprintable() for letter in name)
    assert saved_views.parse(saved_views.write(views)) == views
    for view in views.views:
        with pytest.raises(AddressError, match="already"):
            views.with_view(view)


@given(st.dictionaries(st.text(), st.text() | st.integers(), max_size=5))
def test_saving_and_deleting_leaves_the_rest_as_it_is(entries: dict[str, object]) -> None:
    before = saved_views.parse(json.dumps({"views": entries}))
    try:
        after = before.with_view(SavedView("Mine", ADDRESS))
    except AddressError:
        return
    again = saved_views.parse(saved_views.write(after))
    assert again == after
    assert json.loads(saved_views.write(again.without("Mine")))["views"] == entries


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_any_text_is_views_or_damaged(text: str) -> None:
    found = saved_views.parse(text)
    assert isinstance(found, SavedViews)
    assert found.damaged or not found.views


def test_a_view_of_an_address_that_is_none_any_more_leads_nowhere() -> None:
    assert commands.written(SavedView("x", "?page=explore&by=colour"), PLAIN) is None
