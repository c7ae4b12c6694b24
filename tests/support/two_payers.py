"""Two payers behind one endpoint: acme and nordlicht, each with an access key, a profile and an account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from endpoint import Endpoint, environment, organization

from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line

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
def two_payers(
    patch: pytest.MonkeyPatch, folder: Path, today: date, ours: Book = OURS, theirs: Book = THEIRS
) -> Iterator[Endpoint]:
    """The endpoint, with profiles of both in `folder`. Keys in the environment are acme's."""
    with Endpoint(ours, today=today, books={NORDLICHT: theirs}) as endpoint:
        endpoint.accounts = dict(ACCOUNTS)
        endpoint.roles = {ROLE: (KEYS["nordlicht"], EXTERNAL_ID)}
        for name, value in environment(endpoint).items():
            patch.setenv(name, value)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
        credentials(folder / "credentials", KEYS)
        yield endpoint


SSO_TOKEN = {
    "accessToken": "access-0",
    "expiresAt": "2020-01-01T00:00:00Z",
    "startUrl": "https://example.awsapps.com/start",
}
SSO_PROFILE = """[profile nordlicht]
sso_session = corp
sso_account_id = 555566667777
sso_role_name = Finance
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
"""
MFA_PROFILE = f"""[profile nordlicht]
role_arn = {ROLE}
source_profile = acme
mfa_serial = arn:aws:iam::{ACME}:mfa/jane
"""
FAILURES = {
    "expired SSO": "nordlicht: The AWS SSO session has expired. Run `aws sso login --profile nordlicht`, then try",
    "MFA": "nordlicht: The AWS profile nordlicht needs a multi-factor (MFA) code.",
    "wrong external id": "nordlicht: The role of this payer cannot be assumed (AccessDenied). Check role_arn and "
    "external_id in its [[payer]] table",
    "same account": "nordlicht: These credentials belong to the same AWS account as acme.",
    "no profile": "nordlicht: There is no AWS profile named nordlicht.",
    "deleted key": "nordlicht: AWS does not recognize these credentials.",
}
"""What keeps AWS from saying whose nordlicht's credentials are, and how that is told."""


def fail(patch: pytest.MonkeyPatch, folder: Path, endpoint: Endpoint, why: str) -> Path | None:
    """Let nordlicht fail; the file of payers, where that is what is wrong."""
    keys, profiles = {"acme": KEYS["acme"]}, ""
    if why == "expired SSO":
        profiles = SSO_PROFILE
        cache = folder / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(json.dumps(SSO_TOKEN))
    elif why == "MFA":
        profiles = MFA_PROFILE
    elif why == "same account":
        keys["nordlicht"] = KEYS["acme"]
    elif why == "deleted key":
        keys["nordlicht"] = KEYS["nordlicht"]
        del endpoint.accounts[KEYS["nordlicht"]]
    credentials(folder / "credentials", keys)
    (folder / "config").write_text(profiles)
    patch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    if why != "wrong external id":
        return None
    file = folder / "cloudsense.toml"
    role = f'[[payer]]\nname = "nordlicht"\nrole_arn = "{ROLE}"\nexternal_id = "another-one"\n'
    file.write_text('[[payer]]\nprofile = "acme"\n' + role)
    return file


RDS, S3, GLUE = "Amazon Relational Database Service", "Amazon Simple Storage Service", "AWS Glue"
LAST = date(2026, 11, 21)
"""The last complete day."""
Spike = tuple[str, int, int, float]
"""A service, how many days before `LAST` it begins, its days, and what each costs more."""


def spiky(costs: dict[str, float], *spikes: Spike) -> Book:
    """Services of the same cost on every day, but for the spikes."""
    common = {Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests"}
    lines = [Line({Dimension.SERVICE: service} | common, "Hrs") for service in costs]

    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        today = dict(costs)
        for service, before, days, more in spikes:
            first = LAST - timedelta(days=before)
            if first <= day < first + timedelta(days=days):
                today[service] += more
        rows = [[round(cost * SCALE)] * len(COLUMNS) for cost in today.values()]
        return np.array(rows, dtype=np.int64), np.ones(len(lines), dtype=bool)

    return Book(lines, amounts)


SPIKY_OURS = spiky({RDS: 100, S3: 200, GLUE: 3000}, (RDS, 2, 9, 300), (S3, 15, 2, 150), (GLUE, 9, 1, 900))
SPIKY_THEIRS = spiky({RDS: 50, GLUE: 40}, (RDS, 2, 9, 60), (GLUE, 8, 3, 500))
