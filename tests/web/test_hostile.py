"""A hostile page, name, path or body, over a real socket: it gets no data, spends no cent, and the server stands."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import bodies
import pytest
from background import running
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from visitor import Visitor
from webclient import Dashboard, demo, paid

from cloudsense import server as serving
from cloudsense.web.security.callback_schema import is_valid

CALLBACK = "/_dash-update-component"
CALLBACKS = demo().callbacks
ADDRESS = {"navigator.address": "?period=7d"}
RENEW = {"do": "renew", "question": "service x charge-type", "month": "2026-11", "at": 1}
LOOK = bodies.look(CALLBACKS, shown={"trend-chart": "x"})
PRESS = bodies.body(CALLBACKS, "navigator.revision", {"header.update": 1}, ADDRESS)
ORDER = bodies.body(CALLBACKS, "navigator.revision", {"data-inventory.action": RENEW}, ADDRESS)
VALUES = bodies.body(
    CALLBACKS,
    "overview-filters.values",
    {"overview-filters.wanted": {"dimension": "region", "buy": True, "at": 1}},
    ADDRESS,
)
MONTHS = bodies.body(CALLBACKS, "overview-period.months", {"overview-period.wanted": {"at": 1}}, ADDRESS)
SENT = [LOOK, PRESS, ORDER, VALUES, MONTHS]
EVIL = [
    {"Host": "evil.com"},
    {"Host": "127.0.0.1.evil.com"},
    {"Origin": "http://evil.com"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.com", "X-Forwarded-Host": "evil.com"},
    {"Host": "evil.com", "X-Forwarded-Host": "localhost"},
    {"Host": "evil.com", "Forwarded": "host=localhost"},
]
SECRETS = re.compile(r"\[project\]|root:|import |react-entry-point|Traceback|File \"")


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[Dashboard, int]]:
    """On loopback, where nobody is asked to log in, and for money."""
    dashboard = paid()
    with running(serving.listen(dashboard.app.server, "127.0.0.1", 0)) as port:
        yield dashboard, port


@pytest.fixture
def visitor(door: tuple[Dashboard, int]) -> Iterator[Visitor]:
    """Afterwards AWS was not asked who we are, let alone for costs, and the server still answers."""
    dashboard, port = door
    visitor = Visitor(f"http://127.0.0.1:{port}")
    yield visitor
    assert dashboard.source.identified == 0
    assert dashboard.source.fetched == []
    visitor.close()
    fresh = Visitor(f"http://127.0.0.1:{port}")
    assert fresh.request("/healthz") == (200, "ok")
    fresh.close()


@pytest.mark.parametrize("headers", EVIL, ids=str)
def test_another_site_or_name_gets_and_does_nothing(visitor: Visitor, headers: dict[str, str]) -> None:
    for body in SENT:
        status, said = visitor.request(CALLBACK, json.dumps(body).encode(), **headers, Content_Type="application/json")
        assert status in (400, 403)
        assert "response" not in said
    for path in ("/costs.csv", "/_dash-layout", "/_dash-dependencies"):
        assert visitor.request(path, **headers)[0] in (400, 403)


@pytest.mark.parametrize("name", ["For", "Host", "Proto", "Port", "Prefix", "User"])
@pytest.mark.parametrize(
    "value", ["evil.com", "10.9.8.7", "x\tX-Evil: 1", "javascript:alert(1)", "../../..", "x" * 900]
)
def test_nothing_that_forwarded_headers_say_comes_back(visitor: Visitor, name: str, value: str) -> None:
    for path in ("/", "/costs.csv?x", "/nowhere"):
        status, said = visitor.request(path, **{f"X-Forwarded-{name}": value})
        assert status in (200, 400, 404)
        assert value not in said


@pytest.mark.parametrize(
    "path",
    ["/assets/../pyproject.toml", "/assets/..%2fpyproject.toml", "/assets/%2e%2e/pyproject.toml",
     "/assets/%2e%2e%2fpyproject.toml", "/assets/..%5cpyproject.toml", "/assets/..\\pyproject.toml",
     "/assets/%252e%252e%252fpyproject.toml", "/assets/....//....//etc/passwd", "/assets//etc/passwd",
     "/assets/%2fetc/passwd", "/assets/%5c%5chost%5cshare", "/assets/C:%5cWindows%5cwin.ini",
     "/assets/c:/windows/win.ini",
     "/assets/%c0%ae%c0%ae/pyproject.toml", "/assets/%uff0e%uff0e/pyproject.toml", "/assets/kit/00-kit.js%00.txt",
     "/assets/kit/00-kit.js/../../pyproject.toml", "/assets/fonts/..%2f..%2f..%2fpyproject.toml", "/assets/licences/..",
     "/assets/~/.aws/credentials", "/assets/.", "/assets/%2e", "/assets/con",
     "//assets/../pyproject.toml", "/../etc/passwd",
     "/_dash-component-suites/dash/..%2f..%2fos.py", "/_dash-component-suites/dash/%2e%2e/%2e%2e/os.py",
     "/_dash-component-suites/..%5c..%5cetc/passwd", "/_dash-component-suites/dash/dcc/..\\..\\dash.py",
     "http://localhost/../../etc/passwd", "http://evil.com/assets/../pyproject.toml", "*", "/%", "/%zz", "/\xff"],
)  # fmt: skip
def test_no_path_leads_out_of_the_assets(door: tuple[Dashboard, int], visitor: Visitor, path: str) -> None:
    """Sent as they stand: no client tidies them up on the way."""
    said = raw(door[1], f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
    assert re.match(rb"HTTP/1\.[01] (308|400|404) ", said) or not said
    assert not SECRETS.search(said.decode("latin-1"))


def raw(port: int, sent: bytes) -> bytes:
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection, suppress(OSError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        said = connection.makefile("rb").read()
    return said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds")


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """What the page sends, with something in it replaced or gone."""
    body = json.loads(json.dumps(draw(st.sampled_from(SENT))))
    key = draw(st.sampled_from(KEYS))
    part = body.get(key)
    if isinstance(part, list) and part and isinstance(part[0], dict) and draw(st.booleans()):
        part[draw(st.integers(0, len(part) - 1))][draw(st.sampled_from(["id", "property", "value"]))] = draw(JSON)
    elif draw(st.booleans()):
        body[key] = draw(JSON)
    else:
        body.pop(key, None)
    return body


@given(st.binary(max_size=200) | JSON.map(lambda body: json.dumps(body).encode()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_body_that_is_none(visitor: Visitor, body: bytes) -> None:
    status, said = visitor.request(CALLBACK, body, Content_Type="application/json")
    assert status == 400
    assert not SECRETS.search(said)


@given(nearly())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
def test_a_body_that_the_page_would_not_send(door: tuple[Dashboard, int], visitor: Visitor, body: Any) -> None:
    if is_valid(body, door[0].app.callback_map):
        return  # what was replaced is an address, or anything else that a page may send; see the next test
    status, said = visitor.request(CALLBACK, json.dumps(body).encode(), Content_Type="application/json")
    assert status == 400
    assert not SECRETS.search(said)


@pytest.mark.parametrize(
    "body",
    [b"", b"[" * 30_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
     b'{"output": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
     b"\xff\xfe", b"NaN", b'{"output": NaN}', b'{"output": "__class__"}', b'{"output": "clicked.data"}', b"1e999999",
     b'"' + b"\\ud800" * 100 + b'"', b"9" * 5000],
    ids=lambda body: str(body[:30]),
)  # fmt: skip
def test_deep_long_and_broken_bodies(visitor: Visitor, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    status, said = visitor.request(CALLBACK, body, Content_Type="application/json")
    assert status == 400
    assert not SECRETS.search(said + caplog.text)


def test_a_body_that_is_too_large_or_never_ends(door: tuple[Dashboard, int], visitor: Visitor) -> None:
    head = b"POST /_dash-update-component HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for length, body in ((b"Content-Length: 99999999", b""), (b"Content-Length: 70000", b"[" * 70_000)):
        assert re.match(
            rb"HTTP/1\.[01] (400|413) ", raw(door[1], head + length + b"\r\n\r\n" + body) or b"HTTP/1.1 413 "
        )
    assert raw(door[1], head + b"Transfer-Encoding: chunked\r\n\r\n" + b"FFFFFFFF\r\nx")[:12] in (b"", b"HTTP/1.1 400")


@given(
    search=st.text(max_size=60) | st.builds("?{}={}".format, st.sampled_from(["period", "by", "service"]), st.text())
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_gets_a_page(free: Visitor, search: str) -> None:
    parts = free.look(search)
    status = parts["navigator"]["status"]
    assert status["address"] == search
    assert parts["overview-messages"]["nodes"] if status.get("closed") else parts["trend"]["view"]


@pytest.fixture(scope="module")
def free() -> Iterator[Visitor]:
    with running(serving.listen(demo().app.server, "127.0.0.1", 0)) as port:
        visitor = Visitor(f"http://127.0.0.1:{port}")
        yield visitor
        visitor.close()


def test_what_the_page_sends_is_ours(door: tuple[Dashboard, int]) -> None:
    callbacks = door[0].app.callback_map
    for body in SENT:
        assert is_valid(body, callbacks)
    assert not is_valid(PRESS | {"changedPropIds": ["header.status"]}, callbacks)


@pytest.mark.parametrize(
    ("output", "given", "state"),
    [
        ("overview-filters.values", {"overview-filters.wanted": {"dimension": "colour", "at": 1}}, ADDRESS),
        ("overview-filters.values", {"overview-filters.wanted": {"dimension": ["region"], "at": 1}}, ADDRESS),
        ("overview-filters.values", {"overview-filters.wanted": {"dimension": "region"}}, ADDRESS),
        ("overview-filters.values", {"overview-filters.wanted": {"dimension": "region", "at": 1, "x": 1}}, ADDRESS),
        ("overview-period.months", {"overview-period.wanted": {"at": "1"}}, ADDRESS),
        ("overview-period.months", {"overview-period.wanted": {"at": 1}}, {"navigator.address": ["?"]}),
        ("navigator.revision", {"header.update": "1"}, ADDRESS),
        ("navigator.revision", {"overview-messages.action": {"do": "buy", "at": 1}}, ADDRESS),
        ("page-overview.shown", {"page-overview.request": {"search": "", "load": 1, "at": 1}}, {}),
        ("page-overview.shown", {}, {"page-overview.shown": {"trend": {"a": 1}}}),
        ("page-overview.shown", {}, {"page-overview.shown": ["trend"]}),
    ],
    ids=str,
)
def test_values_that_no_component_has_are_not_ours(
    output: str, given: dict[str, object], state: dict[str, object]
) -> None:
    callbacks = {str(one["output"]): one for one in CALLBACKS}
    assert is_valid(bodies.body(CALLBACKS, output, {}, {}), callbacks), "with nothing it is"
    assert not is_valid(bodies.body(CALLBACKS, output, given, state), callbacks)


def test_a_button_that_nobody_pressed_buys_nothing(door: tuple[Dashboard, int], visitor: Visitor) -> None:
    body = json.dumps(PRESS | {"changedPropIds": []}).encode()
    assert visitor.request(CALLBACK, body, Content_Type="application/json")[0] == 200


def test_a_filter_that_asks_for_no_dimension_gets_no_values(door: tuple[Dashboard, int], visitor: Visitor) -> None:
    sent = bodies.body(CALLBACKS, "overview-filters.values", {"overview-filters.wanted": {"at": 1}}, ADDRESS)
    status, said = visitor.request(CALLBACK, json.dumps(sent).encode(), Content_Type="application/json")
    assert status in (200, 204)
    assert "rows" not in said
