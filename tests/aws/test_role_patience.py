"""Asking for credentials waits no longer than asking for costs."""

import socket
import time
from pathlib import Path

import pytest

from cloudsense.aws.explorer import AwsSource
from cloudsense.errors import CloudSenseError

CONFIG = """
[profile keys]
aws_access_key_id = AKIDEXAMPLEEXAMPLE00
aws_secret_access_key = secret
[profile billing]
role_arn = arn:aws:iam::111122223333:role/billing
source_profile = keys
region = us-east-1
"""


def test_a_role_that_is_never_given_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(CloudSenseError):
            AwsSource("billing", attempts=1, connect_timeout=0.3, read_timeout=0.3).identity()
        assert time.monotonic() - started < 20
