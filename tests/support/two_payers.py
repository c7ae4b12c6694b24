"""Two payers behind one endpoint: acme and nordlicht, each with an access key, a profile and an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from endpoint import Endpoint, environment, organization

ACME, NORDLICHT = "111122223333", "555566667777"
KEYS = {"acme": "AKIDACME", "nordlicht": "AKIDNORDLICHT"}
ACCOUNTS = {"AKIDACME": ACME, "AKIDNORDLICHT": NORDLICHT}
ROLE, EXTERNAL_ID = f"arn:aws:iam::{NORDLICHT}:role/CloudSense", "hunter2-of-nordlicht"
PROFILES = ["--profile", "acme", "--profile", "nordlicht"]
OURS = organization(accounts=2, services=4, regions=2)
THEIRS = organization(accounts=3, services=5, regions=1, seed=8, first=100)


def credentials(path: Path, keys: dict[str, str]) -> None:
    """A credentials file with a profile for each key."""
    profiles = [f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = s\n" for name, key in keys.items()]
    path.write_text("".join(profiles))


@contextmanager
def two_payers(patch: pytest.MonkeyPatch, folder: Path, today: date) -> Iterator[Endpoint]:
    """The endpoint, with profiles of both in `folder`. Keys in the environment are acme's."""
    with Endpoint(OURS, today=today, books={NORDLICHT: THEIRS}) as endpoint:
        endpoint.accounts = dict(ACCOUNTS)
        endpoint.roles = {ROLE: (KEYS["nordlicht"], EXTERNAL_ID)}
        for name, value in environment(endpoint).items():
            patch.setenv(name, value)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
        credentials(folder / "credentials", KEYS)
        yield endpoint
