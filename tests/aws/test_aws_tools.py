"""A page's costs for the AWS CLI and for the console: the same request, in other clothes."""

import json
import shlex
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense.aws.capabilities import DIMENSION_KEYS
from cloudsense.aws.cli_command import command
from cloudsense.aws.console_link import console_link
from cloudsense.aws.cost_request import request
from cloudsense.costs.aws_tools import Viewed, asks_families, plain_query
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric
from cloudsense.costs.questions import USAGE_ONLY, Focus

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
TEAM, CENTRE = Dimension.tag("Team, = 'a' $1 💸"), Dimension.cost_category("Cost centre")
FILTERED = [*sorted(DIMENSION_KEYS), TEAM, CENTRE]
GROUPED = [dimension for dimension in FILTERED if not dimension.is_filter_only]
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
filters = st.builds(
    Filter, st.sampled_from(FILTERED), st.lists(texts, min_size=1, max_size=3).map(tuple), st.booleans()
)
groups = st.lists(st.sampled_from(GROUPED), unique=True, max_size=2).map(tuple)
queries = st.builds(CostQuery, groups, st.lists(filters, max_size=3).map(tuple))
periods = st.builds(
    lambda start, days: Period(start, start + days * ONE_DAY),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(1, 400),
)
AWKWARD = ('it\'s $HOME `id` "quoted" \\ !x', "💸 名前", "a\nb", "--filter", "")


def understood(line: str) -> dict[str, Any]:
    """The request that the AWS CLI makes of a command."""
    words = shlex.split(line)
    assert words[:3] == ["aws", "ce", "get-cost-and-usage"]
    options: dict[str, list[str]] = {}
    for word in words[3:]:
        if word.startswith("--"):
            given = options.setdefault(word, [])
        else:
            given.append(word)
    (period,) = options["--time-period"]
    named = dict(part.split("=") for part in period.split(","))
    asked = {"TimePeriod": named, "Granularity": options["--granularity"][0], "Metrics": options["--metrics"]}
    for option, name in (("--group-by", "GroupBy"), ("--filter", "Filter")):
        if option in options:
            (text,) = options[option]
            asked[name] = json.loads(text)
    return asked


@given(queries, periods)
@example(CostQuery((), (Filter(Dimension.SERVICE, AWKWARD),)), MAY)
def test_a_command_asks_exactly_what_cloudsense_asks(query: CostQuery, period: Period) -> None:
    line = command(Viewed(query, period))
    assert understood(line) == request(query, period)
    assert line.isascii()
    assert line.isprintable()


def test_a_command_is_in_the_region_of_cost_explorer() -> None:
    query = CostQuery((Dimension.SERVICE,))
    assert "--region" not in command(Viewed(query, MAY))
    words = shlex.split(command(Viewed(query, MAY, partition="aws-cn")))
    assert words[3:5] == ["--region", "cn-northwest-1"]


def said(address: str) -> dict[str, Any]:
    """The parameters of an address of the console."""
    fragment = urlsplit(address).fragment
    path, _, query = fragment.partition("?")
    assert path == "/cost-explorer"
    found = {name: value for name, (value,) in parse_qs(query, strict_parsing=True).items()}
    return {**found, "groupBy": json.loads(found["groupBy"]), "filter": json.loads(found["filter"])}


def test_an_address_of_the_console() -> None:
    region = Filter(Dimension.REGION, ("us-east-1", "eu-west-1"))
    query = CostQuery((Dimension.USAGE_TYPE,), (region, Filter(Dimension.CHARGE_TYPE, ("Tax",), exclude=True)))
    link = console_link(Viewed(query, MAY, Metric.NET_AMORTIZED))
    assert link.address.startswith("https://us-east-1.console.aws.amazon.com/costmanagement/home#/cost-explorer?")
    parameters = said(link.address)
    assert parameters["startDate"] == "2026-05-01"
    assert parameters["endDate"] == "2026-05-31"
    assert parameters["historicalRelativeRange"] == "CUSTOM"
    assert parameters["granularity"] == "Daily"
    assert parameters["costAggregate"] == "netAmortizedCost"
    assert parameters["groupBy"] == ["UsageType"]
    rows = {row["dimension"]["id"]: row for row in parameters["filter"]}
    assert [value["value"] for value in rows["Region"]["values"]] == ["eu-west-1", "us-east-1"]
    assert {name: row["operator"] for name, row in rows.items()} == {"Region": "INCLUDES", "RecordTypeV2": "EXCLUDES"}
    assert link.lost == ()


