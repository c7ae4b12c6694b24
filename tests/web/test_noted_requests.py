"""What is noted of a request, and whether we are ready."""

import logging
import re
from ipaddress import ip_network
from typing import Any

import pytest
from webclient import Dashboard, demo, paid

from cloudsense.errors import CredentialsError
from cloudsense.web.ops.access_log import LONGEST_PATH, route

PROXY = {"REMOTE_ADDR": "10.0.0.5"}
STRANGER = {"REMOTE_ADDR": "10.0.0.6"}
TOKEN = "the-token-of-the-tests"


def noted(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[dict[str, Any]]:
    """The fields of the lines about requests."""
    return [r.fields for r in caplog.records if r.name == "cloudsense.web.ops.access_log" and r.levelno >= level]


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo(token=TOKEN, trusted_proxy=(ip_network("10.0.0.5"),), base_path="/costs/")


@pytest.fixture(autouse=True)
def _debugging(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "cloudsense")


def test_a_line_a_request_without_its_query(dashboard: Dashboard, caplog: pytest.LogCaptureFixture) -> None:
    answers = [
        dashboard.http.get(f"/costs/?token={TOKEN}x&account=111122223333"),
        dashboard.http.head("/costs.csv?account=111122223333"),
        dashboard.http.post("/_dash-update-component", data="?"),
        dashboard.http.get("/caf%C3%A9%0A" + "x" * 300),
    ]
    lines = noted(caplog)
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/", 303),
        ("HEAD", "/costs.csv", 401),
        ("POST", "/_dash-update-component", 401),
        ("GET", ("/café\n" + "x" * 300)[:LONGEST_PATH], 404),
    ]
    assert [line["bytes"] for line in lines] == [len(answer.data) for answer in answers]
    assert all(0 <= line["ms"] < 10_000 for line in lines)
    assert TOKEN not in caplog.text + str(lines)
    assert "111122223333" not in caplog.text + str(lines)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/assets/90-cloudsense.css", "/favicon.ico"])
def test_what_comes_by_the_dozen_is_told_when_debugging_only(
    dashboard: Dashboard, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    dashboard.http.get(path).close()
    assert noted(caplog) == []
    assert noted(caplog, logging.DEBUG)[0]["path"] == path


@pytest.mark.parametrize(
    ("peer", "given", "taken"),
    [
        (PROXY, "7f3c-A", True),
        (PROXY, "x" * 64, True),
        (PROXY, "x" * 65, False),
        (PROXY, "-", False),
        (PROXY, "", False),
        (PROXY, "a b", False),
        (PROXY, "a\\x0aWARNING", False),
        (PROXY, "é", False),
        (PROXY, "one, two", False),
        (STRANGER, "7f3c-A", False),
    ],
)
def test_the_id_of_a_request(dashboard: Dashboard, peer: dict[str, str], given: str, taken: bool) -> None:
    answer = dashboard.http.get("/healthz", headers={"X-Request-Id": given}, environ_overrides=peer)
    said = answer.headers["X-Request-Id"]
    assert said == given if taken else re.fullmatch("[0-9a-f]{32}", said)


def test_every_request_has_another_id(dashboard: Dashboard) -> None:
    assert len({dashboard.http.get("/healthz").headers["X-Request-Id"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "/"),
        ("/costs.csv", "/costs.csv"),
        ("/assets/kit/00-kit.js", "/assets/"),
        ("/_dash-component-suites/dash/x.js", "/_dash-component-suites/"),
        ("/wp-admin", "other"),
    ],
)
def test_kinds_of_addresses_are_few(path: str, kind: str) -> None:
    assert route(path) == kind


def test_ready(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/readyz", headers={"Host": "10.1.2.3:8080"})
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ready", "no-store")
    assert dashboard.http.get("/readyz", headers={"Host": "evil.com"}).status_code == 400


def test_not_ready() -> None:
    dashboard = paid()
    dashboard.source.stranger = CredentialsError("The key AKIAIOSFODNN7EXAMPLE of arn:aws:iam::1:user/x expired.")
    answer = dashboard.http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: credentials")
    assert dashboard.http.get("/healthz").text == "ok"
    assert dashboard.source.fetched == []
