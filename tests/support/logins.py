"""A stand-in for IAM Identity Center and the sign-in service: tokens are renewed, and credentials given for them."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any

TOKEN, CREDENTIALS, SIGN_IN = "/token", "/federation/credentials", "/v1/token"
YEAR_3000 = 32_503_680_000_000
SSO_PROFILE = """
[profile corp]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Finance
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
"""
"""A profile of IAM Identity Center, `corp`, in ~/.aws/config."""


class Logins:
    """Listens on a free port of 127.0.0.1, as a context manager. A refresh token is good for one renewal."""

    def __init__(self, key: str) -> None:
        self.key = key
        """The access key that whoever is logged in gets."""
        self.refresh_token = "refresh-0"
        self.access_token = "access-0"
        self.lasts = 3600
        """Seconds that a renewed token is good for."""
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def environment(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self._server.server_port}"
        return {f"AWS_ENDPOINT_URL_{service}": url for service in ("SSO", "SSO_OIDC", "SIGNIN")}

    def renew(self, refresh_token: str) -> bool:
        if refresh_token != self.refresh_token:
            return False
        number = int(refresh_token.rpartition("-")[2]) + 1
        self.refresh_token, self.access_token = f"refresh-{number}", f"access-{number}"
        return True

    def __enter__(self) -> Logins:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(logins: Logins) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            logins.asked.append(path)
            if path != CREDENTIALS or self.headers["x-amz-sso_bearer_token"] != logins.access_token:
                self._send(401, {"message": "Session token not found or invalid"}, "UnauthorizedException")
                return
            self._send(200, {"roleCredentials": {**_keys(logins.key), "expiration": YEAR_3000}})

        def do_POST(self) -> None:
            logins.asked.append(self.path)
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not logins.renew(sent["refreshToken"]):
                error = "InvalidGrantException" if self.path == TOKEN else "AccessDeniedException"
                self._send(400, {"error": "TOKEN_EXPIRED"}, error)
            elif self.path == TOKEN:
                self._send(200, {"accessToken": logins.access_token, **self._renewed()})
            else:
                assert self.headers["DPoP"].count(".") == 2
                self._send(200, {"accessToken": _keys(logins.key), "tokenType": "aws_sigv4", **self._renewed()})

        def _renewed(self) -> dict[str, Any]:
            return {"expiresIn": logins.lasts, "refreshToken": logins.refresh_token}

        def _send(self, status: int, answer: dict[str, Any], error: str = "") -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if error:
                self.send_header("x-amzn-ErrorType", error)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Requests are recorded, not printed."""

    return Handler


def _keys(key: str) -> dict[str, str]:
    return {"accessKeyId": key, "secretAccessKey": "made-up-secret", "sessionToken": "made-up-session-token"}
