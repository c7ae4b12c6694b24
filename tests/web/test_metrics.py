"""What Prometheus is told, and who may ask."""

import re
from ipaddress import ip_network

import pytest
from prometheus_client.parser import text_string_to_metric_families
from webclient import Dashboard, demo, paid

from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import ThrottledError
from cloudsense.web.security.login import TRIES

TOKEN = "the-token-of-the-tests"


def sample(text: str, name: str, **labels: str) -> float:
    """One number."""
    families = text_string_to_metric_families(text)
    return next(s.value for f in families for s in f.samples if (s.name, s.labels) == (name, labels))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def closed() -> Dashboard:
    return demo(
        host="0.0.0.0",
        token=TOKEN,
        metrics=True,
        trusted_proxy=(ip_network("10.0.0.5"),),
        user_header="Remote-User",
    )


def test_unless_it_is_wanted_it_is_not_there() -> None:
    assert demo().http.get("/metrics").status_code == 404
    assert demo(host="0.0.0.0", token=TOKEN).http.get("/metrics", headers=bearer(TOKEN)).status_code == 404


def test_what_is_counted() -> None:
    dashboard = paid(metrics=True)
    before = dashboard.http.get("/metrics").text
    assert sample(before, "cloudsense_paid_requests_total") == 0
    assert re.search(r"cloudsense_data_age_seconds NaN$", before, re.MULTILINE)
    dashboard.read()
    bought = len(dashboard.source.fetched) + 1  # the total that the rest is checked against
    dashboard.clock.pass_by(minutes=30)
    dashboard.read()
    after = dashboard.http.get("/metrics").text
    assert sample(after, "cloudsense_paid_requests_total") == bought > 0
    assert sample(after, "cloudsense_paid_dollars_total") == pytest.approx(bought / 100)
    assert sample(after, "cloudsense_cache_misses_total") >= bought - 1
    assert sample(after, "cloudsense_cache_hits_total") > sample(before, "cloudsense_cache_hits_total")
    assert sample(after, "cloudsense_data_age_seconds") == 1800
    assert sample(after, "cloudsense_questions_under_way") == 0
    assert sample(after, "cloudsense_aws_seconds_count", asked="costs") == bought
    assert sample(after, "cloudsense_request_seconds_count", route="/_dash-update-component") >= 2
    assert "111122223333" not in after


def test_failures_by_kind() -> None:
    dashboard = paid(metrics=True)
    dashboard.source.failing = lambda query: ThrottledError("Slower.") if query == OVERVIEW else None
    dashboard.read()
    asked = dashboard.source.fetched.count(OVERVIEW)
    said = dashboard.http.get("/metrics").text
    assert sample(said, "cloudsense_errors_total", kind="ThrottledError") == asked > 0


def test_two_servers_count_for_themselves() -> None:
    one, other = paid(metrics=True), paid(metrics=True)
    one.read()
    assert sample(other.http.get("/metrics").text, "cloudsense_paid_requests_total") == 0


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {TOKEN}"},
             {"Authorization": TOKEN}, {"Remote-User": "jane"}, {"Authorization": "Bearer \u00e9"}]
)  # fmt: skip
def test_strangers_may_not_ask(sent: dict[str, str]) -> None:
    answer = closed().http.get("/metrics", headers=sent)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "cloudsense_" not in answer.text


def test_who_may_ask() -> None:
    dashboard = closed()
    asked = dashboard.http.get("/metrics", headers=bearer(TOKEN))
    assert asked.status_code == 200
    assert asked.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in asked.headers
    peer = {"REMOTE_ADDR": "10.0.0.5"}
    assert dashboard.http.get("/metrics", headers={"Remote-User": "p"}, environ_overrides=peer).status_code == 200


@pytest.mark.parametrize(
    "token", ["a-token-of-mine=1", "another/token=of+mine", "a-token-of-mine==", '=,;"a-token-of-mine']
)
@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
def test_a_token_may_hold_any_sign(token: str, scheme: str) -> None:
    dashboard = demo(host="0.0.0.0", token=token, metrics=True)
    assert dashboard.http.get("/metrics", headers={"Authorization": scheme + token}).status_code == 200


def test_the_token_opens_nothing_else_that_way() -> None:
    assert closed().http.get("/costs.csv", headers=bearer(TOKEN)).status_code == 401


def test_wrong_tokens_count_with_those_of_the_form() -> None:
    dashboard = closed()
    for _ in range(20):
        assert dashboard.http.get("/metrics").status_code == 401
    for _ in range(TRIES):
        assert dashboard.http.get("/metrics", headers=bearer("wrong")).status_code == 401
    assert dashboard.http.get("/metrics", headers=bearer(TOKEN)).status_code == 429
    assert dashboard.http.post("/login", data={"token": TOKEN}).status_code == 429
