"""Payers, from --profile or from the `[[payer]]` tables of cloudsense.toml.

[[payer]]
name = "acme"
profile = "acme-billing"

[[payer]]
name = "nordlicht"
role_arn = "arn:aws:iam::555566667777:role/CloudSense"
external_id = "…"                     # only with role_arn, if the role asks for one
region = "eu-central-1"               # instead of --region
budget = 18000                        # a month, in place of --budget
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

from cloudsense import formatting
from cloudsense.config import parsers
from cloudsense.config.budget_rules import amount_of
from cloudsense.config.settings import Settings
from cloudsense.config.toml_tables import content_of, tables_of, text_of
from cloudsense.costs.amounts import Amount
from cloudsense.costs.names import quoted, visible
from cloudsense.costs.parsing import CONTROL
from cloudsense.errors import AddressError, SettingsError, UsageError

ALL = "all"
"""Name of the combined view, which no payer can have."""
FILE = "cloudsense.toml"
LONGEST_NAME = 80
ROLE = r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}"
EXTERNAL_ID = r"[\w+=,.@:/-]{2,1224}"
ROLE_EXAMPLE = "arn:aws:iam::111122223333:role/CloudSense"


@dataclass(frozen=True)
class Payer:
    """Credentials for one account's costs."""

    name: str
    """Name in addresses: `?payer=name`."""
    profile: str | None = None
    """AWS profile; None for the default credentials of the AWS CLI."""
    role_arn: str | None = field(default=None, repr=False)
    """ARN of a role to assume with the profile's or the default credentials.
    Never shown or logged."""
    external_id: str | None = field(default=None, repr=False)
    """External ID that the role requires. Never shown or logged."""
    region: str | None = None
    budget: Amount | None = None
    """Monthly budget of the whole account."""


def payers(settings: Settings) -> tuple[Payer, ...]:
    """Payers, at least one, with unique names; addresses without `payer` mean the first.

    Raises SettingsError for an invalid file.
    """
    profiles = settings.profile
    tables = () if settings.demo else _of_file(settings)
    if tables and profiles:
        raise SettingsError(
            f"Payers are named by --profile and by {FILE}.",
            remedy="Remove --profile, or the [[payer]] tables.",
        )
    region = settings.region
    found = tables or [Payer(profile, profile, region=region) for profile in profiles]
    if not found:
        name = os.environ.get("AWS_PROFILE") or "default"
        return (Payer(name, region=region, budget=settings.budget),)
    if len(found) == 1:
        (only,) = found
        found = [replace(only, budget=settings.budget or only.budget)]
    if len(found) == 1 and profiles:
        return tuple(found)
    named = [_named(payer, settings.hide_account) for payer in found]
    _refuse_same_names([payer.name for payer in named])
    return tuple(named)


def refuse_nameless_budget(settings: Settings, known: Sequence[Payer]) -> None:
    """Raises SettingsError if --budget is used with several payers."""
    if settings.budget is None or len(known) == 1:
        return
    raise SettingsError(
        "--budget does not name a payer.",
        f"There are several: {_listed(known)}.",
        f"Remove it, and write budget = … into the [[payer]] table of {FILE}, or a budget into "
        "the budgets.toml of the payer.",
    )


def find(known: Sequence[Payer], name: str) -> Payer:
    """Payer of that name; the first one for an empty name. Raises AddressError."""
    if not name:
        return known[0]
    for payer in known:
        if payer.name == name:
            return payer
    if name == ALL and len(known) > 1:
        said = "This command answers for one payer at a time."
        raise AddressError(said, remedy=f"Use one of: {_listed(known)}.")
    raise unknown(name, [payer.name for payer in known])


def unknown(name: str, known: Iterable[str]) -> AddressError:
    """Error for an unknown payer."""
    names = [visible(each) for each in known]
    said = f"Unknown payer {quoted(name)}."
    if len(names) == 1:
        return AddressError(
            said,
            f"The only payer is {names[0]}.",
            f"Leave the payer out. Others are named by --profile, or in {FILE}.",
        )
    listed = ", ".join([*names, ALL])
    return AddressError(said, remedy=f"Use one of: {listed}.")


def _listed(known: Iterable[Payer]) -> str:
    return ", ".join(visible(payer.name) for payer in known)


def _named(payer: Payer, hide_account: bool) -> Payer:
    """Payer with a name that may be shown."""
    name = formatting.without_ids(payer.name, hide_account)
    try:
        return replace(payer, name=_name(name))
    except ValueError as wanted:
        raise SettingsError(
            f"{quoted(name)} cannot be the name of a payer.",
            str(wanted),
            f"Give it another name in a [[payer]] table of {FILE}.",
        ) from None


