"""The demo organization: the same for everyone, settled once it is past, and everything that a bill can hold."""

import os
import subprocess
import sys
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paying import Counting

from cloudsense.costs.frame import METRICS, Fetched
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import DIMENSIONS, CostQuery, Dimension, Filter, Metric
from cloudsense.demo.book import COLUMNS
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.demo.organization import CAPABILITIES, DemoSource, organization
from cloudsense.demo.special_cases import ACCOUNT_NAMES
from cloudsense.demo.tags import ACTIVATED, COST_CENTER, ENV, OTHER_ENV, STAGE, TEAM

SERVICE, CHARGE, USAGE = Dimension.SERVICE, Dimension.CHARGE_TYPE, Dimension.USAGE_TYPE
EC2 = "Amazon Elastic Compute Cloud - Compute"
RENAMED = "Amazon Elasticsearch Service", "Amazon OpenSearch Service"
CREDITED, SUBSCRIPTION = "Amazon Rekognition", "Example Corp Monitoring"
TODAY = date(2026, 11, 23)
TODAYS = [TODAY, date(2026, 12, 1), date(2026, 12, 31), date(2027, 3, 1), date(2028, 2, 29), date(2030, 8, 15)]
every_day = pytest.mark.parametrize("today", TODAYS, ids=str)
ASKED = [*(d for d in DIMENSIONS if d is not Dimension.FAMILY), TEAM, COST_CENTER, STAGE]
groupings = st.lists(st.sampled_from(ASKED), max_size=2, unique=True).map(tuple)


def history(today: date) -> Period:
    return Period(CAPABILITIES.first_day(today), today + ONE_DAY)


def last(days: int, today: date) -> Period:
    return Period(today - timedelta(days=days), today)


def fetch(today: date, period: Period, *group_by: Dimension, where: tuple[Filter, ...] = ()) -> Fetched:
    source = DemoSource(lambda: today)
    return source.fetch(source.identity(), CostQuery(group_by, where), period, Counting())


@cache
def table(today: date, period: Period, *group_by: Dimension) -> pd.DataFrame:
    return fetch(today, period, *group_by).frame.data


def daily(frame: pd.DataFrame, metric: str = Metric.UNBLENDED) -> pd.Series:
    return frame.groupby("day")[metric].sum()


def totals(today: date, period: Period, dimension: Dimension, metric: str = Metric.UNBLENDED) -> pd.Series:
    return table(today, period, dimension).groupby(dimension.value, observed=True)[metric].sum()


# --- the same for everyone


