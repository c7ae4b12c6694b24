"""Tags and cost categories: how they are asked for, what comes back, and what if a member account may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from endpoint import Changed, Endpoint, Refusal
from endpoint.organizations import ODD_VALUE
from endpoint.rules import question
from hypothesis import given
from hypothesis import strategies as st
from paying import Counting

from cloudsense.aws.cost_request import expression, request
from cloudsense.aws.explorer import AwsSource
from cloudsense.aws.response import CostResponse
from cloudsense.costs.dimension import ABSENT, DIMENSIONS, Dimension
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Filter
from cloudsense.errors import AccessError, BrokenAnswerError

DAY = Period(date(2026, 11, 1), date(2026, 11, 2))
TEAM, STAGE = Dimension.tag("team"), Dimension.cost_category("Stage")
MEMBER = {
    "tag": ("Linked account doesn't have access to cost allocation tags.", "cost allocation tags"),
    "category": ("Linked account doesn't have access to cost category.", "cost categories"),
}
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
keys = texts.filter(lambda key: not key.endswith("!"))
tags = st.builds(Dimension.tag, keys)
askable = st.sampled_from([d for d in DIMENSIONS if d is not Dimension.FAMILY])
filters = st.builds(Filter, tags, st.lists(texts | st.just(ABSENT), min_size=1).map(tuple), st.booleans()) | st.builds(
    Filter, askable, st.lists(texts, min_size=1).map(tuple), st.booleans()
)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (Filter(TEAM, ("web", "api")), {"Tags": {"Key": "team", "Values": ["api", "web"]}}),
        (Filter(TEAM, (ABSENT,)), {"Tags": {"Key": "team", "MatchOptions": ["ABSENT"]}}),
        (
            Filter(STAGE, (ABSENT, "Prod"), exclude=True),
            {
                "Not": {
                    "Or": [
                        {"CostCategories": {"Key": "Stage", "Values": ["Prod"]}},
                        {"CostCategories": {"Key": "Stage", "MatchOptions": ["ABSENT"]}},
                    ]
                }
            },
        ),
    ],
)
def test_a_filter_as_cost_explorer_wants_it(rule: Filter, asked: dict[str, Any]) -> None:
    assert expression(rule) == asked


def test_groups_as_cost_explorer_wants_them() -> None:
    asked = request(CostQuery((TEAM, STAGE)), DAY)
    assert asked["GroupBy"] == [{"Type": "TAG", "Key": "team"}, {"Type": "COST_CATEGORY", "Key": "Stage"}]


@given(st.lists(tags, max_size=2, unique=True), st.lists(filters, max_size=3))
def test_the_endpoint_takes_every_question_for_what_it_is(group: list[Dimension], where: list[Filter]) -> None:
    """It checks requests against AWS's published model."""
    query = CostQuery(tuple(group), tuple(where))
    assert question(request(query, DAY), date(2026, 11, 23)).query == query


@given(keys, texts | st.sampled_from(["$", "a$b", ODD_VALUE, "x" * 256]) | st.just(ABSENT))
def test_a_value_is_what_follows_the_key(key: str, value: str) -> None:
    tag = Dimension.tag(key)
    assert values(tag, f"{key}${value}") == [value]


@pytest.mark.parametrize("told", ["team", "Team$web", "web", "", "env$team$web", " team$web"])
def test_a_group_of_another_key_is_a_broken_answer(told: str) -> None:
    with pytest.raises(BrokenAnswerError):
        values(TEAM, told)


def values(tag: Dimension, told: str) -> list[str]:
    """Those of an answer with one group."""
    answer = CostResponse(DAY, (tag,))
    amount = {"Amount": "1", "Unit": "USD"}
    metrics = ("UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost", "BlendedCost", "UsageQuantity")
    group = {"Keys": [told], "Metrics": dict.fromkeys(metrics, amount)}
    day = {"TimePeriod": {"Start": "2026-11-01", "End": "2026-11-02"}, "Estimated": False, "Groups": [group]}
    answer.add({"ResultsByTime": [day]})
    return answer.complete("USD", 1).frame.data[tag.value].tolist()


def test_keys_that_differ_in_case_are_two_keys(aws: Endpoint, source: AwsSource) -> None:
    lower = fetch(source, CostQuery((Dimension.tag("env"),)))
    upper = fetch(source, CostQuery((Dimension.tag("Env"),)))
    assert set(lower.data["tag:env"]) == {"", "prod", "staging"}
    assert set(upper.data["tag:Env"]) == {"", "Prod"}
    assert total(lower) == pytest.approx(total(upper), abs=1e-6)


def test_a_key_that_no_cost_has(aws: Endpoint, source: AwsSource) -> None:
    unknown = Dimension.tag("nobody's")
    frame = fetch(source, CostQuery((unknown,)))
    assert set(frame.data[unknown.value]) == {ABSENT}
    assert total(frame) == pytest.approx(total(fetch(source, CostQuery(()))), abs=1e-6)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException"])
@pytest.mark.parametrize("what", MEMBER)
def test_a_member_account_loses_only_tags(aws: Endpoint, source: AwsSource, what: str, code: str) -> None:
    message, lost = MEMBER[what]
    aws.fail(Refusal(code, message), asked=lambda body: body["GroupBy"][0]["Type"] != "DIMENSION")
    with pytest.raises(AccessError) as refusal:
        fetch(source, CostQuery((TEAM if what == "tag" else STAGE,)))
    assert lost in refusal.value.title
    assert "all other costs can be listed" in refusal.value.detail
    assert len(fetch(source, CostQuery((Dimension.SERVICE,))))


def test_a_broken_key_is_not_taken_for_untagged(aws: Endpoint, source: AwsSource) -> None:
    def renamed(page: dict[str, Any]) -> dict[str, Any]:
        for day in page["ResultsByTime"]:
            for group in day["Groups"]:
                group["Keys"] = [key.replace("team$", "Team$") for key in group["Keys"]]
        return page

    aws.fail(Changed(renamed))
    with pytest.raises(BrokenAnswerError):
        fetch(source, CostQuery((TEAM,)))


def fetch(source: AwsSource, query: CostQuery) -> CostFrame:
    return source.fetch(source.identity(), query, DAY, Counting()).frame


def total(frame: CostFrame) -> float:
    return float(frame.data["unblended"].sum())
