"""Base class of the kit: Dash components whose script is a file in assets/kit."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, dataclass_transform

from dash.development.base_component import Component

NAMESPACE = "cloudsense_kit"
# Dash imports the namespace for each prop that is set. Without a module of that name it searches
# every folder of sys.path each time.
sys.modules.setdefault(NAMESPACE, sys.modules[__name__])


@dataclass_transform()
class KitComponent(Component):
    """A Dash component of our own. The browser finds it as `window.cloudsense_kit[<class name>]`.

    Its props are the annotated attributes of the class, as in a dataclass, including those that the
    browser sets with `setProps`. A prop that is None is left out. Dash does not document that
    components can be written as plain files: a test checks that this works.
    """

    page_props: ClassVar[tuple[str, ...]] = ()
    """Props that a page's callback writes."""

    _namespace = NAMESPACE
    _base_nodes = ["children"]  # noqa: RUF012 - as Dash has it
    _children_props = []  # noqa: RUF012 - as Dash has it
    _valid_wildcard_attributes = []  # noqa: RUF012 - as Dash has it
    available_wildcard_properties = []  # noqa: RUF012 - as Dash has it
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        props = list(cls.__annotations__)
        cls._type = cls.__name__
        cls._prop_names = props
        cls.available_properties = props  # type: ignore[attr-defined]
        given = vars(cls)
        cls._defaults = {name: given[name] for name in props if name in given}
        for name in cls._defaults:
            delattr(cls, name)  # Dash takes every attribute of this name for a prop that is set

    def __init__(self, *values: Any, **props: Any) -> None:
        named = dict(zip(self._prop_names, values, strict=False))
        given = {**self._defaults, **named, **props}
        if missing := [name for name in self._prop_names if name not in given]:
            lacking = ", ".join(missing)
            raise TypeError(f"{self._type} needs {lacking}")
        known = {name: value for name, value in given.items() if value is not None}
        super().__init__(**known)  # type: ignore[no-untyped-call]


def children_of(component: Component) -> Sequence[Component]:
    """Return the components in a component."""
    children = getattr(component, "children", None)
    if isinstance(children, Component):
        return [children]
    if isinstance(children, Sequence) and not isinstance(children, str):
        return [child for child in children if isinstance(child, Component)]
    return []


def every(components: Sequence[Component]) -> Iterator[Any]:
    """Yield components, each before those in it."""
    for component in components:
        yield component
        yield from every(children_of(component))
