"""Colours that a name keeps, and contrasts that everybody can read."""

import re
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import REST
from cloudsense.figures.theme import GREY, GROUPS, INKS, PALETTE, TOTAL, axis, colours, contrast, ink, layout

names = st.lists(st.sampled_from([f"s{n}" for n in range(20)]), unique=True)


@settings(deadline=None)
@given(names, names, names)
def test_a_ranked_name_keeps_its_colour_whatever_else_is_named(
    ranking: list[str], one: list[str], other: list[str]
) -> None:
    here, there = colours(ranking, one), colours(ranking, other)
    for n, name in enumerate(ranking[: len(PALETTE)]):
        if name in one and name in other:
            assert here(name) == there(name) == PALETTE[n]


@settings(deadline=None)
@given(names, names)
def test_a_colour_means_one_name(ranking: list[str], named: list[str]) -> None:
    colour = colours(ranking, named)
    everybody = {*ranking, *named, *(f"s{n}" for n in range(20))}
    given_out = [name for name in everybody if colour(name) != GREY]
    assert set(given_out) <= set(named)
    assert len({colour(name) for name in given_out}) == len(given_out) == min(len(named), len(PALETTE))


@settings(deadline=None)
@given(names)
def test_the_rest_is_grey(ranking: list[str]) -> None:
    assert colours(ranking, [REST, "s1"])(REST) == GREY
    assert colours(ranking, [])("never heard of") == GREY


def test_the_palette_is_colours() -> None:
    everything = [*PALETTE, GREY, TOTAL, *GROUPS.values()]
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in everything)
    assert len(set(everything)) == len(everything)


def test_layouts_do_not_share_their_axes() -> None:
    one = layout(barmode="relative", xaxis=axis([0], ["a"], (0, 1), type="category"))
    assert (one["barmode"], one["xaxis"]["type"]) == ("relative", "category")
    assert "type" not in axis([0], ["a"], (0, 1))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert round(contrast("#ffffff", "#777777"), 2) == 4.48


def test_shares_on_slices_can_be_read() -> None:
    for colour in (*PALETTE, GREY):
        assert ink(colour) in INKS
        assert contrast(ink(colour), colour) >= 4.5, colour


ASSETS = Path(__file__).parents[2] / "assets"
STYLE = (ASSETS / "90-cloudsense.css").read_text(encoding="utf-8")
KIT = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ASSETS / "kit").glob("*.css")))
THEMES = ("light", "dark")


def theme_colours(theme: str) -> dict[str, str]:
    """The variables of the style sheet."""
    pairs = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", STYLE)
    assert pairs
    return {name: light if theme == "light" else dark for name, light, dark in pairs}


def test_texts_can_be_read_in_both_themes() -> None:
    """Also in what axe does not look at: axes and notes of the chart (muted), and what stands beside the pointer."""
    for theme in THEMES:
        colours = theme_colours(theme)
        texts = ("text", "muted", "accent", "up", "down", "warn")
        for text, ground in product(texts, ("page", "surface", "hover")):
            assert contrast(colours[text], colours[ground]) >= 4.5, (theme, text, ground)
        for text in ("accent", "up", "down", "warn"):
            assert contrast(colours[text], colours[f"{text}-soft"]) >= 4.5, (theme, text)
        assert contrast(colours["surface"], colours["text"]) >= 4.5


def test_what_is_drawn_can_be_told_from_its_ground() -> None:
    """WCAG asks for 3:1; the palette's pale colours stand beside each other and have names below."""
    for theme in THEMES:
        ground = theme_colours(theme)["surface"]
        for colour in (TOTAL, *GROUPS.values()):
            assert contrast(colour, ground) >= 3, (theme, colour)
        assert contrast(theme_colours(theme)["accent"], theme_colours(theme)["hover"]) >= 3


def test_the_projection_is_hatched_with_the_accent() -> None:
    (hatched,) = re.findall(r"\.meter \.foreseen {([^}]*)}", KIT)
    assert re.search(r"--line-of-hatch: light-dark\(\s*var\(--accent\),", hatched), "calmer on dark"
    assert "var(--line-of-hatch) 0 2px" in hatched


def test_the_words_at_the_pointer_have_the_themes_own_colours() -> None:
    (told,) = re.findall(r"\.chart-hint {([^}]*)}", KIT)
    assert "background: var(--text)" in told
    assert re.search(r"(?<!-)color: var\(--surface\)", told)
