"""The way in: a link with the token, a form for it, or a proxy's word; whoever comes without gets nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from flask import Flask, Response, request

from cloudsense.web.security import arrival
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
"""What anybody may have: that we are here, and what the form is drawn with."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HOW = "Use the token set with --token or CLOUDSENSE_TOKEN, or the one in the link that CloudSense printed at start."
METRICS = "/metrics"
TOKEN, REFUSED = "token", "refused"
"""Parameters of our own addresses: what logs in, and why it did not."""
WRONG = "Wrong token."
TOO_MANY = "Too many wrong tokens. Wait a minute, then try again."

REFUSALS = {"wrong": (WRONG, 401), "wait": (TOO_MANY, 429)}
"""Sentence and status by the value of `refused`."""

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
"""After a link on another site the browser keeps the cookie to itself; a step of our own makes it bring the cookie."""


class LoginPage:
    """Asks every visitor of `server` who does not know `login`'s token to log in.

    `base_path` is where the session belongs; `style` and `icon` are the addresses of what the form is drawn with.
    """

    def __init__(self, server: Flask, login: Login, base_path: str, style: str, icon: str) -> None:
        self._login, self._base_path = login, base_path
        self._style, self._icon = style, icon
        server.before_request(self._ask)
        server.after_request(self._renew)
        server.add_url_rule("/login", "login", self._form, methods=["GET"])
        server.add_url_rule("/login", "log_in", self._enter, methods=["POST"])
        server.add_url_rule("/logout", "log_out", self._leave, methods=["POST"])

    def _ask(self) -> Response | None:
        if request.method == "GET" and request.path in ("/", "/login") and TOKEN in request.args:
            return _onward() if self._knows() else self._follow(request.args[TOKEN])
        if request.path in OPEN or self._knows():
            return None
        if request.path == METRICS:
            return self._ask_machine()
        if request.path == "/":
            return arrival.mark(_page(TURN.format(search=escape(_search())), 401), self._base_path)
        return _plain("Not logged in. Reload the page to log in.", 401, {})

    def _ask_machine(self) -> Response | None:
        """One that sends the token with every request; its wrong ones count like anybody's."""
        # werkzeug takes what follows for parameters where there is a = in it.
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        token = sent.strip() if scheme.lower() == "bearer" else ""
        try:
            if token and self._login.admits(token, request.remote_addr or ""):
                return None
        except TooManyTriesError:
            return _plain(TOO_MANY, 429, {"Retry-After": "60"})
        return _plain("Send the token: `Authorization: Bearer …`.", 401, {"WWW-Authenticate": "Bearer"})

    def _form(self) -> Response:
        if self._knows():
            return _onward()
        return arrival.mark(self._shown(request.args.get(REFUSED)), self._base_path)

    def _enter(self) -> Response:
        refused = self._refusal(request.form.get(TOKEN, "").strip())
        return self._shown(refused) if refused else self._remember(_onward())

    def _follow(self, token: str) -> Response:
        """A link leads to the page or to the form, in any case away from the address that has the token."""
        refused = self._refusal(token)
        return _to_form(refused) if refused else self._remember(_onward())

    def _leave(self) -> Response:
        response = Response(status=204)
        response.delete_cookie(_cookie(), self._base_path, secure=request.is_secure, httponly=True, samesite="Strict")
        return response

    def _refusal(self, token: str) -> str | None:
        """Why the token does not log in: one of REFUSALS; None if it does."""
        try:
            return None if self._login.admits(token, request.remote_addr or "") else "wrong"
        except TooManyTriesError:
            return "wait"

    def _shown(self, refused: str | None) -> Response:
        """The form, with the reason why it is there again."""
        said, status = REFUSALS.get(refused or "", ("", 200))
        form = FORM.format(style=self._style, icon=self._icon, search=escape(_search()), said=said, how=HOW)
        page = _page(form, status)
        if status == 429:
            page.headers["Retry-After"] = "60"
        return page

    def _knows(self) -> bool:
        return bool(request.remote_user) or self._age() is not None

    def _age(self) -> timedelta | None:
        return self._login.age(request.cookies.get(_cookie(), ""))

    def _renew(self, response: Response) -> Response:
        age = self._age()
        due = request.path == "/" and response.status_code == 200 and age is not None and age > DAY
        return self._remember(response) if due else response

    def _remember(self, response: Response) -> Response:
        response.set_cookie(
            _cookie(),
            self._login.session(),
            max_age=MONTH,
            path=self._base_path,
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response


def _cookie() -> str:
    """Another name at another port: browsers do not tell apart what servers on one host have set."""
    port = re.search(r":(\d+)$", request.host)
    return f"cloudsense-{port[1]}" if port else "cloudsense"


def _search() -> str:
    """What was asked for, without the token: it stays in no history and in no copied address."""
    ours = (TOKEN, REFUSED)
    return urlencode([(name, value) for name, value in request.args.items(multi=True) if name not in ours])


def _onward() -> Response:
    search = _search()
    return Response(status=303, headers={"Location": f"./?{search}" if search else "./"})


def _to_form(refused: str) -> Response:
    search = urlencode({REFUSED: refused})
    asked = _search()
    location = f"login?{search}&{asked}" if asked else f"login?{search}"
    return Response(status=303, headers={"Location": location})


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status, headers, mimetype="text/plain")


def _page(text: str, status: int) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    return Response(text, status, headers, mimetype="text/html")
