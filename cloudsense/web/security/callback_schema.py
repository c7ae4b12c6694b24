"""What the page sends: any other body is refused before it reads, buys or breaks anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import Dash
from flask import abort, request

from cloudsense.web.commands import Order
from cloudsense.web.state import ids

PATH = "/_dash-update-component"
TYPES: Mapping[str, tuple[type, ...]] = {"search": (str,), "n_clicks": (int,), "data": (str, dict)}
"""What the value of a property may be, unless it has none yet."""

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
    callback = callbacks.get(body["output"], {})
    if "callback" not in callback or body.get("outputs") != _outputs(callback["output"]):
        return False
    triggers = {f"{part['id']}.{part['property']}" for part in callback["inputs"]}
    return (
        _fit(body.get("inputs"), callback["inputs"])
        and _fit(body.get("state", []), callback["state"])
        and all(_among(body.get(name, []), triggers) for name in ("changedPropIds", "parsedChangedPropsIds"))
    )


def _outputs(outputs: Any) -> object:
    if isinstance(outputs, list):
        return [_outputs(output) for output in outputs]
    return {"id": outputs.component_id, "property": outputs.component_property}


def _fit(given: object, wanted: Iterable[Part]) -> bool:
    parts = list(wanted)
    return isinstance(given, list) and len(given) == len(parts) and all(map(_fits, given, parts))


def _fits(given: object, wanted: Part) -> bool:
    if not isinstance(given, dict):
        return False
    name, value = wanted["property"], given.get("value")
    if (given.get("id"), given.get("property")) != (wanted["id"], name):
        return False
    if value is None:
        return True
    return Order.parse(value) is not None if wanted["id"] == ids.ORDER else isinstance(value, TYPES[name])


def _among(given: object, known: set[str]) -> bool:
    return isinstance(given, list) and all(isinstance(name, str) and name in known for name in given)
