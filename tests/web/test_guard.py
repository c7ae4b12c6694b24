"""What the guard lets through and what it does not."""

import logging
import re
from typing import Any

import bodies
import pytest
from webclient import SECRET, Dashboard, demo, paid, settings
from werkzeug.test import TestResponse

from cloudsense.web.security.guard import content_policy, host_allowed, is_local
from cloudsense.web.security.refusals import HEADERS, LARGEST_BODY, LONGEST_QUERY

NAMES = {"localhost", "costs.example.com", "::1"}
DATA = ("/costs.csv", "/page.xlsx", "/page.html", "/price", "/_dash-layout", "/_dash-dependencies")


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo(allowed_host=("costs.example.com",))


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "localhost.", "localhost:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080",
     "[::ffff:10.0.0.5]:80", "10.0.0.5:8080", "costs.example.com", "Costs.Example.COM.:443", "localhost:"],
)  # fmt: skip
def test_hosts_that_are_us(host: str) -> None:
    assert host_allowed(host, NAMES)


@pytest.mark.parametrize(
    "host",
    ["", " ", ".", "evil.com", "evil.com:8080", "localhost.evil.com", "127.0.0.1.evil.com", "evil.localhost", "[::1",
     "::1", "[localhost]", "[evil.com]", "localhost@evil.com", "evil.com@localhost", "user:pw@localhost", "localhost:x",
     "localhost:80:80", "localhost:123456", "localhost/x", "localhost?x", "localhost#x", "localhost\\x", "local\thost",
     "localhost evil.com", "localhost,evil.com", "localhost\n", "localhost%00", "ｌocalhost", "127.1", "0x7f.0.0.1",
     "2130706433", "999.0.0.1", "[1::2::3]"],
)  # fmt: skip
def test_hosts_that_are_not(host: str) -> None:
    assert not host_allowed(host, NAMES)


@pytest.mark.parametrize("path", ["/", "/healthz", "/costs.csv", "/_dash-layout", "/assets/kit/00-kit.js", "/nowhere"])
def test_a_rebound_name_gets_nothing(dashboard: Dashboard, path: str) -> None:
    for host in ("evil.com", "evil.com:8080", ""):
        answer = dashboard.http.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text
    assert "--allowed-host" in answer.text


def test_names_of_the_settings_are_ours() -> None:
    dashboard = demo(host="0.0.0.0", allowed_host=("costs.example.com",))
    assert dashboard.http.get("/healthz", headers={"Host": "costs.example.com:443"}).status_code == 200
    assert demo().http.get("/healthz", headers={"Host": "costs.example.com"}).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site", "SAME-ORIGIN", ""])