def test_dimensions_have_the_ids_of_the_console() -> None:
    ids = {}
    for dimension in filter(DIMENSION_KEYS.get, GROUPED):
        ids[dimension] = said(console_link(Viewed(CostQuery((dimension,)), MAY)).address)["groupBy"][0]
    named = {Dimension.ACCOUNT: "LinkedAccount", Dimension.CHARGE_TYPE: "RecordTypeV2", Dimension.AZ: "AZ"}
    for dimension, name in ids.items():
        assert name == named.get(dimension, dimension.value.title().replace("-", ""))


@given(queries, periods)
@example(CostQuery((), (Filter(Dimension.SERVICE, AWKWARD[:-1]),)), MAY)
def test_an_address_is_one_whatever_the_values_are(query: CostQuery, period: Period) -> None:
    link = console_link(Viewed(query, period))
    parameters = said(link.address)
    assert not set(link.address) & set(" \"'<>\n")
    assert parameters["endDate"] == str(period.end - ONE_DAY)
    values = sorted(value["value"] for row in parameters["filter"] for value in row["values"])
    sayable = [rule for rule in query.where if rule.dimension is not CENTRE]
    assert values == sorted(value for rule in sayable for value in rule.values)
    assert ("a filter" in link.lost) == (len(sayable) < len(query.where))
    assert ("the grouping" in link.lost) == (query.group_by[:1] == (CENTRE,))
    assert ("the second grouping" in link.lost) == (len(query.group_by) == 2)


def test_tags_in_an_address() -> None:
    team = said(console_link(Viewed(CostQuery((TEAM,), (Filter(TEAM, ("a", "b")),)), MAY)).address)
    assert team["groupBy"] == [f"TagKeyValue:{TEAM.key}"]
    (row,) = team["filter"]
    assert (row["dimension"]["id"], row["growableValue"]["value"]) == ("TagKey", TEAM.key)
    assert [value["value"] for value in row["values"]] == ["a", "b"]
    untagged = console_link(Viewed(CostQuery((), (Filter(TEAM, ("", "a")),)), MAY))
    assert untagged.lost == ("a filter",)


def test_what_an_address_cannot_say() -> None:
    absent = Filter(Dimension.REGION, ("", "us-east-1"))
    link = console_link(Viewed(CostQuery((), (absent,)), MAY, granularity=Granularity.WEEKLY))
    assert link.lost == ("weeks", "a filter")
    assert said(link.address)["filter"] == []
    months = console_link(Viewed(CostQuery(()), MAY, granularity=Granularity.MONTHLY))
    assert (said(months.address)["granularity"], months.lost) == ("Monthly", ())


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov", "aws-eusc"])
def test_of_other_partitions_no_address_is_known(partition: str) -> None:
    assert not console_link(Viewed(CostQuery(()), MAY, partition=partition)).address


def test_the_query_that_a_person_would_write() -> None:
    rds, tax = Filter(Dimension.SERVICE, ("Amazon RDS",)), Filter(Dimension.CHARGE_TYPE, ("Tax",), exclude=True)
    assert plain_query(Focus(Dimension.SERVICE)) == CostQuery((Dimension.SERVICE,))
    assert plain_query(Focus(Dimension.REGION, (rds, tax))) == CostQuery((Dimension.REGION,), (rds, tax))
    assert plain_query(Focus(Dimension.REGION, (), usage_only=True)).where == (USAGE_ONLY,)
    family = Focus(Dimension.FAMILY, (rds, Filter(Dimension.FAMILY, ("EBS gp3 volumes",))))
    assert plain_query(family) == CostQuery((Dimension.USAGE_TYPE,), (rds,))
    assert asks_families(family)
    assert not asks_families(Focus(Dimension.SERVICE, (rds,)))
