"""Dimensions: their words, what they are called, and what can be said of them in filters."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.config.budget_rules import conditions_of
from cloudsense.costs import dimension_names
from cloudsense.costs.dimension import ABSENT, DIMENSIONS, LONGEST_CATEGORY, LONGEST_KEY, Dimension, Kind
from cloudsense.costs.parsing import condition, grouping, trail
from cloudsense.costs.query import Filter
from cloudsense.errors import AddressError

plain = st.characters(exclude_categories=["Cc", "Cs"])
keys = st.text(plain, min_size=1, max_size=LONGEST_CATEGORY).filter(lambda key: not key.endswith("!"))
named = keys.map(Dimension.tag) | keys.map(Dimension.cost_category)
texts = st.text(plain, max_size=256)


def test_there_is_one_object_a_word() -> None:
    assert Dimension("service") is Dimension.SERVICE
    assert Dimension("tag:team") is Dimension.tag("team")
    assert Dimension.tag("team") is not Dimension.tag("Team")
    assert Dimension.tag("team") is not Dimension.cost_category("team")
    for copied in (copy.deepcopy(Dimension.SERVICE), pickle.loads(pickle.dumps(Dimension.SERVICE))):
        assert copied is Dimension.SERVICE


def test_there_is_one_object_a_word_whichever_thread_wants_it() -> None:
    words = [f"tag:{n % 50}" for n in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(Dimension, words))
    assert len({id(dimension) for dimension in found}) == 50


def test_the_words_of_addresses_that_nobody_opens_again_are_forgotten() -> None:
    from cloudsense.costs import dimension as module

    before = len(module._known)
    for n in range(1000):
        Dimension(f"tag:seen-once-{n}")
    assert len(module._known) <= before + 1


@given(named)
def test_a_key_is_part_of_the_word(dimension: Dimension) -> None:
    assert dimension.value == f"{dimension.kind}:{dimension.key}"
    assert Dimension(dimension.value) is dimension
    assert type(dimension.value) is str


@pytest.mark.parametrize("key", ["aws:createdBy", "user:x", "a b", "a/b=c+d-e@f.g_h", "ümlaut 🦊", "k" * LONGEST_KEY])
def test_keys_that_aws_allows(key: str) -> None:
    assert Dimension.tag(key).key == key


@pytest.mark.parametrize(
    "word",
    ["", "Service", "SERVICE", "tag", "tag:", "Tag:team", "tag:a\n", "tag:\x00", "tag:\ud800", "tag:wow!",
     f"tag:{'k' * (LONGEST_KEY + 1)}", "cost-category:", f"cost-category:{'n' * (LONGEST_CATEGORY + 1)}",
     "dimension:service", "family:x", "x"],
)  # fmt: skip
def test_other_words_are_none(word: str) -> None:
    with pytest.raises(ValueError, match="no dimension"):
        Dimension(word)


@given(st.lists(st.builds(Filter, named, st.lists(texts, min_size=1, max_size=3).map(tuple), st.booleans()), max_size=3,
                unique_by=lambda rule: rule.dimension))  # fmt: skip
def test_a_condition_says_all_of_a_filter(rules: Sequence[Filter]) -> None:
    """As --where and budgets.toml have it."""
    written = conditions_of(tuple(rules))
    assert set(trail(condition("--where", text) for text in written)) == set(rules)


@pytest.mark.parametrize(
    ("text", "key", "value", "exclude"),
    [
        ("tag:team=a=b", "team", "a=b", False),
        ("tag:team!=web", "team", "web", True),
        ("tag:team=", "team", ABSENT, False),
        ("tag:team!=", "team", ABSENT, True),
        ("tag:a%3Db=c=d", "a=b", "c=d", False),
        ("tag:100%25=x", "100%", "x", False),
        ("tag:a+b=c+d%20", "a+b", "c+d%20", False),
    ],
)
def test_conditions(text: str, key: str, value: str, exclude: bool) -> None:
    assert condition("--where", text) == (Dimension.tag(key), value, exclude)


def test_only_tags_and_cost_categories_can_be_absent() -> None:
    assert condition("--where", "cost-category:Stage=").value == ABSENT
    with pytest.raises(AddressError, match="not a valid filter"):
        condition("--where", "region=")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["payment-option"], "Cost Explorer cannot group by payment option."),
        (["region", "region"], "--by has the same dimension twice."),
        (["region", "az", "account"], "Cost Explorer groups by at most 2 dimensions."),
        (["Service"], "Cannot group by “Service”."),
    ],
)
def test_groupings_that_cannot_be(words: list[str], said: str) -> None:
    with pytest.raises(AddressError) as refusal:
        grouping("--by", words)
    assert refusal.value.title == said
    assert refusal.value.remedy


def test_names_on_the_screen() -> None:
    team, stage = Dimension.tag("team"), Dimension.cost_category("Stage")
    assert dimension_names.title(team) == "Tag team"
    assert dimension_names.title(stage) == "Cost category Stage"
    assert dimension_names.noun(team, plural=True) == "values of tag team"
    assert dimension_names.no_value(team) == "No tag: team"
    assert dimension_names.no_value(stage) == "No Stage"
    assert dimension_names.noun(Dimension.AZ) == "Availability Zone"
    assert len({dimension_names.title(dimension) for dimension in DIMENSIONS}) == len(DIMENSIONS)


def test_a_key_that_would_act_on_the_screen_is_shown() -> None:
    assert dimension_names.title(Dimension.tag("a\u202eb")) == "Tag a\\u202eb"


def test_every_kind_has_a_dimension() -> None:
    found = {dimension.kind for dimension in (Dimension.SERVICE, Dimension.tag("a"), Dimension.cost_category("a"))}
    assert found == set(Kind)
