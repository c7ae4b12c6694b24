"""CloudSense as a process with something to hide: what it logs is whole lines, and none of it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import bodies
import pytest
from endpoint import ACCESS_DENIED, Endpoint, Refusal, environment, organization
from endpoint.faults import USER
from endpoint.server import KEY, SECRET

HOUSE = Path(__file__).parents[1]
TOKEN = "a-token-of-a-whole-team"
SESSION = "a-session-token-of-sts"
WHO = "GetCallerIdentity"
EXPIRED = Refusal("ExpiredToken", f"{USER} {KEY} {SESSION} is expired")
TEXT_LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 (INFO|WARNING|ERROR) cloudsense\.[\w.]+ [\w-]+: .+")


class Visitor:
    """Of the server on this port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookie = ""
        self._said = b""

    def ask(self, method: str, path: str, body: str = "", **given: str) -> int:
        """The status."""
        headers = {name.replace("_", "-"): value for name, value in given.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request(method, path, body, {"Cookie": self.cookie, "User-Agent": TOKEN} | headers)
        answer = connection.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        self._said = answer.read()
        connection.close()
        return answer.status

    def look(self) -> int:
        """At the page's data, for a second at most."""
        assert self.ask("GET", "/_dash-dependencies") == 200
        body = bodies.look(json.loads(self._said), "?account=999988887777")
        return self.ask("POST", "/_dash-update-component", json.dumps(body), Content_Type="application/json")


def misuse(visitor: Visitor, endpoint: Endpoint) -> None:
    """Everything that might lead a secret into the log."""
    assert visitor.ask("GET", f"/?token={TOKEN}x") == 303
    assert visitor.ask("GET", f"/{TOKEN}%0A2026-11-24T00:00:00.000+00:00%20WARNING%20forged") == 404
    assert visitor.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}y") == 401
    assert visitor.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}") == 200
    assert visitor.ask("GET", f"/?token={TOKEN}&period=7d") == 303
    assert visitor.ask("GET", "/", X_Request_Id="not-of-a-proxy") == 200
    assert visitor.look() == 200
    endpoint.fail(EXPIRED, float("inf"), operation=WHO)
    assert visitor.ask("GET", "/readyz") == 503
    assert visitor.ask("POST", "/_dash-update-component", f'{{"{TOKEN}": ', Content_Type="application/json") >= 400
    assert visitor.ask("GET", "/costs.csv?account=999988887777") >= 400


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_secret_is_logged(kind: str, tmp_path: Path) -> None:
    with Endpoint(organization(accounts=3, services=6, regions=2)) as endpoint:
        endpoint.fail(ACCESS_DENIED, float("inf"))
        env = os.environ | environment(endpoint) | {
            "PYTHONPATH": str(HOUSE),
            "AWS_SESSION_TOKEN": SESSION,
            "CLOUDSENSE_TOKEN": TOKEN,
            "CLOUDSENSE_LOG": kind,
            "CLOUDSENSE_METRICS": "yes",
            "CLOUDSENSE_CACHE_DIR": str(tmp_path / "kept"),
        }  # fmt: skip
        argv = [sys.executable, "-m", "cloudsense", "--host", "0.0.0.0", "--port", "0", "--no-browser"]
        with subprocess.Popen(argv, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                assert process.stdout
                said = process.stdout.readline()
                visitor = Visitor(int(re.findall(r":(\d+)", said)[0]))
                misuse(visitor, endpoint)
            finally:
                process.send_signal(signal.SIGTERM)
                out, logged = process.communicate(timeout=20)
    for secret in (TOKEN, SECRET, SESSION, KEY, USER, "arn:", "999988887777", visitor.cookie.partition("=")[2]):
        assert secret
        assert secret not in said + out + logged
    lines = logged.splitlines()
    if kind == "text":
        assert lines.pop(0).startswith("Warning: other computers can reach this address")
        assert all(TEXT_LINE.fullmatch(line) for line in lines), logged
        assert {line.rpartition("kind=")[2] for line in lines} == {"AccessError", "CredentialsError"}
        return
    events = [json.loads(line) for line in lines]
    assert all({"time", "level", "logger", "request", "message"} <= event.keys() for event in events)
    requests = {event["request"]: event["path"] for event in events if event["message"] == "request"}
    asked = {event["kind"]: event["request"] for event in events if "kind" in event}
    assert asked.keys() == {"AccessError", "CredentialsError"}
    assert requests[asked["AccessError"]] == "/_dash-update-component"
    assert "not-of-a-proxy" not in requests
