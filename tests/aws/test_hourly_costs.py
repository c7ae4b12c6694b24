"""Costs by hour against the local endpoint: what is asked, that nothing is lost, and what if AWS refuses."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from endpoint import ACCESS_DENIED, NOT_ENABLED, SCP_DENIED, Changed, Endpoint, Refusal
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion, HourlySource
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.errors import (
    AccessError,
    AddressError,
    BrokenAnswerError,
    HoursOffError,
    MixedCurrencyError,
    UsageError,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAYS = Period(date(2026, 11, 19), date(2026, 11, 22))
BY = CostQuery((Dimension.SERVICE, Dimension.REGION))


def ask(source: AwsSource, query: CostQuery = BY, meter: Counting | None = None, period: Period = DAYS) -> HourlyCosts:
    question = HourlyQuestion.at(query, period, NOW)
    return source.hourly(source.identity(), question, meter or Counting())


def by_day(frame: CostFrame) -> dict[Any, Any]:
    days = frame.data["day"].dt.date
    keys = [days, *(frame.data[each.value].astype(str) for each in frame.dimensions)]
    return frame.data.groupby(keys)[list(METRICS)].sum().to_dict("index")


def test_the_request_on_the_wire(aws: Endpoint, source: AwsSource) -> None:
    aws.hourly = True
    ask(source, CostQuery((), (Filter(Dimension.REGION, ("us-east-1",)),)))
    asked = aws.asked()[0].parameters
    assert asked["Granularity"] == "HOURLY"
    assert asked["TimePeriod"] == {"Start": "2026-11-19T00:00:00Z", "End": "2026-11-22T00:00:00Z"}
    assert asked["Filter"] == {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}
    assert isinstance(source, HourlySource)


def test_of_today_the_hours_that_have_begun_are_asked_for(aws: Endpoint, source: AwsSource) -> None:
    aws.hourly = True
    ask(source, period=Period(date(2026, 11, 22), date(2026, 11, 24)))
    assert aws.asked()[0].parameters["TimePeriod"]["End"] == "2026-11-23T10:00:00Z"


@pytest.mark.parametrize("page_size", [7, 100, 5000])
def test_hours_of_many_pages_add_up_to_their_days(aws: Endpoint, source: AwsSource, page_size: int) -> None:
    aws.hourly, aws.page_size = True, page_size
    meter = Counting()
    found = ask(source, meter=meter)
    pages = aws.pages
    assert meter.pages == pages
    assert (pages > 1) == (page_size < 5000)
    aws.page_size = 5000
    daily = by_day(source.fetch(source.identity(), BY, DAYS, Counting()).frame)
    hourly = by_day(found.frame)
    assert hourly.keys() == daily.keys()
    for key, amounts in daily.items():
        assert list(hourly[key].values()) == pytest.approx(list(amounts.values()), abs=1e-6)
    starts = found.frame.data["day"].unique()
    assert len(starts) == 72
    assert np.diff(starts).min() == np.timedelta64(1, "h")
    assert found.currency == "USD"


def test_without_the_preference_it_says_so_and_does_not_ask_again(aws: Endpoint, source: AwsSource) -> None:
    with pytest.raises(HoursOffError, match="Hourly costs are not enabled") as refused:
        ask(source)
    assert "hourly granularity in the management account" in refused.value.remedy
    assert "not affected" in refused.value.detail
    with pytest.raises(HoursOffError):
        ask(source, CostQuery((Dimension.REGION,)))
    assert len(aws.asked()) == 1
    assert aws.pages == 0
    assert len(source.fetch(source.identity(), BY, DAYS, Counting()).frame)
    aws.hourly = True
    source.renew()
    assert len(ask(source).frame)


OTHERS = {
    "a policy": (ACCESS_DENIED, AccessError, "is not allowed to read Cost Explorer"),
    "an organization's policy": (SCP_DENIED, AccessError, "service control policy"),
    "Cost Explorer itself": (NOT_ENABLED, AccessError, "not enabled for this user or account"),
    "no reason": (Refusal("AccessDeniedException"), HoursOffError, "Hourly costs are not enabled"),
    "not public": (Refusal("ValidationException", "HOURLY data is not publicly supported yet"), HoursOffError, ""),
    "too old": (Refusal("ValidationException", "start date is too old for hourly"), UsageError, "14 days"),
    "another question": (Refusal("ValidationException", "Filter is invalid"), UsageError, "rejected"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_refusals_keep_their_words(aws: Endpoint, source: AwsSource, name: str) -> None:
    aws.hourly = True
    refusal, kind, said = OTHERS[name]
    aws.fail(refusal)
    with pytest.raises(kind) as refused:
        ask(source)
    assert type(refused.value) is kind
    assert said in refused.value.sentence


@pytest.mark.parametrize("period", [DAYS, Period(date(2026, 10, 30), date(2026, 11, 3))])
def test_amounts_in_two_currencies_are_not_added_up(aws: Endpoint, source: AwsSource, period: Period) -> None:
    aws.today = period.end
    aws.hourly = True
    aws.currency = lambda row: "EUR" if row.day.day in (21, 31) else "USD"
    question = HourlyQuestion.at(BY, period, datetime.combine(period.end, NOW.time(), UTC))
    with pytest.raises(MixedCurrencyError):
        source.hourly(source.identity(), question, Counting())


def without_an_hour(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "ResultsByTime": answer["ResultsByTime"][1:]}


def of_days(answer: dict[str, Any]) -> dict[str, Any]:
    first = answer["ResultsByTime"][0]
    return {
        **answer,
        "ResultsByTime": [{**first, "TimePeriod": {"Start": "2026-11-19T00:00:00Z", "End": "2026-11-20"}}],
    }


@pytest.mark.parametrize("change", [without_an_hour, of_days, lambda _: {"ResultsByTime": [{}]}, lambda _: {}])
def test_what_is_not_whole_is_refused(aws: Endpoint, source: AwsSource, change: Any) -> None:
    aws.hourly, aws.page_size = True, 5000
    aws.fail(Changed(change))
    with pytest.raises(BrokenAnswerError):
        ask(source)


@pytest.mark.parametrize(("start", "kept"), [("2026-11-09", True), ("2026-11-08", False)])
def test_hours_go_back_14_days(start: str, kept: bool, aws: Endpoint, source: AwsSource) -> None:
    aws.hourly = True
    period = Period(date.fromisoformat(start), date(2026, 11, 10))
    if kept:
        assert len(ask(source, CostQuery(()), period=period).frame)
        return
    with pytest.raises(AddressError, match="14 days") as refused:
        ask(source, period=period)
    assert "2026-11-09" in refused.value.remedy
    assert not aws.asked()
