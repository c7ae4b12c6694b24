"""Tests see no AWS files, no credentials and no settings of the developer's machine."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.loaders import Loader
from hypothesis import settings

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("fixed")  # make test-random asks for the other: docs/decisions/021
sys.path.insert(0, str(Path(__file__).parent / "support"))


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
