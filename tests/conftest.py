"""Tests see no AWS files, no credentials and no settings of the developer's machine."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from botocore.loaders import Loader
from hypothesis import settings

from cloudsense.costs.frame import Fetched
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.demo.amounts import Amounts
from cloudsense.demo.organization import DemoSource

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("fixed")  # make test-random asks for the other: docs/decisions/021
sys.path.insert(0, str(Path(__file__).parent / "support"))
# A process holds millions of objects of the demo's answers, and to look through them took a seventh of the tests' time.
gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def _descriptions_of_services_are_read_once() -> Iterator[None]:
    """By botocore, which reads megabytes of JSON again in every session; a test may have several of them."""
    read: dict[object, object] = {}
    begin = Loader.__init__

    def share(loader: Loader, *args: object, **more: object) -> None:
        begin(loader, *args, **more)
        loader._cache = read

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loader, "__init__", share)
        yield


@pytest.fixture(scope="session", autouse=True)
def _answers_of_the_demo_are_calculated_once() -> Iterator[None]:
    """They depend on the day, the question and the payer alone, and no answer is ever changed. The latest are held:
    one may take a megabyte or two."""
    fetch = DemoSource.fetch

    @lru_cache(maxsize=150)
    def answer(today: date, number: int, query: CostQuery, period: Period) -> Fetched:
        source = DemoSource(lambda: today, number)
        return fetch(source, source.identity(), query, period, None)  # type: ignore[arg-type]

    def ask(source: DemoSource, _identity: object, query: CostQuery, period: Period, _meter: object) -> Fetched:
        return answer(source._today(), source._number, query, period)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DemoSource, "fetch", ask)
        patch.setattr(Amounts, "on", lru_cache(maxsize=1000)(Amounts.on))
        yield


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("AWS_", "CLOUDSENSE_", "DASH_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(autouse=True)
def _logging_as_it_is_at_first() -> None:
    """Whatever a command has set that ran before: with --debug a test would see more than it should."""
    logging.getLogger().setLevel(logging.WARNING)
    for name in ("cloudsense", "botocore", "waitress.queue"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.raiseExceptions = True
    logging.captureWarnings(False)