def test_it_is_the_same_in_every_process_and_needs_no_network() -> None:
    script = """
import sys
from datetime import date
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.demo.organization import CAPABILITIES, DemoSource
source = DemoSource(lambda: date(2026, 11, 23))
frame = source.fetch(source.identity(), CostQuery(()), Period(date(2026, 10, 1), date(2026, 11, 1)), None).frame.data
print(frame["unblended"].sum().hex())
print(*sorted({"boto3", "botocore", "requests", "urllib3", "http.client", "dash", "flask"} & set(sys.modules)))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for seed in ("1", "2")
    ]
    here = table(TODAY, Period(date(2026, 10, 1), date(2026, 11, 1)))["unblended"].sum().hex()
    assert runs == [[here, ""], [here, ""]]


def test_who_it_is() -> None:
    source = DemoSource(lambda: TODAY)
    assert source.capabilities.priced is False
    source.renew()
    assert source.identity().account == "111122223333"
    assert source.identity().name == "example-payer"
    answer = fetch(TODAY, last(3, TODAY))
    assert (answer.currency, answer.pages) == ("USD", 0)
    assert answer.account_names["111122223333"] == "example-payer"
    assert set(answer.account_names) == set(ACCOUNTS.values())


# --- what is past stays


@given(st.dates(date(2026, 3, 1), date(2032, 3, 1)), st.integers(0, 200))
@settings(max_examples=25, deadline=None)
def test_a_day_older_than_yesterday_never_changes(today: date, later: int) -> None:
    period = last(6, today - ONE_DAY)
    then = fetch(today, period, SERVICE, USAGE).frame.data
    now = fetch(today + timedelta(days=later), period, SERVICE, USAGE).frame.data
    pd.testing.assert_frame_equal(then, now)


@every_day
def test_yesterday_and_today_are_counted_only_in_part(today: date) -> None:
    period = Period(today - ONE_DAY, today + ONE_DAY)
    usage = (Filter(CHARGE, ("Usage",)),)
    so_far = daily(fetch(today, period, where=usage).frame.data).to_numpy()
    settled = daily(fetch(today + timedelta(days=9), period, where=usage).frame.data).to_numpy()
    yesterday, now = so_far / settled
    assert 0.85 <= yesterday <= 0.95
    assert 0.2 <= now <= 0.6


@every_day
def test_there_is_nothing_after_today_and_nothing_before_the_history(today: date) -> None:
    start = CAPABILITIES.first_day(today)
    days = table(today, Period(start - timedelta(days=40), today + timedelta(days=40)))["day"]
    assert days.min() == pd.Timestamp(start)
    assert days.max() == pd.Timestamp(today)
    assert len(days) == history(today).days


@every_day
def test_the_open_month_is_estimated_and_no_other_day(today: date) -> None:
    first = Month.of(today).first
    answer = fetch(today, Period(CAPABILITIES.first_day(today), today + ONE_DAY))
    assert answer.estimated == frozenset(Period(first, today + ONE_DAY).dates)
    assert fetch(today, Period(CAPABILITIES.first_day(today), first)).estimated == frozenset()


# --- sums


@given(groupings, st.sampled_from(TODAYS))
@settings(max_examples=40, deadline=None)
def test_any_grouping_comes_to_the_same_sum_exactly(group_by: tuple[Dimension, ...], today: date) -> None:
    period = Period(today - timedelta(days=20), today + ONE_DAY)
    book, sums = organization(today), np.zeros((period.days, len(COLUMNS)), dtype=object)
    for row in book.rows(CostQuery(group_by), period):
        sums[(row.day - period.start).days] += np.array(row.amounts, dtype=object)
    assert sums.tolist() == [list(row.amounts) for row in book.rows(CostQuery(()), period)]
    assert abs(sums).max() < 2**62


@given(groupings)
@settings(max_examples=20, deadline=None)
def test_any_grouped_frame_sums_to_the_total(group_by: tuple[Dimension, ...]) -> None:
    columns = [*METRICS, "quantity"]
    grouped = fetch(TODAY, last(40, TODAY), *group_by).frame.data.groupby("day")[columns].sum()
    total = fetch(TODAY, last(40, TODAY)).frame.data.set_index("day")[columns]
    assert (grouped - total)[list(METRICS)].abs().to_numpy().max() < 1e-6
    assert np.allclose(grouped["quantity"], total["quantity"], rtol=1e-12)


def test_costs_have_at_most_ten_decimals() -> None:
    scaled = table(TODAY, last(30, TODAY), USAGE)["unblended"].to_numpy() * 1e10
    assert np.abs(scaled - np.rint(scaled)).max() < 0.01


# --- filters


@given(st.sampled_from(ASKED), st.data())
@settings(max_examples=30, deadline=None)
def test_a_filter_and_its_exclusion_share_the_total_out(dimension: Dimension, data: st.DataObject) -> None:
    values = sorted(set(organization(TODAY).values(dimension)))
    chosen = tuple(data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=4)))
    period = last(5, TODAY)
    only = fetch(TODAY, period, dimension, where=(Filter(dimension, chosen),)).frame.data
    others = fetch(TODAY, period, dimension, where=(Filter(dimension, chosen, exclude=True),)).frame.data
    assert set(only[dimension.value]) <= set(chosen)
    assert not set(others[dimension.value]) & set(chosen)
    total = table(TODAY, period, dimension)["unblended"].sum()
    assert only["unblended"].sum() + others["unblended"].sum() == pytest.approx(total, abs=1e-6)


def test_filters_narrow_one_another() -> None:
    where = (
        Filter(SERVICE, (EC2,)),
        Filter(CHARGE, ("Credit",), exclude=True),
        Filter(Dimension.REGION, ("us-west-2",)),
    )
    answer = fetch(TODAY, last(30, TODAY), USAGE, where=where).frame.data
    assert set(answer["usage-type"]) >= {"USW2-BoxUsage:c5.xlarge", "USW2-SpotUsage:m5.2xlarge"}
    assert all(usage.startswith("USW2-") for usage in answer["usage-type"])


@pytest.mark.parametrize("dimension", [SERVICE, Dimension.ACCOUNT, Dimension.AZ])
def test_an_unknown_value_gives_an_empty_answer(dimension: Dimension) -> None:
    answer = fetch(TODAY, last(30, TODAY), SERVICE, where=(Filter(dimension, ("nothing like it",)),))
    assert len(answer.frame) == 0
    assert answer.frame.dimensions == (SERVICE,)


# --- what a bill can hold


@every_day
def test_the_month_comes_to_about_eighteen_thousand(today: date) -> None:
    total = table(today, last(30, today))["unblended"].sum()
    assert 16_000 < total < 30_000
    if today < date(2027, 6, 1):
        assert total < 20_500


@every_day
def test_the_largest_services(today: date) -> None:
    ranking = totals(today, last(30, today), SERVICE).sort_values(ascending=False).index.tolist()
    assert set(ranking[:4]) == {
        EC2,
        "EC2 - Other",
        "Amazon Relational Database Service",
        "Amazon Simple Storage Service",
    }
    assert set(ranking[4:8]) == {"Amazon CloudFront", "Amazon Bedrock", "AWS Lambda", "AmazonCloudWatch"}
    assert 30 <= len(ranking) <= 42


@every_day
def test_weekends_are_quieter_and_a_year_shows_growth(today: date) -> None:
    days = daily(fetch(today, history(today), where=(Filter(CHARGE, ("Usage",)),)).frame.data)[:-2]
    weekend = days.index.day_of_week >= 5
    assert 0.6 < days[weekend].mean() / days[~weekend].mean() < 0.85
    assert days[-91:].mean() > 1.05 * days[:91].mean()


@every_day
def test_there_is_a_spike_of_nat_traffic_in_any_thirty_days(today: date) -> None:
    where = (Filter(USAGE, ("NatGateway-Bytes",)), Filter(Dimension.ACCOUNT, (ACCOUNTS["production"],)))
    nat = daily(fetch(today, last(30, today), where=where).frame.data)
    assert nat.max() > 3 * nat.median()
    all_days = daily(table(today, last(30, today)))
    assert all_days[nat.idxmax()] > all_days.quantile(0.9)


@every_day
def test_a_service_began_and_one_ended_in_any_sixty_days(today: date) -> None:
    usage = (Filter(CHARGE, ("Usage",)),)
    periods = last(30, today), last(30, today).previous
    steady = (*usage, Filter(SERVICE, (*RENAMED, SUBSCRIPTION), exclude=True))
    now, before = (set(fetch(today, period, SERVICE, where=steady).frame.data["service"]) for period in periods)
    assert len(now - before) == 1
    assert len(before - now) == 1


@every_day
def test_every_kind_of_charge_is_there(today: date) -> None:
    by_type = totals(today, last(31, today), CHARGE)
    assert set(by_type.index) == {
        "Usage",
        "Tax",
        "Support",
        "Credit",
        "Refund",
        "SavingsPlanRecurringFee",
        "SavingsPlanCoveredUsage",
        "SavingsPlanNegation",
        "Recurring",
        "DiscountedUsage",
    }
    assert (by_type[["Credit", "Refund", "SavingsPlanNegation"]] < 0).all()
    assert (by_type[["Usage", "Tax", "Support", "SavingsPlanRecurringFee", "Recurring"]] > 0).all()
    assert by_type["DiscountedUsage"] == 0


@every_day
def test_tax_support_and_fees_stand_on_the_first(today: date) -> None:
    lumps = ("Tax", "Support", "SavingsPlanRecurringFee", "Recurring")
    charged = table(today, history(today), CHARGE)
    charged = charged[charged["charge-type"].isin(lumps) & (charged["unblended"] != 0)]
    assert set(charged["day"].dt.day) == {1}
    assert len(charged) == len(lumps) * len(history(today).months)


@every_day
def test_the_very_small_and_the_free_are_there(today: date) -> None:
    by_service = totals(today, last(30, today), SERVICE)
    assert 0 < by_service["AWS CloudTrail"] < 0.0001
    assert by_service["AWS Migration Hub Refactor Spaces"] == 0
    assert by_service["Refund"] < 0


@every_day
def test_charges_without_a_place_have_a_region_all_the_same(today: date) -> None:
    by_region = totals(today, last(31, today), Dimension.REGION)
    assert set(by_region.index) == {"us-east-1", "us-west-2", "eu-west-1", "ap-south-1", "global", "NoRegion"}
    assert by_region["global"] > 500


def test_every_account_has_costs() -> None:
    assert set(totals(TODAY, last(30, TODAY), Dimension.ACCOUNT).index) == set(ACCOUNTS.values())


# --- what is easily read wrongly


@every_day
def test_a_subscription_is_billed_on_the_first_and_is_usage_all_the_same(today: date) -> None:
    where = (Filter(SERVICE, (SUBSCRIPTION,)), Filter(CHARGE, ("Usage",)))
    billed = fetch(today, history(today), where=where).frame.data
    assert [day.date() for day in billed["day"]] == [month.first for month in history(today).months]
    assert set(billed["unblended"]) == {180.0}


@every_day
def test_credits_pay_for_a_service_whole_on_every_day_and_under_every_metric(today: date) -> None:
    where = (Filter(SERVICE, (CREDITED,)),)
    rows = list(organization(today).rows(CostQuery((CHARGE,), where), history(today)))
    billed = {
        kind: [row.amounts[: len(METRICS)] for row in rows if row.keys == (kind,)] for kind in ("Usage", "Credit")
    }
    assert len(rows) == 2 * history(today).days
    assert all(usage[0] > 0 for usage in billed["Usage"])
    assert billed["Credit"] == [tuple(-amount for amount in usage) for usage in billed["Usage"]]
    whole = organization(today).rows(CostQuery((), where), history(today))
    assert {row.amounts[: len(METRICS)] for row in whole} == {(0,) * len(METRICS)}


@every_day
def test_a_service_is_renamed_once_in_the_history_and_billed_every_day(today: date) -> None:
    where = (Filter(SERVICE, RENAMED),)
    days = fetch(today, history(today), SERVICE, where=where).frame.data.sort_values("day")
    assert len(days) == history(today).days == days["day"].nunique()
    names = days["service"].astype(str).tolist()
    changes = [names[n] for n in range(1, len(names)) if names[n] != names[n - 1]]
    assert len(changes) in (1, 2)
    assert names.count(RENAMED[0]) + names.count(RENAMED[1]) == len(names)


def test_in_2026_the_new_name_follows_the_old_one_in_september() -> None:
    days = Period(date(2026, 8, 31), date(2026, 9, 2))
    rows = list(organization(TODAY).rows(CostQuery((SERVICE,), (Filter(SERVICE, RENAMED),)), days))
    assert [(row.day, row.keys) for row in rows] == [
        (date(2026, 8, 31), ("Amazon Elasticsearch Service",)),
        (date(2026, 9, 1), ("Amazon OpenSearch Service",)),
    ]
    assert rows[0].amounts == rows[1].amounts


def test_two_accounts_have_one_name() -> None:
    named = [number for number, name in ACCOUNT_NAMES.items() if name == "sandbox"]
    assert len(named) == 2
    assert (totals(TODAY, last(30, TODAY), Dimension.ACCOUNT)[named] > 10).all()


# --- metrics


def test_amortized_spreads_the_fees_over_the_days_of_a_month() -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    commitments = ("SavingsPlanRecurringFee", "SavingsPlanCoveredUsage", "SavingsPlanNegation")
    for types in (commitments, ("Recurring", "DiscountedUsage")):
        plan = fetch(TODAY, october, where=(Filter(CHARGE, types),)).frame.data
        assert plan["amortized"].sum() == pytest.approx(plan["unblended"].sum(), abs=1e-6)
        assert plan["amortized"].max() == pytest.approx(plan["amortized"].min())
        assert plan["unblended"].iloc[0] == pytest.approx(plan["unblended"].sum())


@every_day
def test_metrics_differ_where_they_should(today: date) -> None:
    sums = table(today, last(30, today), SERVICE).groupby("service", observed=True)[list(METRICS)].sum()
    cdn = sums.loc["Amazon CloudFront"]
    assert cdn["net-unblended"] == pytest.approx(0.88 * cdn["unblended"])
    total = sums.sum()
    assert 0.95 < total["net-unblended"] / total["unblended"] < 0.99
    assert total["blended"] != total["unblended"]
    assert total["blended"] == pytest.approx(total["unblended"], rel=0.01)
    assert sums.loc[EC2, "amortized"] > sums.loc[EC2, "unblended"]


def by_value(dimension: Dimension, period: Period) -> dict[str, float]:
    rows = table(TODAY, period, dimension)
    sums = rows.groupby(dimension.value, observed=True)["unblended"].sum()
    return {str(value): float(cost) for value, cost in sums.items()}


def test_about_a_sixth_of_the_costs_has_no_team() -> None:
    costs = by_value(TEAM, Period(date(2026, 10, 1), date(2026, 11, 1)))
    assert 0.13 < costs[""] / sum(costs.values()) < 0.19
    assert len(costs) > 5


def test_a_key_that_was_activated_late_says_nothing_of_the_days_before() -> None:
    since = ACTIVATED[COST_CENTER]
    month = timedelta(days=30)
    assert set(by_value(COST_CENTER, Period(since - month, since))) == {""}
    assert set(by_value(COST_CENTER, Period(since, since + month))) == {"", "4100", "4200"}


def test_keys_differ_in_case() -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    assert set(by_value(ENV, october)) == {"", "dev", "prod", "staging"}
    assert set(by_value(OTHER_ENV, october)) == {"", "dev", "prod"}


def test_several_made_up_payers_have_accounts_of_their_own() -> None:
    today = date(2026, 11, 23)
    first, second = DemoSource(lambda: today), DemoSource(lambda: today, 1)
    period = Period(date(2026, 11, 1), date(2026, 11, 8))
    ours, theirs = (
        one.fetch(one.identity(), CostQuery((Dimension.ACCOUNT,)), period, Counting()) for one in (first, second)
    )
    known = [set(one.frame.data["account"].cat.categories) - {""} for one in (ours, theirs)]
    assert known[0].isdisjoint(known[1])
    assert known[1] <= theirs.account_names.keys()
    assert theirs.frame.data["unblended"].sum() == ours.frame.data["unblended"].sum() / 2
    mine = max(known[1])
    only = CostQuery((Dimension.SERVICE,), (Filter(Dimension.ACCOUNT, (mine,)),))
    of_one = second.fetch(second.identity(), only, period, Counting()).frame.data["unblended"].sum()
    assert of_one == pytest.approx(theirs.frame.only(Dimension.ACCOUNT, [mine]).data["unblended"].sum())
