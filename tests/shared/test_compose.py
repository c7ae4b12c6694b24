"""compose.yaml and the image: closed where they can be; and the proxy, a real Caddy in front of two processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from ipaddress import ip_address, ip_network
from pathlib import Path

import botocore
import pytest
from endpoint import Endpoint, organization
from redis_process import RedisProcess
from replicas import Client, replicas

from cloudsense.config.settings import SETTINGS

HOUSE = Path(__file__).parents[2]
COMPOSE = (HOUSE / "compose.yaml").read_text("utf-8")
DOCKERFILE = (HOUSE / "Dockerfile").read_text("utf-8")
CADDYFILE = (HOUSE / "deploy" / "Caddyfile").read_text("utf-8")
TOKEN = "a-token-of-ours-1234"


def services() -> dict[str, str]:
    """Name and text of each, with the text that it merges in."""
    shared = dict(re.findall(r"^x-[\w-]+: &([\w-]+)\n((?:  .*\n)+)", COMPOSE, re.MULTILINE))
    body = COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0]
    found = re.findall(r"^  ([\w-]+):(.*\n(?:    .*\n)*)", body, re.MULTILINE)
    for _ in range(2):
        found = [(name, re.sub(r"(?:<<: )?\*([\w-]+)", lambda m: shared[m[1]], text)) for name, text in found]
    return dict(found)


def test_every_service_may_do_as_little_as_possible() -> None:
    assert list(services()) == ["cloudsense-1", "cloudsense-2", "proxy", "redis"]
    for text in services().values():
        for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
            assert line in text


def test_only_the_proxy_can_be_reached_and_only_from_this_machine() -> None:
    assert re.findall(r"ports: (.*)", COMPOSE) == ['["127.0.0.1:8080:8080"]']
    assert "ports" in services()["proxy"]
    assert "networks: [kept]" in services()["redis"]
    assert re.search(r"kept:\n    internal: true", COMPOSE)


def test_nothing_may_take_all_of_the_machine() -> None:
    for text in services().values():
        assert re.search(r"^ +mem_limit: \d+[mg]$", text, re.MULTILINE)
        assert re.search(r"^ +pids_limit: \d+$", text, re.MULTILINE)


def test_the_image_runs_as_a_user_by_number() -> None:
    (user,) = re.findall(r"^USER (.*)", DOCKERFILE, re.MULTILINE)
    assert user == "1000:1000"
    assert "useradd --uid 1000 " in DOCKERFILE


def test_the_proxy_alone_is_trusted_and_nobody_else_can_have_its_address() -> None:
    """Neither the gateway, which is the host, nor a container that Docker gives an address."""
    (proxy,) = re.findall(r"ipv4_address: ([\d.]+)", services()["proxy"])
    assert "ipv4_address" not in "".join(text for name, text in services().items() if name != "proxy")
    ipam = dict(re.findall(r"(subnet|gateway|ip_range): ([\d./]+)", COMPOSE))
    address, subnet, given = ip_address(proxy), ip_network(ipam["subnet"]), ip_network(ipam["ip_range"])
    assert address in subnet
    assert given.subnet_of(subnet)
    assert address not in given
    assert proxy != ipam["gateway"]
    trusted = re.findall(r"CLOUDSENSE_TRUSTED_PROXY: (\S+)", COMPOSE)
    assert trusted == [proxy]


def test_both_have_the_same_token_and_trust_the_proxy() -> None:
    for name in ("cloudsense-1", "cloudsense-2"):
        assert "CLOUDSENSE_TOKEN: ${CLOUDSENSE_TOKEN:?" in services()[name]
        assert "CLOUDSENSE_TRUSTED_PROXY: " in services()[name]
        assert f"{name}:8080" in CADDYFILE
    assert "Host localhost" in CADDYFILE
    assert "'.[notify,redis]'" in DOCKERFILE


def test_every_variable_is_one_that_cloudsense_reads() -> None:
    named = set(re.findall(r"\bCLOUDSENSE_[A-Z_]+", COMPOSE + DOCKERFILE))
    assert len(named) > 8
    assert named <= {setting.variable for setting in SETTINGS}


def test_what_was_paid_for_and_budgets_outlive_the_containers_and_nothing_else_does() -> None:
    assert 'volumes: ["redis:/data"]' in services()["redis"]
    assert COMPOSE.partition("\nvolumes:\n")[2].startswith("  redis:\n  budgets:\n")
    (kept,) = re.findall(r"^VOLUME (.*)", DOCKERFILE, re.MULTILINE)
    for name in ("cloudsense-1", "cloudsense-2"):  # otherwise each start leaves a volume without a name
        assert f"tmpfs: [/tmp, {kept}]" in services()[name]


def test_the_image_keeps_every_service_that_costs_and_logins_ask() -> None:
    kept = re.findall(r"! -name '?([\w*-]+)'?", DOCKERFILE)
    rooms = [Path(botocore.__file__).parent / f"{name}.py" for name in ("credentials", "tokens", "utils")]
    asks = re.compile(r"client(?:_creator)?\(\s*(?:self\._session,\s*)?['\"]([a-z0-9-]+)['\"]")
    asked = {
        name for file in [*rooms, *(HOUSE / "cloudsense").rglob("*.py")] for name in asks.findall(file.read_text())
    }
    assert asked >= {"ce", "organizations", "sts", "sso", "sso-oidc"}
    assert "budgets" in kept, "its client is made when somebody looks"
    for name in asked:
        assert any(fnmatch(name, pattern) for pattern in kept), name


def healthy(address: str) -> bool:
    """What the image's health check says of it."""
    (written,) = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    _, *arguments = json.loads(written)
    env = {**os.environ, "CLOUDSENSE_PORT": address.rpartition(":")[2]}
    return not subprocess.run([sys.executable, *arguments], env=env, check=False, stderr=subprocess.DEVNULL).returncode


