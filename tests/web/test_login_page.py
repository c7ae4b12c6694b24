"""Who gets in over HTTP, and what those see who do not."""

import logging
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from test_guard import READ
from webclient import Dashboard, demo, paid

from cloudsense.web.security.login import TRIES
from cloudsense.web.security.login_page import OPEN

TOKEN = "the-token-of-the-tests"
COOKIE = re.compile(
    r"cloudsense=[\w-]{22}\.[\w-]{6}\.[\w-]{43}; (?:Expires=[^;]+; )?Max-Age=2592000; HttpOnly; Path=/; SameSite=Strict"
)
DATA = ("/costs.csv", "/price", "/_dash-layout", "/_dash-dependencies")


def closed(**given: Any) -> Dashboard:
    """A demo that asks who is there."""
    return demo(**{"host": "0.0.0.0", "token": TOKEN} | given)


def enter(dashboard: Dashboard, token: str = TOKEN, search: str = "") -> Any:
    return dashboard.http.post(f"/login{search}", data={"token": token})


@pytest.fixture
def dashboard() -> Dashboard:
    return closed()


class Form(HTMLParser):
    """The one form of a page, and all its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fields: list[dict[str, str | None]] = []
        self.action: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "form":
            self.action = dict(attrs)["action"]
        if tag == "input":
            self.fields.append(dict(attrs))


def addresses(dashboard: Dashboard) -> list[tuple[str, str]]:
    """Every method and address that the server has a rule for."""
    filled = {
        "package_name": "dash",
        "fingerprinted_path": "dash-renderer/build/dash_renderer.min.js",
        "filename": "kit/00-kit.js",
        "path": "anything",
    }
    rules = list(dashboard.app.server.url_map.iter_rules())
    found = [(method, re.sub(r"<(?:\w+:)?(\w+)>", lambda m: filled[m[1]], rule.rule)) for rule in rules
             for method in sorted((rule.methods or set()) - {"OPTIONS"})]  # fmt: skip
    assert {"/", "/_dash-update-component", "/assets/kit/00-kit.js", *DATA} <= {path for _, path in found}
    return found


def test_a_stranger_gets_nothing_at_any_address(dashboard: Dashboard) -> None:
    for method, path in addresses(dashboard):
        answer = dashboard.http.open(path, method=method)
        if path not in OPEN:
            assert answer.status_code in (401, 404), (method, path)
            assert "react-entry-point" not in answer.text
        answer.close()


def test_a_guest_gets_everything(dashboard: Dashboard) -> None:
    enter(dashboard)
    for method, path in addresses(dashboard):
        if path == "/logout":
            continue
        answer = dashboard.http.open(path, method=method)
        assert answer.status_code != 401 or path == "/login", (method, path)
        answer.close()
    assert dashboard.read().rows


@pytest.mark.parametrize("path", [*DATA, "/assets/kit/00-kit.js", "/assets/00-bootstrap.min.css"])
def test_what_a_stranger_is_told(dashboard: Dashboard, path: str) -> None:
    answer = dashboard.http.get(path)
    assert (answer.status_code, answer.mimetype) == (401, "text/plain")
    assert answer.text == "Not logged in. Reload the page to log in."


@pytest.mark.parametrize("path", sorted(OPEN - {"/login"}))
def test_what_anybody_may_have(dashboard: Dashboard, path: str) -> None:
    answer = dashboard.http.get(path)
    assert answer.status_code in (200, 204)
    assert "Set-Cookie" not in answer.headers
    answer.close()


def test_a_stranger_spends_nothing() -> None:
    dashboard = paid(host="0.0.0.0", token=TOKEN)
    assert dashboard.command("update").status_code == 401
    assert dashboard.http.post("/_dash-update-component", json=READ).status_code == 401
    assert dashboard.http.get("/costs.csv").status_code == 401
    assert dashboard.source.identified == 0
    assert dashboard.source.fetched == []
    enter(dashboard)
    dashboard.read()
    assert dashboard.source.fetched


def test_a_body_of_a_stranger_is_not_even_read(dashboard: Dashboard) -> None:
    huge = dashboard.http.post("/_dash-update-component", data=b"[" * 10**6, content_type="application/json")
    assert huge.status_code == 401
    assert dashboard.http.post("/login", data={"token": "x" * 10**6}).status_code == 413
    assert dashboard.http.post("/login", data=b"\xff\0", content_type="multipart/form-data").status_code == 401


def test_on_loopback_nobody_is_asked() -> None:
    dashboard = demo()
    answer = dashboard.http.get("/")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert dashboard.http.get("/login").status_code == 404
    assert dashboard.http.post("/login").status_code == 405


def test_without_a_login_nobody_is_asked() -> None:
    dashboard = demo(host="0.0.0.0", no_login=True)
    assert dashboard.http.get("/").status_code == 200
    assert dashboard.http.get("/login").status_code == 404


def test_without_a_token_nobody_comes_in() -> None:
    dashboard = demo(host="0.0.0.0")
    for token in ("", "None"):
        assert "refused=wrong" in dashboard.http.get(f"/?token={token}").headers["Location"]
    assert dashboard.http.get("/").status_code == 401


def test_the_link_logs_in_and_leaves_no_token_behind(dashboard: Dashboard) -> None:
    answer = dashboard.http.get(f"/?period=7d&token={TOKEN}&service=A%26B&service=C")
    assert (answer.status_code, answer.text) == (303, "")
    assert answer.headers["Location"] == "./?period=7d&service=A%26B&service=C"
    assert COOKIE.fullmatch(answer.headers["Set-Cookie"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = dashboard.http.get("/?period=7d")
    assert page.status_code == 200
    assert TOKEN not in page.text


def test_the_bare_link(dashboard: Dashboard) -> None:
    assert dashboard.http.get(f"/?token={TOKEN}").headers["Location"] == "./"
    again = dashboard.http.get("/?%74oken=of-last-week&period=7d")
    assert (again.status_code, again.headers["Location"]) == (303, "./?period=7d")


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], "%00", "%ff", "a&token=b", "'\"><script>"])
def test_a_link_with_another_token(dashboard: Dashboard, token: str) -> None:
    answer = dashboard.http.get(f"/?token={token}&period=7d")
    assert (answer.status_code, answer.text) == (303, "")
    assert answer.headers["Location"] == "login?refused=wrong&period=7d"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    page = dashboard.http.get(f"/{answer.headers['Location']}")
    assert page.status_code == 401
    assert "Wrong token." in page.text
    form = Form(page.text)
    assert form.action == "login?period=7d"
    assert "script" not in form.tags


def test_a_copied_address_and_a_stolen_session_value_are_no_links(dashboard: Dashboard) -> None:
    enter(dashboard)
    cookie = dashboard.http.get_cookie("cloudsense")
    assert cookie
    stranger = dashboard.app.server.test_client()
    assert stranger.get("/?period=7d").status_code == 401
    assert "refused=wrong" in stranger.get(f"/?token={cookie.value}").headers["Location"]


def test_the_link_of_an_earlier_start_is_worth_nothing() -> None:
    yesterday, today = closed(token="the-token-of-yesterday"), closed(token="the-token-of-today")
    link = "/?token=the-token-of-yesterday"
    assert yesterday.http.get(link).status_code == 303
    assert "refused=wrong" in today.http.get(link).headers["Location"]
    cookie = yesterday.http.get_cookie("cloudsense")
    assert cookie
    today.http.set_cookie("cloudsense", cookie.value)
    assert today.http.get("/costs.csv").status_code == 401


def test_whoever_comes_without_a_session_takes_a_step_of_our_own_to_the_form(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/?period=7d&service=%22%3E%3Cscript%3E")
    assert answer.status_code == 401
    assert 'content="0; url=login?period=7d&amp;service=%22%3E%3Cscript%3E"' in answer.text
    assert "<script" not in answer.text
    form = dashboard.http.get("/login?period=7d")
    assert form.status_code == 200
    assert Form(form.text).action == "login?period=7d"


def test_the_form(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/login?x=%22%3E%3Cscript%3E&x=<script>")
    form = Form(answer.text)
    assert "script" not in form.tags
    assert [(field["name"], field["type"], field["autocomplete"]) for field in form.fields] == [
        ("token", "password", "current-password")
    ]
    for address in re.findall(r'href="(/[^"?]+)', answer.text):
        assert address in OPEN
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    enter(dashboard)
    assert "form-action 'none'" in dashboard.http.get("/").headers["Content-Security-Policy"]


def test_the_form_logs_in(dashboard: Dashboard) -> None:
    wrong = enter(dashboard, "wrong", "?period=7d")
    assert wrong.status_code == 401
    assert "Set-Cookie" not in wrong.headers
    assert Form(wrong.text).action == "login?period=7d"
    assert "Wrong token." in wrong.text
    answer = enter(dashboard, f" {TOKEN}\n", "?period=7d")
    assert (answer.status_code, answer.headers["Location"]) == (303, "./?period=7d")
    assert COOKIE.fullmatch(answer.headers["Set-Cookie"])
    assert dashboard.http.get("/login?period=7d").headers["Location"] == "./?period=7d"


@pytest.mark.parametrize("search", ["?next=http://evil.com", "?//evil.com", "?period=%0d%0aX-Evil:1"])
def test_the_login_leads_nowhere_else(dashboard: Dashboard, search: str) -> None:
    answer = enter(dashboard, search=search)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("./?")
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.com"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.com"}],
)
def test_another_site_cannot_log_in_for_us(dashboard: Dashboard, headers: dict[str, str]) -> None:
    answer = dashboard.http.post("/login", data={"token": TOKEN}, headers=headers)
    assert answer.status_code in (400, 403)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.com"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_session_does_not_help_another_site(dashboard: Dashboard, headers: dict[str, str]) -> None:
    enter(dashboard)
    for path in DATA:
        assert dashboard.http.get(path, headers=headers).status_code == 403
    assert dashboard.http.post("/_dash-update-component", json=READ, headers=headers).status_code == 403


def test_too_many_tries(dashboard: Dashboard) -> None:
    for n in range(TRIES):
        wrong = enter(dashboard, "wrong") if n % 2 else dashboard.http.get("/?token=wrong")
        assert wrong.status_code == (401 if n % 2 else 303)
    for answer in (enter(dashboard), dashboard.http.get(f"/?token={TOKEN}", follow_redirects=True)):
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "60"
        assert "Wait a minute" in answer.text
        assert dashboard.http.get("/costs.csv").status_code == 401
    dashboard.clock.pass_by(minutes=1)
    assert enter(dashboard).status_code == 303


@pytest.mark.parametrize("path", ["/", "/login"])
@pytest.mark.parametrize("refused", ["&refused=wait", "&refused=x", ""])
def test_a_token_never_stays_in_an_address(dashboard: Dashboard, path: str, refused: str) -> None:
    """Neither the right one while it has to wait nor a wrong one, which may be the right one of another server."""
    link = f"{path}?period=7d&token={TOKEN}{refused}"
    for _ in range(TRIES):
        wrong = dashboard.http.get(f"{link}-not" if not refused else link.replace(TOKEN, "wrong"))
        assert wrong.headers["Location"] == "login?refused=wrong&period=7d"
    held_up = dashboard.http.get(link)
    assert (held_up.status_code, held_up.text) == (303, "")
    assert held_up.headers["Location"] == "login?refused=wait&period=7d"
    assert held_up.headers["Referrer-Policy"] == "no-referrer"
    assert held_up.headers["Cache-Control"] == "no-store"
    form = dashboard.http.get("/login?refused=wait&period=7d")
    assert (form.status_code, Form(form.text).action) == (429, "login?period=7d")
    dashboard.clock.pass_by(minutes=1)
    assert dashboard.http.get(link).headers["Location"] == "./?period=7d"
    assert dashboard.http.get(link).headers["Location"] == "./?period=7d"


def test_the_link_works_while_others_try_and_fail() -> None:
    dashboard = closed()
    for n in range(100):
        peer = {"REMOTE_ADDR": f"10.0.0.{n % 10}"}
        dashboard.http.post("/login", data={"token": "wrong"}, environ_overrides=peer)
    assert "refused=wait" in dashboard.http.get("/?token=x", environ_overrides=peer).headers["Location"]
    assert "Set-Cookie" in dashboard.http.get(f"/?token={TOKEN}").headers


def test_logging_out_ends_the_session(dashboard: Dashboard) -> None:
    enter(dashboard)
    assert dashboard.http.get("/logout").status_code == 404
    assert dashboard.http.post("/logout", headers={"Origin": "http://evil.com"}).status_code == 403
    assert dashboard.http.post("/logout", headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert dashboard.http.get("/").status_code == 200
    answer = dashboard.http.post("/logout")
    assert answer.status_code == 204
    assert dashboard.http.get_cookie("cloudsense") is None
    assert dashboard.http.get("/").status_code == 401
    assert dashboard.http.post("/logout").status_code == 401


def test_guests_do_not_notice_the_tries_of_others(dashboard: Dashboard) -> None:
    enter(dashboard)
    for _ in range(TRIES + 1):
        dashboard.app.server.test_client().post("/login", data={"token": "wrong"})
    assert dashboard.http.get("/").status_code == 200
    assert dashboard.look().parts


def test_a_session_that_is_used_goes_on_and_one_that_is_not_ends(dashboard: Dashboard) -> None:
    enter(dashboard)
    assert "Set-Cookie" not in dashboard.http.get("/").headers
    dashboard.clock.now += timedelta(days=29)
    assert "Set-Cookie" not in dashboard.http.get("/costs.csv?x").headers
    assert COOKIE.fullmatch(dashboard.http.get("/").headers["Set-Cookie"])
    dashboard.clock.now += timedelta(days=29)
    assert dashboard.http.get("/").status_code == 200
    dashboard.clock.now += timedelta(days=31)
    assert dashboard.http.get("/").status_code == 401
    assert dashboard.http.post("/_dash-update-component", json=READ).status_code == 401


def test_servers_on_one_host_do_not_end_each_others_sessions(dashboard: Dashboard) -> None:
    for host, name in (("localhost:8080", "cloudsense-8080"), ("[::1]:81", "cloudsense-81"), ("[::1]", "cloudsense")):
        answer = dashboard.http.post("/login", data={"token": TOKEN}, headers={"Host": host})
        assert answer.headers["Set-Cookie"].startswith(f"{name}=")


def test_the_token_is_in_no_log_and_no_answer(dashboard: Dashboard, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        dashboard.http.get(f"/?token={TOKEN}")
        enter(dashboard)
        said = [dashboard.http.get(path).text for path in ("/", "/login", *DATA)]
        said.append(dashboard.http.get(f"/?token={TOKEN}-not").text)
    assert TOKEN not in "".join([caplog.text, *said])
