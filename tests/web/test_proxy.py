"""Behind a reverse proxy: what it says is believed, what others say in its name is not; and under a sub-path."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any
from urllib.parse import urljoin

import pytest
from background import running
from webclient import Dashboard, demo, paid, settings

from cloudsense import server as serving
from cloudsense.errors import SettingsError
from cloudsense.web.security.login import TRIES
from cloudsense.web.security.proxy import trusts, user_name

TOKEN = "the-token-of-the-tests"
PROXY = {"REMOTE_ADDR": "10.0.0.5"}
FORM = "application/x-www-form-urlencoded"
STRANGER = {"REMOTE_ADDR": "10.0.0.6"}


def closed(**given: Any) -> Dashboard:
    proxy = (ip_network("10.0.0.5/32"), ip_network("172.18.0.0/16"))
    return demo(
        **{"host": "0.0.0.0", "token": TOKEN, "trusted_proxy": proxy, "user_header": "X-Forwarded-User"} | given
    )


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return closed()


def status(dashboard: Dashboard, peer: dict[str, str], **headers: str) -> int:
    """Of the dashboard's data."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(dashboard.http.get("/_dash-layout", headers=sent, environ_overrides=peer).status_code)


@pytest.mark.parametrize(
    ("peer", "known"),
    [("10.0.0.5", True), ("172.18.3.4", True), ("::ffff:10.0.0.5", True),
     ("10.0.0.6", False), ("172.19.0.1", False), ("::1", False), ("127.0.0.1", False), ("::10.0.0.5", False),
     ("10.0.0.5.", False), ("", False), ("localhost", False)],
)  # fmt: skip
def test_the_user_of_a_trusted_proxy_is_let_in(peer: str, known: bool) -> None:
    assert status(closed(), {"REMOTE_ADDR": peer}, X_Forwarded_User="jane") == (200 if known else 401)


def test_a_proxy_that_names_nobody_lets_nobody_in() -> None:
    dashboard = closed()
    for user in ("", " "):
        assert status(dashboard, PROXY, X_Forwarded_User=user) == 401
    assert status(dashboard, PROXY, Remote_User="jane", X_Remote_User="jane") == 401
    assert status(dashboard, PROXY) == 401


@pytest.mark.parametrize(
    "user",
    ["", " ", ",", ", ", ",,", "\t", "\xa0", "-", "--", ".", "*", "?", '""', "''", "()", "[]", "{}", "<>", "(null)",
     "(none)", "<nil>", "<unknown>", "%!s(<nil>)", "[object Object]", "$remote_user", "${USER}", "{http.auth.user.id}",
     "%REQ(X-USER)%", "%{REMOTE_USER}e", "null", "NULL", "nil", "None", "undefined", "Anonymous", "anonymousUser",
     "system:anonymous", "unauthenticated", "unknown", "nobody", " null ", "a, b", "a,b", "jane, jane", "jane,",
     ",jane", "jane;bob", "(null), (null)", "-, -", "ja\tne", "ja\x00ne", "jane\x7f", "ja\x85ne",
     "ja\xc2\x85ne", "ja\xe2\x80\xaene",
     "x" * 257],
)  # fmt: skip
def test_a_header_that_names_no_one_user_lets_nobody_in(user: str) -> None:
    assert user_name(user) == ""


@pytest.mark.parametrize(
    ("user", "name"),
    [("jane", "jane"), (" jane ", "jane"), ("jane@example.com", "jane@example.com"), ("ACME\\jane", "ACME\\jane"),
     ("auth0|5f7c", "auth0|5f7c"), ("Jane Doe", "Jane Doe"), ("o'neill", "o'neill"), ("j", "j"), ("7", "7"),
     ("jane+aws@example.com", "jane+aws@example.com"), ("J\xc3\xbcrgen", "Jürgen"), ("J\xfcrgen", "Jürgen"),
     ("accounts.google.com:jane@example.com", "accounts.google.com:jane@example.com"),
     ("null-and-void", "null-and-void")],
)  # fmt: skip
def test_a_header_that_names_a_user(user: str, name: str) -> None:
    assert user_name(user) == name


