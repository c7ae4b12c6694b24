"""Cost allocation tags and a cost category of the demo organization: the owners of costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zlib import crc32

from cloudsense.costs.dimension import Dimension
from cloudsense.demo.catalog import ACCOUNTS

TEAM = Dimension.tag("team")
ENV = Dimension.tag("env")
OTHER_ENV = Dimension.tag("Env")
"""Key with another capitalization: to AWS it is a different key."""
COST_CENTER = Dimension.tag("cost-center")
CREATED_BY = Dimension.tag("aws:createdBy")
STAGE = Dimension.cost_category("Stage")

ACTIVATED = {COST_CENTER: date(2026, 4, 1)}
"""Keys that were activated on a day: costs of earlier days have no value."""
TEAMS = {
    "data-platform": ("data",),
    "production": ("checkout", "search", "web"),
    "security": ("security",),
    "shared-services": ("platform",),
    "staging": ("web", "checkout"),
}
"""Teams by account; services are spread over an account's teams. Sandboxes have none."""
CENTERS = {"checkout": "4100", "data": "4200", "search": "4100", "web": "4100"}
STAGES = {
    "data-platform": "Production",
    "production": "Production",
    "sandbox": "Development",
    "sandbox-2": "Development",
    "security": "Production",
    "staging": "Staging",
}
ENVS = {"data-platform": "prod", "production": "prod", "sandbox": "dev", "staging": "staging"}
NAMES = {number: name for name, number in ACCOUNTS.items()}
TAGGED = frozenset({"Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"})
"""Charge types of resources; only those have tags."""
NEVER_TAGGED = ("DataTransfer", "CW:", "Requests")
"""Prefixes of usage types that AWS bills without tags."""
UNTAGGED_PERCENT = 6
"""Percentage of other lines whose resources nobody tagged."""


def tags_of(used: Mapping[Dimension, str]) -> dict[Dimension, str]:
    """Tags and categories of a charge; missing ones are left out."""
    account = NAMES[used[Dimension.ACCOUNT]]
    found = {}
    if account in STAGES:
        found[STAGE] = STAGES[account]
    if not _has_tags(used):
        return found
    if account in ENVS:
        key = OTHER_ENV if used[Dimension.REGION] == "ap-south-1" else ENV
        found[key] = ENVS[account]
    teams = TEAMS.get(account, ())
    if teams and _number(used) % 100 >= UNTAGGED_PERCENT:
        number = crc32(used[Dimension.SERVICE].encode())
        team = teams[number % len(teams)]
        found[TEAM] = team
        if team in CENTERS:
            found[COST_CENTER] = CENTERS[team]
    if account == "sandbox":
        found[CREATED_BY] = "IAMUser:AIDAEXAMPLE:alex"
    return found


def _has_tags(used: Mapping[Dimension, str]) -> bool:
    if used[Dimension.CHARGE_TYPE] not in TAGGED:
        return False
    usage_type = used[Dimension.USAGE_TYPE]
    return not any(part in usage_type for part in NEVER_TAGGED)


def _number(used: Mapping[Dimension, str]) -> int:
    """Number of a resource, independent of its row in the table."""
    parts = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT)
    resource = "|".join(used[part] for part in parts)
    return crc32(resource.encode())
