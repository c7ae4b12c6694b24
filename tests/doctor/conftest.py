"""`cloudsense doctor` on the local endpoint."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader
from consultation import NOW, Doctor
from endpoint import Endpoint, environment, organization

from cloudsense.demo.book import Book


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Doctor:
    return Doctor(capsys, tmp_path / "kept")


@pytest.fixture(scope="session")
def small_book() -> Book:
    return organization(accounts=1, services=2, regions=1)


@pytest.fixture
def aws(small_book: Book, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with Endpoint(small_book, today=NOW.date(), tags=("team", "stage")) as endpoint:
        endpoint.now = NOW
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture(scope="session", autouse=True)
def _models_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        read: Any = cache(JSONFileLoader().load_file)
        patch.setattr(JSONFileLoader, "load_file", lambda _self, path: read(path))
        yield


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (None, "cloudsense", "botocore")]
    handlers, levels = loggers[0].handlers[:], [logger.level for logger in loggers]
    yield
    loggers[0].handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
