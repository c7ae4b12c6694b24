"""What Dash asks of a component, and the kit's plain files give: it promises that for none but its own bundles."""

from __future__ import annotations

import json
import re

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder
from webclient import demo

from cloudsense.web import kit
from cloudsense.web.app import assets_dir
from cloudsense.web.kit import Tiles
from cloudsense.web.kit.base import KitComponent

NAMES = kit.__all__
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((assets_dir() / "kit").glob("*.js"))}


def made(name: str) -> Component:
    """One with an id, and texts for whatever else it needs."""
    component = getattr(kit, name)
    needed = [name for name in component._prop_names[1:] if name not in component._defaults]
    found: Component = component(id="x", **dict.fromkeys(needed, "given"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_it_is_sent_as_its_namespace_type_and_props(name: str) -> None:
    sent = json.loads(json.dumps(made(name), cls=PlotlyJSONEncoder))
    assert (sent["namespace"], sent["type"]) == ("cloudsense_kit", name)
    assert sent["props"]["id"] == "x"
    assert None not in sent["props"].values(), "what is not given is left to the script"


@pytest.mark.parametrize("name", NAMES)
def test_a_script_defines_it(name: str) -> None:
    """In one file, so that no other takes its place."""
    defining = [file for file, script in SCRIPTS.items() if re.search(rf"^\s*kit\.{name} = ", script, re.MULTILINE)]
    assert len(defining) == 1, defining


def test_the_namespace_is_there_before_its_components() -> None:
    assert "window.cloudsense_kit = {}" in SCRIPTS["00-kit.js"]
    assert min(SCRIPTS) == "00-kit.js"
    script = demo().http.get("/assets/kit/kit.js").text
    assert script.startswith(SCRIPTS["00-kit.js"])


def test_its_props_are_those_of_its_constructor_and_no_other() -> None:
    for name in NAMES:
        component = getattr(kit, name)
        assert component._prop_names == list(component.__annotations__)
        with pytest.raises(TypeError):
            component(id="x", nonsense=1)


def test_a_prop_that_is_needed_is_missed() -> None:
    with pytest.raises(TypeError, match="Tiles needs titles"):
        Tiles("x")  # type: ignore[call-arg]


def test_every_component_of_the_kit_is_listed() -> None:
    assert sorted(one.__name__ for one in KitComponent.__subclasses__()) == sorted(NAMES)
