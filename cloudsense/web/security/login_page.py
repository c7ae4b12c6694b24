"""Login with a link that has the token, with a form, or as the user that a proxy names."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from flask import Flask, Response, request

from cloudsense.web.security import page_origin
from cloudsense.web.security.cookies import set_cookie
from cloudsense.web.security.login import DAY, MONTH, Login, TooManyTriesError

OPEN = frozenset(
    {
        "/healthz",
        "/readyz",
        "/favicon.ico",
        "/login",
        "/assets/90-cloudsense.css",
        "/assets/favicon.svg",
        "/assets/fonts/inter-variable.woff2",
    }
)
"""Paths that need no login: health checks, and the assets of the form."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HOW = "Use the token from --token or CLOUDSENSE_TOKEN, or from the link that CloudSense printed."
METRICS = "/metrics"
TOKEN = "token"  # noqa: S105 - the name of a parameter
REFUSED = "refused"
"""Parameter of the form's address: why the token was refused."""
WRONG = "Wrong token."
TOO_MANY = "Too many wrong tokens. Wait a minute, then try again."

REFUSALS = {"wrong": (WRONG, 401), "wait": (TOO_MANY, 429)}
"""Sentence and status by the value of `refused`."""
NOT_REFUSED = ("", 200)

FORM = """<!DOCTYPE html>
<html lang="en" class="entrance">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log in to CloudSense</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<form method="post" action="login?{search}">
<h1 class="brand"><span class="logo"></span>CloudSense</h1>
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<p role="alert">{said}</p>
<button type="submit">Log in</button>
<p>{how}</p>
</form>
</main>
</body>
</html>
"""
TURN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url=login?{search}">
<title>CloudSense</title>
</head>
<body><a href="login?{search}">Log in to CloudSense</a></body>
</html>
"""
"""Page that redirects: after a link on another site the browser sends cookies only then."""


class LoginPage:
    """Requires a login with the token of `login` from every visitor of `server` without a session.

    `base_path` is the path of the cookie; `style` and `icon` are URLs of the form's assets.
    """

    def __init__(self, server: Flask, login: Login, base_path: str, style: str, icon: str) -> None:
        self._login = login
        self._base_path = base_path
        self._style = style
        self._icon = icon
        server.before_request(self._ask)
        server.after_request(self._renew)
        server.add_url_rule("/login", "login", self._form, methods=["GET"])
        server.add_url_rule("/login", "log_in", self._enter, methods=["POST"])
        server.add_url_rule("/logout", "log_out", self._leave, methods=["POST"])

    def _ask(self) -> Response | None:
        has_token = request.method == "GET" and TOKEN in request.args
        if has_token and request.path in ("/", "/login"):
            token = request.args[TOKEN]
            return _to_page() if self._is_known() else self._follow(token)
        if request.path in OPEN or self._is_known():
            return None
        if request.path == METRICS:
            return self._ask_client()
        if request.path == "/":
            turn = TURN.format(search=escape(_search()))
            redirect = _page(turn, 401)
            return page_origin.mark(redirect, self._base_path)
        return _plain("Not logged in. Reload the page to log in.", 401, {})

    def _ask_client(self) -> Response | None:
        """Check the token of a client that sends it with each request. Wrong ones are tries."""
        # werkzeug parses a token that contains = as parameters.
        given = request.headers.get("Authorization", "")
        scheme, _, rest = given.partition(" ")
        token = rest.strip() if scheme.lower() == "bearer" else ""
        refused = self._refusal(token) if token else "wrong"
        if refused is None:
            return None
        if refused == "wait":
            return _plain(TOO_MANY, 429, {"Retry-After": "60"})
        headers = {"WWW-Authenticate": "Bearer"}
        return _plain("Send the token: `Authorization: Bearer …`.", 401, headers)

    def _form(self) -> Response:
        if self._is_known():
            return _to_page()
        form = self._filled_form(request.args.get(REFUSED))
        return page_origin.mark(form, self._base_path)

    def _enter(self) -> Response:
        token = request.form.get(TOKEN, "").strip()
        refused = self._refusal(token)
        return self._filled_form(refused) if refused else self._remember(_to_page())

    def _follow(self, token: str) -> Response:
        """Redirect from a link with the token to the page or the form."""
        refused = self._refusal(token)
        return _to_form(refused) if refused else self._remember(_to_page())

    def _leave(self) -> Response:
        response = Response(status=204)
        set_cookie(response, _cookie(), "", timedelta(0), self._base_path)
        return response

    def _refusal(self, token: str) -> str | None:
        """Return why the token is refused, a key of REFUSALS; None if it is accepted."""
        try:
            is_right = self._login.admits(token, request.remote_addr or "")
        except TooManyTriesError:
            return "wait"
        return None if is_right else "wrong"

    def _filled_form(self, refused: str | None) -> Response:
        """Return the form, with the reason why the last token was refused."""
        said, status = REFUSALS.get(refused or "", NOT_REFUSED)
        form = FORM.format(
            style=self._style,
            icon=self._icon,
            search=escape(_search()),
            said=said,
            how=HOW,
        )
        page = _page(form, status)
        if status == 429:
            page.headers["Retry-After"] = "60"
        return page

    def _is_known(self) -> bool:
        return bool(request.remote_user) or self._age() is not None

    def _age(self) -> timedelta | None:
        return self._login.age(request.cookies.get(_cookie(), ""))

    def _renew(self, response: Response) -> Response:
        """Renew the session when the page is opened."""
        if request.path != "/" or response.status_code != 200:
            return response
        age = self._age()
        is_due = age is not None and age > DAY
        return self._remember(response) if is_due else response

    def _remember(self, response: Response) -> Response:
        session = self._login.session()
        set_cookie(response, _cookie(), session, MONTH, self._base_path)
        return response


def _cookie() -> str:
    """Return the cookie's name, with the port, because browsers share cookies between ports."""
    port = re.search(r":(\d+)$", request.host)
    return f"cloudsense-{port[1]}" if port else "cloudsense"


def _search() -> str:
    """Return the query string without the token, to keep it out of histories and copied links."""
    given = request.args.items(multi=True)
    own = TOKEN, REFUSED
    return urlencode([(name, value) for name, value in given if name not in own])


def _to_page() -> Response:
    search = _search()
    location = f"./?{search}" if search else "./"
    return Response(status=303, headers={"Location": location})


def _to_form(refused: str) -> Response:
    search = urlencode({REFUSED: refused})
    if asked := _search():
        search += f"&{asked}"
    location = f"login?{search}"
    return Response(status=303, headers={"Location": location})


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status, headers, mimetype="text/plain")


def _page(text: str, status: int) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    return Response(text, status, headers, mimetype="text/html")
