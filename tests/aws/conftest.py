"""A small organization behind the local endpoint, and the way to it in the environment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from types import SimpleNamespace

import pytest
from botocore.loaders import JSONFileLoader
from endpoint import Endpoint, environment, organization

from cloudsense.aws.explorer import AwsSource
from cloudsense.demo.book import Book

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def book() -> Book:
    return organization(accounts=3, services=6, regions=2)


@pytest.fixture(scope="session", autouse=True)
def _models_are_read_once() -> Iterator[None]:
    """Each boto3 session reads the same large files; here there are hundreds of sessions."""
    with pytest.MonkeyPatch.context() as patch:
        read = cache(JSONFileLoader().load_file)
        patch.setattr(JSONFileLoader, "load_file", lambda _self, path: read(path))
        yield


@pytest.fixture
def aws(book: Book, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with Endpoint(book, page_size=100, today=TODAY) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def source(aws: Endpoint) -> AwsSource:
    return AwsSource(attempts=3, connect_timeout=1, read_timeout=5)


@pytest.fixture(autouse=True)
def _no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore and CloudSense try again at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr("cloudsense.aws.explorer.sleep", lambda _seconds: None)