@contextmanager
def caddy(folder: Path, upstreams: list[str]) -> Iterator[str]:
    """The Caddy of the compose file in front of these, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = CADDYFILE.replace("\n:8080 {", f"\nhttp://127.0.0.1:{port} {{")
    for number, upstream in enumerate(upstreams, 1):
        text = text.replace(f"cloudsense-{number}:8080", upstream.removeprefix("http://"))
    (folder / "Caddyfile").write_text(text)
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with (folder / "caddy.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


needs_caddy = pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy is installed")


@needs_caddy
def test_with_a_name_it_speaks_tls_and_goes_on_at_8080_for_its_health_check(tmp_path: Path) -> None:
    (named,) = re.findall(r"`(:8080, .* \{)`", CADDYFILE)
    (tmp_path / "Caddyfile").write_text(CADDYFILE.replace("\n:8080 {", f"\n{named}"))
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert sorted(s["listen"] for s in found["apps"]["http"]["servers"].values()) == [[":443"], [":8080"]]
    assert "http://127.0.0.1:8080/healthz" in services()["proxy"]


@needs_caddy
def test_two_behind_caddy(redis: RedisProcess, tmp_path: Path) -> None:
    variables = {"CLOUDSENSE_TOKEN": TOKEN, "CLOUDSENSE_TRUSTED_PROXY": "127.0.0.1", "CLOUDSENSE_CACHE": redis.url}
    with (
        Endpoint(organization(accounts=2, services=4, regions=2)) as endpoint,
        replicas(endpoint, 2, **variables) as upstreams,
        caddy(tmp_path, list(upstreams)) as address,
    ):
        visitor = Client(address)
        assert visitor.http.get("/").status_code == 401
        assert visitor.http.get("/healthz").text == "ok"
        visitor.http.get(f"/?token={TOKEN}")
        seen = visitor.rested().sentence("table")
        pages, cookies = endpoint.pages, dict(visitor.http.cookies)
        session = cookies[f"cloudsense-{address.rpartition(':')[2]}"]
        for upstream in upstreams:  # the session that one of them gave is good with the other
            other = Client(upstream, Cookie=f"cloudsense-{upstream.rpartition(':')[2]}={session}")
            assert other.rested().sentence("table") == seen
        assert endpoint.pages == pages
        assert visitor.http.cookies["cloudsense_replica"] == cookies["cloudsense_replica"]
        for host, status in (("cloudsense-1:8080", 400), ("localhost", 200)):  # why Caddyfile asks as localhost
            assert Client(next(iter(upstreams)), Host=host).http.get("/healthz").status_code == status
        assert all(map(healthy, upstreams))
        first, process = next(iter(upstreams.items()))
        process.kill()
        process.wait()
        assert [address for address in upstreams if not healthy(address)] == [first]
        here = f"cloudsense-{address.rpartition(':')[2]}={session}"
        for _ in range(12):  # each is sent to either of them at random
            assert Client(address, Cookie=here).http.get("/").status_code == 200
        assert visitor.rested().sentence("table") == seen
        assert endpoint.pages == pages
