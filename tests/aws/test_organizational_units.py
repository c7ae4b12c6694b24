"""AWS Organizations over HTTP: every page and level is read for nothing, and without the permission a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from endpoint import HTML_200, Endpoint, Refusal

from cloudsense.aws.explorer import AwsSource
from cloudsense.errors import AccessError
from cloudsense.insight.free_reads import FreeReader
from cloudsense.insight.organization import NO_PERMISSION, Units

PAYER = "111122223333"
OPERATIONS = ("ListRoots", "ListOrganizationalUnitsForParent", "ListAccountsForParent")
DENIED = Refusal(
    "AccessDeniedException", "You don't have permissions to access this resource: organizations:ListRoots", 400
)


class Clock:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def reader(source: AwsSource, clock: Clock) -> FreeReader[Units]:
    return FreeReader(source.organizational_units, clock, "Organizational units", NO_PERMISSION, timedelta(hours=1))


def test_every_account_has_the_path_of_its_unit_and_it_costs_nothing(aws: Endpoint, source: AwsSource) -> None:
    aws.payer = PAYER
    aws.units = {
        PAYER: "",
        "222222222222": "Workloads",
        **{f"{300000000000 + n}": "Workloads / Prod / Payments" for n in range(45)},
        **{f"{400000000000 + n}": f"Unit {n:02}" for n in range(25)},
    }
    assert source.organizational_units() == {**aws.units, PAYER: "Root"}
    assert aws.charged == 0
    assert len(aws.asked("ListRoots")) == 1
    assert len(aws.asked("ListAccountsForParent")) == 3 + 3 + 25, "one of each but the largest"


def test_without_an_organization_there_are_none(aws: Endpoint, source: AwsSource) -> None:
    assert source.organizational_units() == {}
    seen = reader(source, Clock()).look(10)
    assert seen is not None
    assert (seen.found, seen.problem) == ({}, "")


def test_without_the_permission_one_sentence(aws: Endpoint, source: AwsSource) -> None:
    aws.payer = PAYER
    for operation in OPERATIONS:
        aws.fail(DENIED, float("inf"), operation=operation)
        with pytest.raises(AccessError):
            source.organizational_units()
        seen = reader(source, Clock()).look(10)
        assert seen is not None
        assert (seen.found, seen.problem) == (None, NO_PERMISSION)
        aws.heal()


def test_it_is_asked_at_most_once_an_hour_and_only_when_looked_at(aws: Endpoint, source: AwsSource) -> None:
    aws.payer = PAYER
    clock = Clock()
    units = reader(source, clock)
    assert aws.requests == []
    for minutes, asked in ((0, 1), (59, 1), (1, 2)):
        clock.now += timedelta(minutes=minutes)
        units.look(10)
        if running := units._running:
            running.join()
        assert len(aws.asked("ListRoots")) == asked


def test_whatever_comes_back_it_is_a_sentence(aws: Endpoint, source: AwsSource) -> None:
    aws.payer = PAYER
    for fault in (Refusal("UnknownOperationException", "", 400), Refusal("Odd", "odd", 418), HTML_200):
        aws.fail(fault, float("inf"), operation="ListAccountsForParent")
        seen = reader(source, Clock()).look(10)
        assert seen is not None
        assert seen.problem.startswith(("Organizational units could not be read", "Organizational units are not"))
        aws.heal()