def test_other_sites_may_link_but_neither_read_nor_do(dashboard: Dashboard, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    assert dashboard.http.get("/", headers=headers).status_code == 200
    for path in (*DATA, "/assets/kit/00-kit.js"):
        assert dashboard.http.get(path, headers=headers).status_code == 403, path
    assert dashboard.http.post("/_dash-update-component", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["null", "", "http://evil.com", "http://localhost:1", "http://localhost.evil.com", "http://evil.com/localhost",
     "http://[", "http://[::1", "localhost", "//localhost", "http://localhost@evil.com", "http://evil.com://localhost",
     "ftp://localhost", "chrome-extension://localhost", "://localhost", "httpss://localhost"],
)  # fmt: skip
def test_foreign_origins(dashboard: Dashboard, origin: str) -> None:
    for path in DATA:
        assert dashboard.http.get(path, headers={"Origin": origin}).status_code == 403
    assert dashboard.http.post("/_dash-update-component", json={}, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost", "https://LOCALHOST"])
@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_origin(dashboard: Dashboard, origin: str, site: str) -> None:
    answer = dashboard.http.get("/_dash-layout", headers={"Origin": origin, "Sec-Fetch-Site": site})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_that_came_by_http_does_nothing_by_https(dashboard: Dashboard) -> None:
    for origin, status in (("http://localhost", 403), ("https://localhost", 200)):
        answer = dashboard.http.get("/_dash-layout", base_url="https://localhost", headers={"Origin": origin})
        assert answer.status_code == status


def test_a_refused_request_buys_nothing() -> None:
    dashboard = paid()
    dashboard.http.get("/costs.csv", headers={"Sec-Fetch-Site": "cross-site"})
    dashboard.http.get("/costs.csv", headers={"Origin": "http://evil.com"})
    dashboard.http.get("/costs.csv", headers={"Host": "evil.com"})
    dashboard.http.post("/costs.csv")
    assert dashboard.source.identified == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_site_is_no_callback(dashboard: Dashboard, kind: str) -> None:
    answer = dashboard.http.post("/_dash-update-component", data='{"output": "revision.data"}', content_type=kind)
    assert answer.status_code == 415


@pytest.mark.parametrize("path", ["/", "/price", "/costs.csv", "/healthz"])
def test_a_query_that_is_too_long_is_not_looked_at(dashboard: Dashboard, path: str) -> None:
    assert dashboard.http.get(f"{path}?service={'x' * LONGEST_QUERY}").status_code == 414
    assert dashboard.http.get(f"{path}?service={'x' * (LONGEST_QUERY - len('service='))}").status_code != 414


def test_a_body_that_is_too_large(dashboard: Dashboard) -> None:
    body = b'{"output": "' + b"x" * LARGEST_BODY + b'"}'
    answer = dashboard.http.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 413


READ = bodies.look(demo().callbacks)
REQUEST = "page-overview", "request"


def asking(value: object) -> dict[str, Any]:
    """A page's question with another request."""
    return READ | {"inputs": [{"id": REQUEST[0], "property": REQUEST[1], "value": value}]}


@pytest.mark.parametrize(
    "body",
    ["{", "", "null", "5", '"x"', "[]", "{}", '{"output": NaN}', "[" * 20_000, '{"output": "__class__"}',
     '{"output": "nothing.here"}', '{"output": "drawn.data", "outputs": {"id": "drawn", "property": "data"}}',
     READ | {"inputs": []}, READ | {"inputs": "x"}, READ | {"outputs": []}, READ | {"inputs": [{"id": {"a": 1}}]},
     asking({"a": 1}), asking(5), asking({"search": 5, "load": None, "at": 1}), asking({"search": "", "at": 1}),
     asking({"search": "", "load": None, "at": 1, "more": 1}), READ | {"changedPropIds": 5}],
)  # fmt: skip
def test_callbacks_that_the_page_would_never_send(
    dashboard: Dashboard, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    text = {"data": body, "content_type": "application/json"} if isinstance(body, str) else {"json": body}
    answer = dashboard.http.post("/_dash-update-component", **text)
    assert answer.status_code == 400
    for said in (answer.text, caplog.text):
        assert "Traceback" not in said
        assert "File " not in said


def test_what_nobody_foresaw_is_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    dashboard = demo()
    dashboard.app.server.view_functions["healthz"] = lambda: 1 / int(SECRET)
    with caplog.at_level(logging.INFO):
        answer = dashboard.http.get("/healthz")
    assert answer.status_code == 500
    assert plain(answer).startswith("Something in CloudSense went wrong. ")
    assert "ValueError" in caplog.text
    for said in (answer.text, caplog.text):
        assert "arn:" not in said
        assert "Traceback" not in said


@pytest.mark.parametrize(
    "path",
    ["/x", "/index.html", "/costs.csv/", "/healthz/", "/.env", "/_dash-nope", "/_dash-update-component", "/assets/",
     "/assets//etc/passwd", "/assets/%2fetc/passwd", "/assets/../pyproject.toml", "/assets/..%2fpyproject.toml",
     "/assets/%2e%2e/pyproject.toml", "/assets/..%5cpyproject.toml", "/assets/%00", "/assets/licences",
     "/_dash-component-suites/x", "/_dash-component-suites/os/os.py", "/_dash-component-suites/dash/dash.py",
     "/_dash-component-suites/dash/..%2f..%2fos.py", "/_dash-component-suites/dash/../../os.py",
     "/_dash-component-suites/cloudsense/web/app.py", "/_dash-component-suites/dash/dcc/%00.js"],
)  # fmt: skip
def test_paths_that_lead_nowhere(dashboard: Dashboard, path: str) -> None:
    answer = dashboard.http.get(path)
    assert answer.status_code == 404
    assert "react-entry-point" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "NONSENSE"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/costs.csv", "/price", "/_dash-layout"])
def test_other_methods(dashboard: Dashboard, method: str, path: str) -> None:
    assert dashboard.http.open(path, method=method).status_code == 405


@pytest.mark.parametrize("path", ["/", "/healthz", "/_dash-layout"])
def test_head_and_options(dashboard: Dashboard, path: str) -> None:
    answer = dashboard.http.head(path)
    assert answer.status_code == 200
    assert answer.data == b""
    options = dashboard.http.options(path, headers={"Access-Control-Request-Method": "POST"})
    assert options.status_code == 200
    assert not [name for name, _ in options.headers if name.startswith("Access-Control")]


def test_headers_cannot_be_made_by_an_address(dashboard: Dashboard) -> None:
    for path in (
        "/?x=%0d%0aX-Evil:%201",
        "/costs.csv?by=service%0d%0aX-Evil:%201",
        "/costs.csv?period=7d%0d%0aX-Evil:1",
    ):
        answer = dashboard.http.get(path)
        assert "X-Evil" not in answer.headers
        assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/costs.csv", 503), ("/assets/kit/00-kit.js", 200), ("/x", 404), ("/costs.csv?x", 400)],
)
def test_every_answer_carries_the_headers(dashboard: Dashboard, path: str, status: int) -> None:
    answer = dashboard.http.get(path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    answer.close()


def test_refusals_carry_the_headers_too(dashboard: Dashboard) -> None:
    for headers in ({"Host": "evil.com"}, {"Origin": "null"}):
        assert (
            "frame-ancestors 'none'"
            in dashboard.http.get("/costs.csv", headers=headers).headers["Content-Security-Policy"]
        )


@pytest.mark.parametrize("path", ["/", *DATA, "/costs.csv?x", "/price?x"])
def test_data_is_not_stored(dashboard: Dashboard, path: str) -> None:
    assert dashboard.http.get(path).headers["Cache-Control"] == "no-store"
    assert dashboard.look().parts
    answer = dashboard.http.post("/_dash-update-component", json=READ)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_names_the_scripts() -> None:
    assert "script-src 'self' 'sha256-abc'; " in content_policy(["'sha256-abc'"])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
def test_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.2", "costs.example.com", "", "localhost.example.com"])
def test_not_local(host: str) -> None:
    assert not is_local(host)


def test_the_default_is_local() -> None:
    assert is_local(settings().host)


def plain(answer: TestResponse) -> str:
    """The sentence of a refusal, which has all headers that a page has."""
    assert answer.content_type == "text/plain; charset=utf-8"
    assert set(HEADERS) | {"Content-Security-Policy", "Referrer-Policy"} <= set(answer.headers.keys())
    assert re.search(r"[.!] \w", answer.text), "what is wrong, and what to do"
    assert not re.search(r"<|Request URI|werkzeug", answer.text)
    return answer.text


@pytest.mark.parametrize(
    ("status", "words", "method", "path", "given"),
    [
        (414, "longer than 16 KB", "GET", f"/?service={'x' * LONGEST_QUERY}", {}),
        (
            413,
            "larger than 64 KB",
            "POST",
            "/_dash-update-component",
            {"data": b"x" * (LARGEST_BODY + 1), "content_type": "application/json"},
        ),
        (405, "this method", "POST", "/costs.csv", {}),
        (415, "accepts JSON", "POST", "/_dash-update-component", {"data": b"{}"}),
        (400, "cannot read", "POST", "/_dash-update-component", {"json": {}}),
        (400, "--allowed-host", "GET", "/", {"headers": {"Host": "evil.com"}}),
        (403, "other sites", "GET", "/costs.csv", {"headers": {"Origin": "http://evil.com"}}),
    ],
)
def test_a_refusal_is_a_sentence(
    dashboard: Dashboard, status: int, words: str, method: str, path: str, given: dict[str, Any]
) -> None:
    answer = dashboard.http.open(path, method=method, **given)
    assert answer.status_code == status
    assert words in plain(answer)


def test_it_says_which_methods_are_allowed(dashboard: Dashboard) -> None:
    assert "GET" in dashboard.http.post("/costs.csv").headers["Allow"]
