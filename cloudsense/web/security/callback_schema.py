"""Schema of the request bodies that the page sends. Others are refused before anything is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any

import orjson
from dash import Dash
from flask import abort, request
from flask.json.provider import DefaultJSONProvider

from cloudsense.costs.query import Dimension
from cloudsense.web.commands import Command
from cloudsense.web.pages.budgets.form import LONGEST as LONGEST_FORM

PATH = "/_dash-update-component"
REQUEST: Mapping[str, tuple[type, ...]] = {
    "search": (str,),
    "load": (str, NoneType),
    "at": (int,),
}
"""Fields of a page's `request`."""
ASKED_AT = "asked_at"
"""Optional field of a `request`: a text or None."""

Part = Mapping[str, Any]


class WritableJson(DefaultJSONProvider):
    """JSON provider that replaces lone surrogates with `?`."""

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        """Parse JSON. Raises ValueError."""
        try:
            return orjson.loads(s)
        except orjson.JSONDecodeError:
            return orjson.loads(_whole(s))


def _whole(text: str | bytes) -> bytes:
    try:
        lenient = json.dumps(json.loads(text), ensure_ascii=False)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return lenient.encode("utf-8", "replace")


def refuse_unknown_bodies(app: Dash) -> None:
    """Refuse bodies that the page of `app` does not send. Runs after the login."""
    app.server.json = WritableJson(app.server)

    def check() -> None:
        if _calls_back() and not is_valid(request.get_json(), app.callback_map):
            abort(400)

    app.server.before_request(check)


def _calls_back() -> bool:
    return request.path == PATH and request.method == "POST"


def is_valid(body: object, callbacks: Mapping[str, Part]) -> bool:
    """Whether `body` calls one of the server's callbacks with its outputs, inputs and state."""
    if not isinstance(body, dict):
        return False
    name = body.get("output")
    if not isinstance(name, str):
        return False
    if body.get("outputs") != _outputs(name):
        return False
    callback = callbacks.get(name, {})
    if "callback" not in callback:
        return False
    inputs = callback["inputs"]
    if not _match_all(body.get("inputs"), inputs):
        return False
    if not _match_all(body.get("state", []), callback["state"]):
        return False
    triggers = set(map(_trigger, inputs))
    changed = (body.get(name, []) for name in ("changedPropIds", "parsedChangedPropsIds"))
    return all(_are_among(names, triggers) for names in changed)


def _trigger(part: Part) -> str:
    identifier, name = part["id"], part["property"]
    return f"{identifier}.{name}"


def _outputs(name: str) -> object:
    """Parse the outputs in the name of a callback: `..a.b...c.d..`, or `a.b` for a single one."""
    outputs = []
    for part in name.strip(".").split("..."):
        identifier, _, prop = part.rpartition(".")
        outputs.append({"id": identifier, "property": prop})
    return outputs if name.startswith("..") else outputs[0]


def _match_all(given: object, wanted: Sequence[Part]) -> bool:
    if not isinstance(given, list):
        return False
    if len(given) != len(wanted):
        return False
    return all(map(_matches, given, wanted))


def _matches(given: object, wanted: Part) -> bool:
    if not isinstance(given, dict):
        return False
    name = wanted["property"]
    if given.get("id") != wanted["id"]:
        return False
    if given.get("property") != name:
        return False
    value = given.get("value")
    return value is None or VALUES[name](value)


def _is_request(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    if value.keys() - {ASKED_AT} != REQUEST.keys():
        return False
    kinds = {**REQUEST, ASKED_AT: (str, NoneType)}
    given = map(value.get, kinds)
    return all(map(isinstance, given, kinds.values()))


def _is_shown(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    texts = [*value, *value.values()]
    return all(isinstance(text, str) for text in texts)


def _is_wanted(value: object) -> bool:
    """Whether a value is what an opened picker sends: `{at}` or `{dimension, buy?, form?, at}`."""
    if not isinstance(value, dict) or type(value.get("at")) is not int:
        return False
    if value.keys() == {"at"}:
        return True
    if not value.keys() <= {"at", "dimension", "buy", "form"}:
        return False
    form = value.get("form", "")
    return _is_dimension(value.get("dimension")) and _is_form(form)


def _is_dimension(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(Dimension(value))
    except ValueError:
        return False


def _is_draft(value: object) -> bool:
    """Whether a value is a draft of the budget form: `{form, at}`."""
    if not isinstance(value, dict) or value.keys() != {"form", "at"}:
        return False
    at, form = value["at"], value["form"]
    return type(at) is int and _is_form(form)


def _is_form(value: object) -> bool:
    """Whether a value is the JSON text of a budget's fields."""
    return isinstance(value, str) and len(value) <= LONGEST_FORM


VALUES: Mapping[str, Callable[[Any], bool]] = {
    "request": _is_request,
    "shown": _is_shown,
    "action": lambda value: Command.parse(value) is not None,
    "wanted": _is_wanted,
    "draft": _is_draft,
    "update": lambda value: type(value) is int,
    "address": lambda value: isinstance(value, str),
}
"""Checks by property. Properties that have no value yet are not checked."""


def _are_among(given: object, known: set[str]) -> bool:
    if not isinstance(given, list):
        return False
    names = [name for name in given if isinstance(name, str)]
    return names == given and known.issuperset(names)