def _refuse_same_names(names: Sequence[str]) -> None:
    known: set[str] = set()
    for name in names:
        look = normalize("NFC", name).casefold()
        if look in known:
            raise SettingsError(
                f"Two payers are named “{visible(name)}”.", remedy="Give each its own name."
            )
        known.add(look)


def _of_file(settings: Settings) -> list[Payer]:
    """Payers in the file's order; none without a file."""
    path = settings.config or _usual_file()
    tables = _document(path, is_named=settings.config is not None)
    found = []
    for number, table in enumerate(tables, 1):
        where = f"{path.name}, payer {number}"
        found.append(_payer_of(table, where, settings.region))
    return found


def _usual_file() -> Path:
    from platformdirs import user_config_path  # takes 5 ms to import, and --help does not need it

    return Path(user_config_path("cloudsense", appauthor=False)) / FILE


def _document(path: Path, *, is_named: bool) -> list[dict[str, Any]]:
    """`[[payer]]` tables of the file."""
    name = visible(path.name)
    # or its folder is not accessible to this user
    if not is_named and not os.access(path, os.F_OK):
        return []
    try:
        content = content_of(path, name, SettingsError)
    except FileNotFoundError:
        title = f"{name} does not exist."
        raise SettingsError(title, remedy="Check the path of --config.") from None
    try:
        document = tomllib.loads(text_of(content, name, SettingsError))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as problem:
        where = re.search(r"\((at [\w ,]+)\)", str(problem))  # the rest may repeat what is secret
        detail = f"The mistake is {where[1]}." if where else ""
        raise SettingsError(f"{name} is not valid TOML.", detail, "Correct it.") from None
    others = "; other settings are flags or variables"
    return tables_of(document, "payer", name, SettingsError, others)


def _payer_of(table: Mapping[str, Any], where: str, region: str | None) -> Payer:
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in FIELDS:
            known = ", ".join(FIELDS)
            title = f"{where}: unknown field {quoted(key)}."
            raise SettingsError(title, remedy=f"Use {known}.")
        try:
            given[key] = FIELDS[key](value)
        except UsageError as wanted:
            title = f"{where}, {key}: {wanted.title}"
            raise SettingsError(title, wanted.detail, wanted.remedy) from None
        except ValueError as wanted:
            title = f"{where}: {key} is not valid."
            raise SettingsError(title, remedy=str(wanted)) from None
    _check_together(given, where)
    name = given.pop("name", None) or given["profile"]
    used = given.pop("region", None) or region
    return Payer(name=name, region=used, **given)


def _check_together(given: Mapping[str, Any], where: str) -> None:
    """Raises SettingsError for fields that contradict each other."""
    if ("profile" in given) == ("role_arn" in given):
        number = "both" if "profile" in given else "neither"
        title = f"{where}: it has {number} of profile and role_arn."
        raise SettingsError(title, remedy="Write one of the two.")
    if "external_id" in given and "role_arn" not in given:
        title = f"{where}: external_id needs role_arn."
        raise SettingsError(title, remedy="Remove external_id, or write role_arn.")
    if "name" not in given and "role_arn" in given:
        raise SettingsError(f"{where}: name is missing.", remedy="Add name = …")


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or CONTROL.search(name):
        raise ValueError(f"A name has 1 to {LONGEST_NAME} characters, in quotes.")
    if name.casefold() == ALL:
        raise ValueError(f"“{ALL}” is the combined view of all payers.")
    return name


def _profile(text: str) -> str:
    if not text.strip() or CONTROL.search(text):
        raise ValueError("Write the name of an AWS profile in quotes.")
    return text.strip()


def _text(parse: Callable[[str], str]) -> Callable[[object], str]:
    """Parser of a text from TOML; raises ValueError for other types."""
    return lambda value: parse(value if isinstance(value, str) else "")


FIELDS: Mapping[str, Callable[[object], Any]] = {
    "name": _text(_name),
    "profile": _text(_profile),
    "role_arn": _text(parsers.matching(ROLE, f"Write the ARN of a role, such as {ROLE_EXAMPLE}.")),
    "external_id": _text(
        parsers.matching(
            EXTERNAL_ID, "Write the 2 to 1,224 letters, digits and signs that the role asks for."
        )
    ),
    "region": _text(parsers.region),
    "budget": amount_of,
}
