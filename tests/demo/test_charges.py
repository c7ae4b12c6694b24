"""The demo's catalog and how it is read."""

from collections import Counter

import pytest

from cloudsense.costs.dimension import FILTER_ONLY, GROUPED_ON_REQUEST
from cloudsense.costs.query import DIMENSIONS, Dimension
from cloudsense.demo.catalog import ACCOUNTS, CODES, DISCOUNTS, PAYER, PROJECTS
from cloudsense.demo.charges import parse_charges, usage_type

CHARGES = parse_charges()
SERVICES = {charge.line.dimensions[Dimension.SERVICE] for charge in CHARGES}

DOCUMENTED = frozenset(DIMENSIONS) - FILTER_ONLY - GROUPED_ON_REQUEST
ASKED = [dimension for dimension in DOCUMENTED if dimension is not Dimension.FAMILY]


@pytest.mark.parametrize(
    ("usage", "region", "spelled"),
    [
        ("BoxUsage:c5.large", "us-east-1", "BoxUsage:c5.large"),
        ("BoxUsage:c5.large", "ap-south-1", "APS3-BoxUsage:c5.large"),
        ("BoxUsage:c5.large", "eu-west-1", "EU-BoxUsage:c5.large"),
        ("{code}-ETL-DPU-Hour", "us-east-1", "USE1-ETL-DPU-Hour"),
        ("{region}-KMS-Keys", "us-west-2", "us-west-2-KMS-Keys"),
        ("DNS-Queries", "global", "DNS-Queries"),
        ("NoUsageType", "NoRegion", "NoUsageType"),
    ],
)
def test_usage_types_are_spelled_by_region(usage: str, region: str, spelled: str) -> None:
    assert usage_type(usage, region) == spelled


def test_instances_are_spread_over_two_zones() -> None:
    charges = parse_charges(
        "== Amazon Elastic Compute Cloud - Compute\nBoxUsage:c5.large RunInstances Hrs fleet us-west-2 1 staging=9"
    )
    assert [(c.line.dimensions[Dimension.AZ], c.quantity) for c in charges] == [
        ("us-west-2a", 4.5),
        ("us-west-2b", 4.5),
    ]
    assert charges[0].line.dimensions[Dimension.INSTANCE_TYPE] == "c5.large"
    assert charges[0].line.dimensions[Dimension.PURCHASE_TYPE] == "On Demand Instances"


@pytest.mark.parametrize(
    "row",
    [
        "Usage None Hrs no-such-pattern us-east-1 1 staging=1",
        "Usage None Hrs server us-east-1 dear staging=1",
        "Usage None Hrs server us-east-1 1 nobody=1",
        "Usage None Hrs server us-east-1 1 staging",
        "{code}-Usage None Hrs server mars-1 1 staging=1",
        "Usage None",
    ],
)
def test_a_senseless_row_is_refused(row: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse_charges(f"== AWS Glue\n{row}")


def test_every_line_says_what_it_is() -> None:
    assert all(charge.line.dimensions[dimension] for charge in CHARGES for dimension in ASKED)
    assert all(charge.line.unit and charge.quantity > 0 for charge in CHARGES)


def test_no_charge_is_there_twice() -> None:
    seen = Counter((*c.line.dimensions.values(), c.pattern) for c in CHARGES)
    assert [key for key, count in seen.items() if count > 1] == []


def test_the_organization_is_of_the_promised_size() -> None:
    assert 6 <= len(ACCOUNTS) <= 8
    assert all(len(number) == 12 and number.isdecimal() for number in ACCOUNTS.values())
    assert len(set(ACCOUNTS.values())) == len(ACCOUNTS)
    assert ACCOUNTS[PAYER] == "111122223333"
    assert 30 <= len(SERVICES) <= 45
    assert 250 <= len(CHARGES) <= 450
    assert set(PROJECTS) | set(DISCOUNTS) <= SERVICES
    regions = {c.line.dimensions[Dimension.REGION] for c in CHARGES}
    assert regions == {*CODES, "global", "NoRegion"}
    assert {c.line.dimensions[Dimension.ACCOUNT] for c in CHARGES} == set(ACCOUNTS.values())
