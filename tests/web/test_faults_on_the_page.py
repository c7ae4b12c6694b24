"""What goes wrong at AWS, on the page: why, what it means and what to do, and whatever still holds."""

import re
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import bodies
import pytest
from webclient import (
    ALWAYS,
    SECRET,
    Clock,
    Dashboard,
    PaidSource,
    Screen,
    exact,
    is_waiting,
    paid,
    small_book,
    spoken,
)

from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    SpendingLimitError,
    ThrottledError,
    UnavailableError,
)
from cloudsense.web.ops.wait_slots import SLOTS

KINDS = [AccessError, BrokenAnswerError, NoDataError, ThrottledError, UnavailableError]
PARTS = ("What happened.", "What it means.", "What to do.")
TOTAL = f"${exact():,.2f}"


@pytest.fixture
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for AWS."""
    monkeypatch.setattr("cloudsense.web.ops.wait_slots.PATIENCE", 0.1)


def always(error: Exception) -> Callable[[CostQuery], Exception]:
    return lambda query: error


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_at_the_start(kind: type[CloudSenseError]) -> None:
    dashboard = paid()
    dashboard.source.failing = always(kind(*PARTS))
    screen = dashboard.read()
    assert screen.status["closed"]
    assert "111122223333" in screen.slot("account")
    for part in PARTS:
        assert screen.notices.count(part) == 1
    assert screen.notices.endswith("This attempt may have cost $0.01. CloudSense tries again at 12:01 UTC.")
    assert screen.notices.count("$") == 1
    assert screen.views == {}
    assert screen.can_retry
    assert screen.status["poll"] == 60_000
    assert screen.figure["data"] == []
    assert len(dashboard.source.fetched) == 1 or set(dashboard.source.fetched) == {OVERVIEW}


@pytest.mark.parametrize("kind", [*KINDS, CredentialsError])
def test_a_failure_later_leaves_the_old_numbers_with_their_time(kind: type[CloudSenseError]) -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(hours=2)
    dashboard.source.failing = always(kind(*PARTS))
    screen = dashboard.read()
    assert screen.sentence("total").startswith(TOTAL)
    for part in PARTS:
        assert part in screen.notices
    assert "The page shows data from Nov 23, 12:00 UTC, through Nov 21." in screen.notices
    assert screen.notices.count(PARTS[0]) == 1
    assert screen.can_retry
    assert "2 h ago" in screen.slot("updated")


def test_expired_credentials_leave_the_old_numbers() -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(hours=2)
    dashboard.source.stranger = CredentialsError("The SSO session has expired.", remedy="Run `aws sso login`.")
    screen = dashboard.read()
    assert screen.sentence("total").startswith(TOTAL)
    assert "The SSO session has expired." in screen.notices
    assert "aws sso login" in screen.notices
    assert "12:00 UTC" in screen.notices
    dashboard.source.stranger = None
    dashboard.press("retry")
    again = dashboard.read()
    assert again.notices == ""
    assert "just now" in again.slot("updated")


def test_no_credentials_at_the_start_and_then_some() -> None:
    dashboard = paid()
    dashboard.source.stranger = CredentialsError(*PARTS)
    screen = dashboard.read()
    assert screen.status["closed"]
    assert screen.views == {}
    assert screen.notices == "".join(PARTS) + "CloudSense tries again at 12:01 UTC."
    assert screen.can_retry
    assert dashboard.source.fetched == []
    dashboard.source.stranger = None
    assert dashboard.read().status["closed"], "a failure of just now is not tried again on its own"
    before = dashboard.press("retry")
    assert dashboard.read().sentence("total").startswith(TOTAL)
    dashboard.clock.pass_by(seconds=1)
    assert dashboard.press("retry") != before, "the page would not be read again"


def test_a_failure_is_not_put_to_aws_with_every_look() -> None:
    dashboard = paid()
    dashboard.source.failing = always(ThrottledError(*PARTS))
    dashboard.read()
    asked = len(dashboard.source.fetched)
    for _ in range(5):
        dashboard.read()
    assert len(dashboard.source.fetched) == asked


def test_a_failure_that_lasts_is_put_to_aws_ever_less_often() -> None:
    dashboard = paid()
    dashboard.source.failing = always(BrokenAnswerError(*PARTS))
    said = []
    for _ in range(60 * 4):  # four hours with the page open
        said.append(dashboard.read().notices)
        dashboard.clock.pass_by(minutes=1)
    assert len(dashboard.source.fetched) == 13
    assert "CloudSense tries again at 12:04 UTC." in said[2]
    dashboard.source.failing = lambda query: None
    dashboard.clock.pass_by(minutes=30)
    assert dashboard.read().sentence("total").startswith("$")


def test_try_again() -> None:
    dashboard = paid()
    dashboard.source.failing = always(UnavailableError(*PARTS))
    assert dashboard.read().can_retry
    dashboard.source.failing = lambda query: None
    dashboard.press("retry")
    screen = dashboard.read()
    assert screen.sentence("total").startswith(TOTAL)
    assert not screen.can_retry


def test_one_question_that_fails_spoils_nothing_else() -> None:
    dashboard = paid()
    dashboard.source.failing = lambda query: None if query == OVERVIEW else AccessError(*PARTS)
    screen = dashboard.read()
    assert screen.sentence("families").startswith(" ".join(PARTS))
    assert screen.sentence("total").startswith(TOTAL)
    assert screen.rows
    assert screen.notices == ""
    drilled = dashboard.read("?service=EC2+-+Other")
    assert drilled.sentence("total") == "Nothing to show: see the message above."
    assert drilled.sentence("month").startswith("November, this selection: $")


@pytest.mark.parametrize("error", [SpendingLimitError(*PARTS), AccessError(*PARTS)], ids=lambda e: type(e).__name__)
def test_what_several_parts_would_say_is_said_once(error: CloudSenseError) -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.source.failing = always(error)
    screen = dashboard.read("?by=region")
    for part in PARTS:
        assert str(screen.parts).count(part) == 1
        assert part in screen.notices
    assert screen.sentence("month").startswith("November: $")
    assert screen.sentence("table") == "Nothing to show: see the message above."


def test_a_message_in_place_of_data_is_said_once_in_each_panel() -> None:
    dashboard = paid()
    dashboard.source.failing = lambda query: None if query == OVERVIEW else AccessError(*PARTS)
    for search in ("", "?by=region"):
        screen = dashboard.read(search)
        failed = [view for view in screen.views.values() if view.get("empty")]
        assert failed
        for view in failed:
            assert view["body"]
            assert "sentence" not in view, "it stands beside the body"


def test_what_older_numbers_and_lacking_ones_have_in_common_is_said_once() -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(hours=2)
    dashboard.source.failing = always(UnavailableError(*PARTS))
    screen = dashboard.read("?by=region")
    for part in PARTS:
        assert str(screen.parts).count(part) == 1
    assert "The available numbers are from Nov 23, 12:00 UTC" in screen.notices
    assert screen.sentence("table") == "Nothing to show: see the message above."
    assert screen.sentence("month").startswith("November: $")


def test_set_to_buy_nothing() -> None:
    dashboard = paid()
    dashboard.spending.limit = Decimal(0)
    screen = dashboard.read()
    assert screen.notices.startswith("Paid requests are turned off (--spend-limit 0).")
    assert "$0.00" not in screen.notices
    assert (dashboard.source.fetched, dashboard.payments()) == ([], [])


@pytest.mark.parametrize("where", ["identity", "fetch"])
def test_what_nobody_foresaw_is_told_without_its_secrets(where: str) -> None:
    dashboard = paid()
    if where == "identity":
        dashboard.source.stranger = RuntimeError(SECRET)
    else:
        dashboard.source.failing = always(RuntimeError(SECRET))
    screen = dashboard.read()
    answers = [screen.text, dashboard.http.get("/costs.csv").text, dashboard.http.get("/").text]
    assert "Something in CloudSense went wrong." in screen.text
    assert screen.can_retry
    for text in answers:
        assert "arn:" not in text
        assert "AKIA" not in text
        assert "Traceback" not in text


def test_what_nobody_foresaw_is_logged_without_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    dashboard = paid()
    dashboard.source.failing = always(RuntimeError(SECRET))
    dashboard.read()
    assert caplog.text
    assert "arn:" not in caplog.text


def test_the_arn_is_nowhere_on_the_page() -> None:
    dashboard = paid()
    assert "arn:" not in dashboard.read().text
    assert "AKIA" not in dashboard.read("?by=account").text


@pytest.mark.usefixtures("_in_a_hurry")
def test_every_panel_waits_with_the_progress() -> None:
    dashboard = paid()
    dashboard.source.pages = 3
    dashboard.source.gate.clear()
    dashboard.ledger.identity(None)
    try:
        looks = (dashboard.look() for _ in range(100))
        screen = next(look for look in looks if "page 4" in look.slot("status"))
        for name in ALWAYS - {"budget"}:
            assert is_waiting(screen, name), name
        assert screen.slot("status") == "Asking AWS: page 4, $0.04 so far"
        assert screen.text.count("Asking AWS: page") == 1, "said once for the page"
        assert screen.busy
        assert 0 < screen.status["poll"] <= 2000
        assert screen.price == ""
        assert screen.figure["data"] == []
        assert dashboard.http.get("/costs.csv").status_code == 503
    finally:
        dashboard.source.gate.set()
    done = dashboard.read()
    assert done.sentence("total").startswith(TOTAL)
    assert done.status["poll"] > 10_000


@pytest.mark.usefixtures("_in_a_hurry")
def test_waiting_for_the_identity() -> None:
    dashboard = paid()
    identity, gate = dashboard.source.identity, dashboard.source.gate
    gate.clear()
    dashboard.source.identity = lambda: gate.wait(10) and identity()
    try:
        screen = dashboard.look()
        assert "Checking AWS credentials" in screen.notices
        assert screen.busy
        assert dashboard.http.get("/costs.csv").status_code == 503
    finally:
        gate.set()
    assert dashboard.read().sentence("total").startswith(TOTAL)


@pytest.mark.usefixtures("_in_a_hurry")
def test_old_numbers_stay_while_new_ones_are_on_their_way() -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(hours=2)
    dashboard.source.gate.clear()
    try:
        screen = dashboard.look()
        assert screen.sentence("total").startswith(TOTAL)
        assert screen.busy
    finally:
        dashboard.source.gate.set()
    assert not dashboard.read().busy


def test_many_that_wait_leave_room_for_one_that_need_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudsense.web.ops.wait_slots.PATIENCE", 10)
    dashboard = paid()
    dashboard.source.gate.clear()
    dashboard.ledger.identity(None)
    try:
        clients = [dashboard.app.server.test_client() for _ in range(20)]
        body = bodies.look(dashboard.callbacks)
        answered = threading.Semaphore(0)

        def wait(client: Any) -> None:
            client.post("/_dash-update-component", json=body)
            answered.release()

        threads = [threading.Thread(target=wait, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for _ in range(len(threads) - SLOTS):
            assert answered.acquire(timeout=8)
        assert not answered.acquire(blocking=False), "the others still wait"
    finally:
        dashboard.source.gate.set()
    for thread in threads:
        thread.join()


def dashboard_with_old_numbers() -> Dashboard:
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(minutes=5)
    dashboard.source.fetched.clear()
    return dashboard


def test_update_buys_the_open_months_of_what_is_shown() -> None:
    dashboard = dashboard_with_old_numbers()
    assert "5 min ago" in dashboard.read().slot("updated")
    assert re.fullmatch("[1-9]¢", dashboard.read().price)
    assert dashboard.source.fetched == []
    dashboard.press("update")
    screen = dashboard.read()
    assert "just now" in screen.slot("updated")
    assert OVERVIEW in dashboard.source.fetched
    bought = len(dashboard.source.fetched)
    assert bought <= 2
    dashboard.press("update")
    dashboard.read()
    assert len(dashboard.source.fetched) == bought, "a second click right after is the same update"


def test_update_works_where_the_budget_is_none() -> None:
    dashboard = dashboard_with_old_numbers()
    dashboard.press("update", "?budget=lots")
    dashboard.read()
    assert OVERVIEW in dashboard.source.fetched


@pytest.mark.parametrize("search", ["?nonsense=1", "?period=2020-01", "?service=No+such+service&by=az"])
def test_update_of_what_cannot_be_buys_nothing_but_the_overview(search: str) -> None:
    dashboard = dashboard_with_old_numbers()
    dashboard.press("update", search)
    dashboard.read(search)
    assert set(dashboard.source.fetched) <= {OVERVIEW}


def test_an_update_that_fails_leaves_the_old_numbers() -> None:
    dashboard = dashboard_with_old_numbers()
    dashboard.source.failing = always(ThrottledError(*PARTS))
    dashboard.press("update")
    screen = dashboard.read()
    assert screen.sentence("total").startswith(TOTAL)
    assert "What happened." in screen.notices
    assert "Nov 23, 12:00 UTC" in screen.notices
    assert screen.can_retry


@pytest.mark.parametrize(
    "search", ["?page=changes&by=account", "?page=changes&period=90d", "?page=anomalies&period=90d"]
)
def test_another_choice_can_be_made_where_one_fails(search: str) -> None:
    dashboard = paid()
    dashboard.read("?page=changes")
    dashboard.source.failing = always(AccessError(*PARTS))
    screen = dashboard.read(search)
    assert "closed" not in screen.status
    assert f"{PARTS[1]}Cached data is still available.{PARTS[2]}" in str(spoken_of(screen, "messages"))
    assert spoken_of(screen, "period"), "the controls stay"
    assert dashboard.read("?page=changes").views["waterfall"].get("sentence")


@pytest.mark.parametrize("page", ["changes", "anomalies"])
def test_an_account_without_costs(page: str) -> None:
    clock = Clock()
    screen = Dashboard(PaidSource(clock, small_book({})), clock).read(f"?page={page}")
    assert "closed" not in screen.status
    assert "This account has no costs in" in str(spoken_of(screen, "messages"))
    assert "usually" not in screen.text, "nothing is said of costs that are not there"


def spoken_of(screen: Screen, part: str) -> str:
    """What a page's own part says."""
    (props,) = [props for name, props in screen.parts.items() if name.endswith(f"-{part}") and "against" not in name]
    return "".join(spoken(props["nodes"])) if "nodes" in props else str(props["label"])
