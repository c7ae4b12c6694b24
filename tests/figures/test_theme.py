"""Colours that a name keeps, and text that stays text."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import REST
from cloudsense.figures.theme import GREY, GROUPS, PALETTE, colours, layout, plain

names = st.lists(st.sampled_from([f"s{n}" for n in range(20)]), unique=True)


@settings(deadline=None)
@given(names, names, names)
def test_a_ranked_name_keeps_its_colour_whatever_else_is_shown(
    ranking: list[str], one: list[str], other: list[str]
) -> None:
    here, there = colours(ranking, one), colours(ranking, other)
    for n, name in enumerate(ranking[: len(PALETTE)]):
        assert here(name) == there(name) == PALETTE[n]


@settings(deadline=None)
@given(names, names)
def test_no_two_names_that_are_shown_share_a_colour(ranking: list[str], shown: list[str]) -> None:
    given_out = [colour for colour in map(colours(ranking, shown), shown) if colour != GREY]
    assert len(given_out) == len(set(given_out))
    assert len(given_out) == min(len(shown), len(PALETTE))


@settings(deadline=None)
@given(names)
def test_the_rest_is_grey(ranking: list[str]) -> None:
    assert colours(ranking, [REST, "s1"])(REST) == GREY
    assert colours(ranking, [])("never heard of") == GREY


def test_the_palette_is_colours() -> None:
    everything = [*PALETTE, GREY, *GROUPS.values()]
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in everything)
    assert len({*PALETTE, GREY}) == len(PALETTE) + 1


@settings(deadline=None)
@given(st.text())
def test_plain_text_has_neither_tags_nor_variables(text: str) -> None:
    assert not set(plain(text)) & set("<>%")
    assert html.unescape(plain(text)) == text


def test_layouts_do_not_share_their_axes() -> None:
    one = layout(barmode="relative")
    one["yaxis"]["tickprefix"] = "$"
    assert "tickprefix" not in layout()["yaxis"]
    assert one["barmode"] == "relative"
