"""What all components of the kit are: Dash components whose script is a file of assets/kit."""

from __future__ import annotations

import inspect
from typing import Any

from dash.development.base_component import Component


class KitComponent(Component):
    """A Dash component of our own. The browser finds it as `window.cloudsense_kit[<class name>]`.

    Its props are the parameters of its `__init__`; what the browser reports with `setProps` is a
    prop, too. Dash promises none of this for plain files: a test holds the contract.
    """

    _namespace = "cloudsense_kit"
    _base_nodes = ["children"]  # noqa: RUF012 - as Dash has it
    _children_props: list[str] = []  # noqa: RUF012
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_wildcard_properties: list[str] = []  # noqa: RUF012

    def __init_subclass__(cls) -> None:
        parameters = list(inspect.signature(cls.__init__).parameters)
        cls._type = cls.__name__
        cls._prop_names = parameters[1:]
        cls.available_properties = parameters[1:]  # type: ignore[attr-defined]

    def __init__(self, **props: Any) -> None:
        given = {name: value for name, value in props.items() if value is not None}
        super().__init__(**given)  # type: ignore[no-untyped-call]
