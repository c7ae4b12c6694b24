"""Many people at once, really served, on a Cost Explorer that takes its time: no error, and nothing is bought twice."""

from pathlib import Path

import pytest
from background import running
from crowd import crowd, purchases
from endpoint import Endpoint, environment, organization
from webclient import NOON, Clock, settings

from cloudsense import server as serving
from cloudsense.bootstrap import open_payer
from cloudsense.web.app import create_app


def test_a_crowd_meets_no_error_and_buys_nothing_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = settings(cache_dir=tmp_path)
    with Endpoint(organization(accounts=3, services=8, regions=2), today=NOON.date(), latency=0.3) as aws:
        for name, value in environment(aws).items():
            monkeypatch.setenv(name, value)
        app = create_app(given, open_payer(given, Clock()).ledger)
        with running(serving.listen(app.server, "127.0.0.1", 0)) as port:
            met = crowd(f"http://127.0.0.1:{port}", people=20, seconds=3, thinks=0.2)
        bought = purchases(aws)
    assert met.errors == []
    assert bought
    assert {question: times for question, times in bought.items() if times > 1} == {}
    assert len(met.waits) > 40
    assert all(request.status == 200 for request in aws.requests)
