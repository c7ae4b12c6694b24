"""The way in: a link with the token, a form for it, or a proxy's word; whoever comes without gets nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from flask import Flask, Response, request

from cloudsense.web import arrival
from cloudsense.web.login import DAY, MONTH, Login, TooManyTriesError

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
HOW = "It is in the link that CloudSense printed when it started, unless it was set with --token or CLOUDSENSE_TOKEN."
METRICS = "/metrics"
WRONG = "This is not the token of this CloudSense."
TOO_MANY = "There were too many wrong tokens. Wait a minute, then try again."

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


class Entrance:
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

    def _ask(self) -> Response | None:
        if request.path == "/" and "token" in request.args:
            return _onward() if self._knows() else self._admit(request.args["token"])
        if request.path in OPEN or self._knows():
            return None
        if request.path == METRICS:
            return self._ask_machine()
        if request.path == "/":
            return arrival.mark(_page(TURN.format(search=escape(_search())), 401), self._base_path)
        return _plain("Log in to CloudSense first: load its page again.", 401, {})

    def _ask_machine(self) -> Response | None:
        """One that sends the token with every request; its wrong ones count like anybody's."""
        sent = request.authorization
        token = sent.token if sent and sent.type == "bearer" else None
        try:
            if token and self._login.admits(token, request.remote_addr or ""):
                return None
        except TooManyTriesError:
            return _plain(TOO_MANY, 429, {"Retry-After": "60"})
        return _plain("Send the token: `Authorization: Bearer …`.", 401, {"WWW-Authenticate": "Bearer"})

    def _form(self) -> Response:
        return _onward() if self._knows() else arrival.mark(self._refusal("", 200), self._base_path)

    def _enter(self) -> Response:
        return self._admit(request.form.get("token", "").strip())

    def _admit(self, token: str) -> Response:
        try:
            admitted = self._login.admits(token, request.remote_addr or "")
        except TooManyTriesError:
            refusal = self._refusal(TOO_MANY, 429)
            refusal.headers["Retry-After"] = "60"
            return refusal
        return self._remember(_onward()) if admitted else self._refusal(WRONG, 401)

    def _refusal(self, said: str, status: int) -> Response:
        form = FORM.format(style=self._style, icon=self._icon, search=escape(_search()), said=said, how=HOW)
        return _page(form, status)

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
    return urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "token"])


def _onward() -> Response:
    search = _search()
    return Response(status=303, headers={"Location": f"./?{search}" if search else "./"})


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status, headers, mimetype="text/plain")


def _page(text: str, status: int) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    return Response(text, status, headers, mimetype="text/html")
