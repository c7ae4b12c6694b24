"""What the page sends: any other body is refused before it reads, buys or breaks anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import NoneType
from typing import Any

from dash import Dash
from flask import abort, request

from cloudsense.costs.query import Dimension
from cloudsense.web.commands import Order

PATH = "/_dash-update-component"
REQUEST: Mapping[str, tuple[type, ...]] = {
    "search": (str,),
    "load": (str, NoneType),
    "at": (int,),
}
"""What a page's `request` holds."""

DIMENSIONS = tuple(Dimension)

Part = Mapping[str, Any]


def only_ours(app: Dash) -> None:
    """Refuse bodies that the page of `app` does not send; for those who were let in already."""

    def check() -> None:
        if request.path == PATH and request.method == "POST" and not is_ours(_body(), app.callback_map):
            abort(400, "Invalid request.")

    app.server.before_request(check)


def _body() -> object:
    try:
        return request.get_json()
    except RecursionError:
        return None


def is_ours(body: object, callbacks: Mapping[str, Part]) -> bool:
    """Whether `body` calls one of the server's callbacks with its own outputs, inputs and state."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    name = body["output"]
    callback = callbacks.get(name, {})
    if "callback" not in callback or body.get("outputs") != _outputs(name):
        return False
    triggers = {f"{part['id']}.{part['property']}" for part in callback["inputs"]}
    return (
        _fit(body.get("inputs"), callback["inputs"])
        and _fit(body.get("state", []), callback["state"])
        and all(_among(body.get(name, []), triggers) for name in ("changedPropIds", "parsedChangedPropsIds"))
    )


def _outputs(name: str) -> object:
    """What a callback writes, by its name: `..a.b...c.d..`, or `a.b` if it is one thing."""
    parts = [part.rpartition(".") for part in name.strip(".").split("...")]
    outputs = [{"id": identifier, "property": prop} for identifier, _, prop in parts]
    return outputs if name.startswith("..") else outputs[0]


def _fit(given: object, wanted: Iterable[Part]) -> bool:
    parts = list(wanted)
    return isinstance(given, list) and len(given) == len(parts) and all(map(_fits, given, parts))


def _fits(given: object, wanted: Part) -> bool:
    if not isinstance(given, dict):
        return False
    name, value = wanted["property"], given.get("value")
    if (given.get("id"), given.get("property")) != (wanted["id"], name):
        return False
    return value is None or VALUES[name](value)


def _is_request(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() != REQUEST.keys():
        return False
    return all(isinstance(value[name], kinds) for name, kinds in REQUEST.items())


def _is_shown(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(text, str) for pair in value.items() for text in pair)


def _is_wanted(value: object) -> bool:
    """What an opened picker asks for: `{at}` or `{dimension, buy?, at}`."""
    if not isinstance(value, dict) or type(value.get("at")) is not int:
        return False
    rest = {name: one for name, one in value.items() if name != "at"}
    return not rest or (rest.get("dimension") in DIMENSIONS and rest.keys() <= {"dimension", "buy"})


VALUES: Mapping[str, Callable[[Any], bool]] = {
    "request": _is_request,
    "shown": _is_shown,
    "action": lambda value: Order.parse(value) is not None,
    "wanted": _is_wanted,
    "update": lambda value: type(value) is int,
    "address": lambda value: isinstance(value, str),
}
"""Whether a property may have a value, unless it has none yet."""


def _among(given: object, known: set[str]) -> bool:
    return isinstance(given, list) and all(isinstance(name, str) and name in known for name in given)
