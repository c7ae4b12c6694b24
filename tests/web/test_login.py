"""The token, the tries and the sessions, without a server."""

import hmac
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webclient import NOON, Clock, settings

from cloudsense.web.security.login import (
    MONTH,
    REMEMBERED_NETWORKS,
    TRIES,
    Login,
    TooManyTriesError,
    make_token,
    network_of,
    wanted,
)

TOKEN = "the-token-of-the-tests"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def login(clock: Clock) -> Login:
    return Login(TOKEN, clock)


def miss(login: Login, times: int, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert not login.admits("wrong", address)


@pytest.mark.parametrize(
    ("given", "login"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "::"}, True),
        ({"host": "192.168.0.2"}, True),
        ({"host": "costs.example.com"}, True),
        ({"host": "0.0.0.0", "no_login": True}, False),
        ({"token": TOKEN}, True),
        ({"trusted_proxy": ("10.0.0.5",)}, True),
        ({"trusted_proxy": ("10.0.0.5",), "no_login": True}, False),
    ],
)
def test_where_a_login_is_asked_for(given: dict[str, Any], login: bool) -> None:
    assert wanted(settings(**given)) is login


def test_made_tokens() -> None:
    made = {make_token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 32


@pytest.mark.parametrize("given", ["", " ", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), TOKEN + "\0", "é", "\ud800"])
def test_only_the_token_is_let_in(login: Login, given: str) -> None:
    assert not login.admits(given, "10.0.0.1")
    assert login.admits(TOKEN, "10.0.0.1")


def test_tokens_are_compared_in_constant_time(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: bool(compared.append((a, b))))
    assert not login.admits(TOKEN, "10.0.0.1"), "something else compared the token"
    assert compared == [(TOKEN.encode(), TOKEN.encode())]


def test_after_ten_wrong_tokens_even_the_right_one_waits_a_minute(login: Login, clock: Clock) -> None:
    miss(login, TRIES)
    clock.pass_by(seconds=59)
    with pytest.raises(TooManyTriesError):
        login.admits(TOKEN, "10.0.0.1")
    clock.pass_by(seconds=1)
    assert login.admits(TOKEN, "10.0.0.1")


def test_tries_while_it_waits_do_not_make_it_longer(login: Login, clock: Clock) -> None:
    miss(login, TRIES)
    for _ in range(59):
        clock.pass_by(seconds=1)
        with pytest.raises(TooManyTriesError):
            login.admits("wrong", "10.0.0.1")
    clock.pass_by(seconds=1)
    assert login.admits(TOKEN, "10.0.0.1")


def test_the_tries_of_one_are_not_those_of_another(login: Login) -> None:
    miss(login, TRIES)
    assert login.admits(TOKEN, "10.0.0.2")


def test_right_tokens_are_no_tries(login: Login) -> None:
    assert all(login.admits(TOKEN, "10.0.0.1") for _ in range(30 * TRIES))


@pytest.mark.parametrize("addresses", [10, 100, 1000])
def test_the_right_token_is_let_in_whatever_others_try(login: Login, addresses: int) -> None:
    for n in range(addresses):
        miss(login, TRIES, f"10.0.{n // 250}.{n % 250}")
    assert login.admits(TOKEN, "10.9.9.9")
    with pytest.raises(TooManyTriesError):
        login.admits(TOKEN, "10.0.0.1")


def test_those_who_tried_longest_ago_are_forgotten_first(login: Login) -> None:
    miss(login, TRIES, "10.9.9.9")
    for n in range(REMEMBERED_NETWORKS - 1):
        miss(login, 1, f"10.{n // 65536}.{n // 256 % 256}.{n % 256}")
    with pytest.raises(TooManyTriesError):
        login.admits("wrong", "10.9.9.9")
    for n in range(REMEMBERED_NETWORKS):
        miss(login, 1, f"11.{n // 65536}.{n // 256 % 256}.{n % 256}")
    assert len(login._wrong) == REMEMBERED_NETWORKS
    assert login.admits(TOKEN, "10.9.9.9")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unknown", "_hidden, whatever", True),
        ("", "10.0.0.1", False),
    ],
)
def test_whose_tries_count_together(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_session_holds_for_a_month(login: Login, clock: Clock) -> None:
    session = login.session()
    assert login.age(session) == timedelta()
    clock.now = NOON + MONTH
    assert login.age(session) == MONTH
    clock.pass_by(seconds=1)
    assert login.age(session) is None


def test_a_session_outlives_a_restart_with_the_same_token_only(login: Login, clock: Clock) -> None:
    session = login.session()
    assert Login(TOKEN, clock).age(session) is not None
    assert Login(TOKEN + "2", clock).age(session) is None


def test_a_session_is_no_token_and_no_two_are_alike(login: Login) -> None:
    session = login.session()
    assert TOKEN not in session
    assert not login.admits(session, "10.0.0.1")
    assert login.age(TOKEN) is None
    assert login.session() != session


@given(st.text() | st.from_regex(r"[\w-]{22}\.[\w-]{1,9}\.[\w-]{43}", fullmatch=True))
def test_no_session_can_be_made_up(made_up: str) -> None:
    assert Login(TOKEN, Clock()).age(made_up) is None


def test_a_session_has_one_spelling() -> None:
    """Base64 takes `+` for `-` and leaves out what is no letter of it."""
    login = Login(TOKEN, Clock())
    session = next(one for one in (login.session() for _ in range(1000)) if "-" in one[:72])
    assert login.age(session) is not None
    assert login.age(session.replace("-", "+")) is None
    assert login.age(f"{session}\n") is None


@given(st.integers(0, 71), st.characters())
def test_a_session_that_was_changed_is_none(place: int, letter: str) -> None:
    """But for its very last letter, of which not all bits mean something."""
    login = Login(TOKEN, Clock())
    session = login.session()
    assert len(session) == 73
    changed = session[:place] + letter + session[place + 1 :]
    assert changed == session or login.age(changed) is None
