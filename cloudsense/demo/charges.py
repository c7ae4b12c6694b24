"""Charges from the tables of usage: one line of the book each, with the
parameters of its amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudsense.costs.query import Dimension
from cloudsense.demo import special_cases, usage_table
from cloudsense.demo.book import Line
from cloudsense.demo.catalog import ACCOUNTS, CODES, PAYER, ZONES
from cloudsense.demo.patterns import PATTERNS, Pattern
from cloudsense.demo.tags import tags_of

COMPUTE = "Amazon Elastic Compute Cloud - Compute"
SELLER = "Amazon Web Services, Inc."
MARKETPLACE = {"Red Hat OpenShift Service on AWS", "Example Corp Monitoring"}


@dataclass(frozen=True)
class Charge:
    """A line of the book with its price and pattern."""

    line: Line
    pattern: Pattern
    price: float
    """Dollars for each unit."""
    quantity: float
    """Quantity of a working day; of a month if the unit is priced by the month."""


def parse_charges(table: str = usage_table.TABLE + special_cases.TABLE) -> tuple[Charge, ...]:
    """Charges of a table such as `usage_table`.

    Raises KeyError or ValueError for an invalid row.
    """
    service, charges = "", list[Charge]()
    for row in map(str.strip, table.splitlines()):
        if row.startswith("=="):
            service = row.removeprefix("==").strip()
        elif row and not row.startswith("#"):
            charges.extend(_row(service, row))
    return tuple(charges)


def _row(service: str, row: str) -> Iterator[Charge]:
    usage, operation, unit, name, region, price, *shares = row.split()
    pattern = PATTERNS[name]
    zones = ["NoAZ"]
    if _zonal(service, usage, pattern):
        zones = [region + zone for zone in ZONES]
    family, _, _ = _instance_type(usage).removeprefix("db.").partition(".")
    common = {
        Dimension.SERVICE: service,
        Dimension.USAGE_TYPE: usage_type(usage, region),
        Dimension.REGION: region,
        Dimension.CHARGE_TYPE: pattern.charge_type,
        Dimension.OPERATION: operation,
        Dimension.INSTANCE_TYPE: _instance_type(usage),
        Dimension.PURCHASE_TYPE: pattern.purchase_type or _purchase_type(usage),
        Dimension.PLATFORM: "Linux/UNIX" if service == COMPUTE else "NoPlatform",
        Dimension.TENANCY: "Shared" if service == COMPUTE else "NoTenancy",
        Dimension.LEGAL_ENTITY_NAME: "AWS Marketplace" if service in MARKETPLACE else SELLER,
        Dimension.INVOICING_ENTITY: SELLER,
        Dimension.BILLING_ENTITY: "AWS Marketplace" if service in MARKETPLACE else "AWS",
        Dimension.INSTANCE_TYPE_FAMILY: family,
        Dimension.OPERATING_SYSTEM: "Linux" if service == COMPUTE else "NoOperatingSystem",
        Dimension.PAYER_ACCOUNT: ACCOUNTS[PAYER],
    }
    for share in shares:
        account, _, quantity = share.partition("=")
        for zone in zones:
            used = {**common, Dimension.ACCOUNT: ACCOUNTS[account], Dimension.AZ: zone}
            tagged = used | tags_of(used)
            line = Line(tagged, unit.replace("_", " "))
            part = float(quantity) / len(zones)
            yield Charge(line, pattern, float(price), part)


def usage_type(usage: str, region: str) -> str:
    """Usage type in `region`: with the Region's prefix, except for
    us-east-1 and global services."""
    if "{" in usage:
        return usage.format(code=CODES[region], region=region)
    if region == "us-east-1" or region not in CODES:
        return usage
    return f"{CODES[region]}-{usage}"


def _zonal(service: str, usage: str, pattern: Pattern) -> bool:
    return service == COMPUTE and "Usage:" in usage and pattern.charge_type == "Usage"


def _instance_type(usage: str) -> str:
    kind, _, instance = usage.partition(":")
    return (
        instance
        if kind.endswith(("Usage", "Usg", "ESInstance", "-Host")) and "." in instance
        else "NoInstanceType"
    )


def _purchase_type(usage: str) -> str:
    if usage.startswith("SpotUsage"):
        return "Spot Instances"
    return "NoPurchaseType" if _instance_type(usage) == "NoInstanceType" else "On Demand Instances"