@pytest.mark.parametrize("lines", [["", ""], ["jane", ""], ["jane", "bob"], ["jane", "jane"], ["(null)"], ["-"], [","]])
def test_over_http_no_two_headers_make_a_user(lines: list[str]) -> None:
    proxy = (ip_network("127.0.0.1/32"),)
    with (
        served(demo(token=TOKEN, trusted_proxy=proxy, user_header="X-Forwarded-User")) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
    ):
        headers = "".join(f"X-Forwarded-User: {line}\r\n" for line in lines)
        connection.sendall(f"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 401"


def test_a_header_that_nobody_chose_lets_nobody_in() -> None:
    """A proxy that sets no such header hands on what its visitors send."""
    assert status(closed(user_header=None), PROXY, X_Forwarded_User="jane") == 401


@pytest.mark.parametrize("name", ["Remote-User", "X-Auth-Request-Email"])
def test_another_header(name: str) -> None:
    dashboard = closed(user_header=name)
    assert status(dashboard, PROXY, **{name: "jane"}) == 200
    assert status(dashboard, PROXY, X_Forwarded_User="jane") == 401
    assert status(dashboard, STRANGER, **{name: "jane"}) == 401


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_a_stranger_cannot_claim_to_be_the_proxy(name: str) -> None:
    said = "for=10.0.0.5" if name == "Forwarded" else "10.0.0.5"
    assert status(closed(), STRANGER, X_Forwarded_User="jane", **{name: said}) == 401


def test_a_user_of_the_proxy_gets_no_cookie() -> None:
    answer = closed().http.get("/", headers={"X-Forwarded-User": "jane"}, environ_overrides=PROXY)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_other_sites_get_nothing_through_the_proxy_either() -> None:
    dashboard = closed()
    assert status(dashboard, PROXY, X_Forwarded_User="jane", Origin="http://evil.com") == 403
    assert status(dashboard, PROXY, X_Forwarded_User="jane", Sec_Fetch_Site="cross-site") == 403


@pytest.mark.parametrize(("peer", "secure"), [(PROXY, True), (STRANGER, False)])
def test_the_cookie_of_a_visitor_by_https_stays_on_https(peer: dict[str, str], secure: bool) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    answer = closed().http.post("/login", data={"token": TOKEN}, headers=headers, environ_overrides=peer)
    assert ("; Secure;" in answer.headers["Set-Cookie"]) is secure


def test_the_host_is_the_one_of_the_request() -> None:
    dashboard = closed()
    for peer in (PROXY, STRANGER):
        assert status(dashboard, peer, X_Forwarded_User="jane", Host="evil.com", X_Forwarded_Host="localhost") == 400
        answer = dashboard.http.get("/", headers={"X-Forwarded-Host": "evil.com"}, environ_overrides=peer)
        assert "evil.com" not in answer.text + str(answer.headers)


def test_tries_are_counted_by_visitor_not_by_proxy() -> None:
    dashboard = closed()

    def enter(token: str, claimed: str, peer: dict[str, str]) -> int:
        headers = {"X-Forwarded-For": claimed}
        return dashboard.http.post("/login", data={"token": token}, headers=headers, environ_overrides=peer).status_code

    for n in range(TRIES):
        assert enter("wrong", f"192.0.2.{n}, 192.0.2.1", PROXY) == 401
    assert enter(TOKEN, "192.0.2.9, 192.0.2.1", PROXY) == 429
    assert enter(TOKEN, "192.0.2.2", PROXY) == 303
    for n in range(TRIES):
        assert enter("wrong", f"192.0.2.{n}", STRANGER) == 401
    assert enter(TOKEN, "192.0.2.200", STRANGER) == 429


@pytest.mark.parametrize(
    "value", ["", ",", "\x00", "javascript:alert(1)", "'\"><script>", "é", ",,,,https", "x" * 5000]
)
@pytest.mark.parametrize("name", ["Proto", "For", "Host", "Port", "Prefix", "User", "By"])
def test_whatever_forwarded_headers_say_the_page_stands(dashboard: Dashboard, name: str, value: str) -> None:
    headers = {f"X-Forwarded-{name}": value}
    for peer in (PROXY, STRANGER):
        for path in ("/", "/login", f"/?token={TOKEN}", "/costs.csv?x"):
            answer = dashboard.http.get(path, headers=headers, environ_overrides=peer)
            assert answer.status_code in (200, 303, 400, 401)
            assert "<script>" not in answer.text
            assert len(value) < 2 or value not in str(answer.headers)


def test_no_network_holds_a_name() -> None:
    assert not trusts([ip_network("0.0.0.0/1")], "unix:")


@pytest.mark.parametrize(
    "flags",
    [
        {"no_login": True, "token": TOKEN},
        {"no_login": True, "user_header": "Remote-User"},
        {"user_header": "Remote-User"},
    ],
)
def test_contradictions_are_refused(flags: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as refusal:
        serving.refuse_contradictions(settings(**flags))
    assert refusal.value.remedy


def test_what_goes_together() -> None:
    proxy = (ip_network("10.0.0.5/32"),)
    for flags in ({}, {"token": TOKEN}, {"no_login": True, "trusted_proxy": proxy}):
        serving.refuse_contradictions(settings(**flags))
    serving.refuse_contradictions(settings(user_header="Remote-User", trusted_proxy=proxy, token=TOKEN))


@contextmanager
def served(dashboard: Dashboard) -> Iterator[int]:
    """The dashboard as the command serves it; its port."""
    with running(serving.listen(dashboard.app.server, "127.0.0.1", 0)) as port:
        yield port


@contextmanager
def proxied(port: int, strip: str, **said: str) -> Iterator[int]:
    """A proxy in front of `port` that takes `strip` off paths, answers for nothing else and sets headers; its port."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path.startswith(strip), self.path
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = dict(self.headers) | {name.replace("_", "-"): value for name, value in said.items()}
            upstream.request(self.command, self.path[len(strip) - 1 :], body, headers)
            answer = upstream.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            upstream.close()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def fetch(port: int, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Any:
    """The answer and its text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
    connection.close()
    return answer


def loads(page: str) -> list[str]:
    """The addresses of scripts, styles and icons."""
    return re.findall(r'(?:src|href)="([^"]+)"', page)


def test_a_proxy_that_removes_the_sub_path() -> None:
    with served(demo(base_path="/costs/")) as inside, proxied(inside, "/costs/") as port:
        page = fetch(port, "/costs/")
        assert page.status == 200
        found = loads(page.text)
        assert len(found) > 10
        for address in found:
            assert fetch(port, urljoin("/costs/", address)).status == 200, address
        assert r'"requests_pathname_prefix":"\u002fcosts\u002f"' in page.text
        for path in ("/costs/_dash-layout", "/costs/_dash-dependencies", "/costs/healthz"):
            assert fetch(port, path).status == 200
        assert fetch(inside, "/healthz").status == 200


def test_a_proxy_that_leaves_the_sub_path() -> None:
    with served(demo(base_path="/costs/")) as inside, proxied(inside, "/") as port:
        page = fetch(port, "/costs/?period=7d")
        assert page.status == 200
        for address in loads(page.text):
            assert fetch(port, urljoin("/costs/", address)).status == 200, address
        bare = fetch(port, "/costs?period=7d")
        assert (bare.status, bare.headers["Location"]) == (308, "/costs/?period=7d")


@pytest.mark.parametrize("strip", ["/costs/", "/"])
def test_the_login_under_a_sub_path(strip: str) -> None:
    with served(demo(base_path="/costs/", token=TOKEN)) as inside, proxied(inside, strip) as port:
        turn = fetch(port, "/costs/?period=7d")
        assert (turn.status, "url=login?period=7d" in turn.text) == (401, True)
        form = fetch(port, "/costs/login?period=7d")
        for address in loads(form.text):
            assert fetch(port, urljoin("/costs/", address)).status == 200, address
        entered = fetch(port, "/costs/login?period=7d", "POST", f"token={TOKEN}", Content_Type=FORM)
        assert (entered.status, entered.headers["Location"]) == (303, "./?period=7d")
        cookie = entered.headers["Set-Cookie"]
        assert "; Path=/costs/;" in cookie
        assert fetch(port, "/costs/_dash-layout", Cookie=cookie.partition(";")[0]).status == 200
        assert fetch(port, "/costs/_dash-layout").status == 401


@pytest.mark.parametrize("path", ["/costs/../healthz", "/costs//evil.com", "/costs/costs/", "/costs/assets/../app.py",
                                  "/costs/assets/..%2f..%2fpyproject.toml", "/costsx", "/costs%2f"])  # fmt: skip
def test_no_way_round_the_sub_path(path: str) -> None:
    with served(demo(base_path="/costs/", token=TOKEN)) as port:
        answer = fetch(port, path)
        assert answer.status in (401, 404)
        assert "evil" not in (answer.headers["Location"] or "")


def test_over_http_a_trusted_proxy_is_believed_and_nobody_else() -> None:
    trusted = demo(token=TOKEN, trusted_proxy=(ip_network("127.0.0.1/32"),), user_header="X-Forwarded-User")
    other = demo(token=TOKEN, trusted_proxy=(ip_network("10.0.0.5/32"),), user_header="X-Forwarded-User")
    with served(trusted) as port, proxied(port, "/", X_Forwarded_User="jane", X_Forwarded_Proto="https") as front:
        assert fetch(front, "/_dash-layout").status == 200
        entered = fetch(front, "/login", "POST", f"token={TOKEN}", Content_Type=FORM)
        assert "; Secure;" in entered.headers["Set-Cookie"]
        assert fetch(port, "/_dash-layout").status == 401
    with served(other) as port:
        claimed = {"X-Forwarded-User": "jane", "X-Forwarded-For": "10.0.0.5"}
        assert fetch(port, "/_dash-layout", **claimed).status == 401


@pytest.mark.parametrize(
    "request_",
    [b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_User: jane\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-User : jane\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n X-Forwarded-User: jane\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nX-A: b\nX-Forwarded-User: jane\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nRemote-User: jane\r\nREMOTE_USER: jane\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nHost: evil.com\r\n\r\n",
     b"GET http://evil.com/_dash-layout HTTP/1.1\r\nHost: localhost\r\n\r\n",
     b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
     b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\nCookie: cloudsense=" + b"x" * 70_000 + b"\r\n\r\n",
     b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
     b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
     b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
     b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n"],
)  # fmt: skip
def test_malformed_requests_get_nothing_and_leave_it_standing(door: tuple[Dashboard, int], request_: bytes) -> None:
    dashboard, port = door
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        said = b""
        with suppress(OSError):  # it may hang up before all of it was sent
            connection.sendall(request_)
            connection.shutdown(socket.SHUT_WR)
            said = connection.makefile("rb").read()
    assert re.match(rb"HTTP/1\.[01] (308|400|401|403|413|431)", said) or not said
    assert b"react-entry-point" not in said
    assert fetch(port, "/healthz").status == 200
    assert dashboard.source.fetched == []


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[Dashboard, int]]:
    proxy = (ip_network("10.0.0.5/32"),)
    dashboard = paid(token=TOKEN, trusted_proxy=proxy, user_header="X-Forwarded-User")
    with served(dashboard) as port:
        yield dashboard, port
