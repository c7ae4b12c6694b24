"""What the browser sends to the server's callbacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

Body = dict[str, Any]
Callback = Mapping[str, Any]
"""`{output, inputs, state}`, as `/_dash-dependencies` lists them."""


def body(
    callbacks: Iterable[Callback],
    output: str,
    given: Mapping[str, object],
    state: Mapping[str, object],
) -> Body:
    """A call of the callback that writes `output`; inputs and state that are not given are empty."""
    callback = next(one for one in callbacks if output in _names(one["output"]))
    name = callback["output"]
    outputs = [_ids(part) for part in _names(name)]
    return {
        "output": name,
        "outputs": outputs if name.startswith("..") else outputs[0],
        "inputs": [_with_value(part, given) for part in callback["inputs"]],
        "state": [_with_value(part, state) for part in callback["state"]],
        "changedPropIds": list(given),
    }


def look(
    callbacks: Iterable[Callback],
    search: str = "",
    load: str | None = None,
    shown: Mapping[str, str] | None = None,
    at: int = 1,
    asked_at: str | None = None,
) -> Body:
    """A page's question for what an address shows; what is `shown` already is left out of the answer."""
    known = list(callbacks)
    view = f"page-{page_of(known, search)}"
    request = {"search": search, "load": load, "asked_at": asked_at, "at": at}
    return body(known, f"{view}.shown", {f"{view}.request": request}, {f"{view}.shown": shown})


def page_of(callbacks: Iterable[Callback], search: str) -> str:
    """As the browser does: the overview where there is no such page."""
    name = dict(parse_qsl(search.removeprefix("?"))).get("page", "overview")
    is_known = any(f"page-{name}.shown" in _names(one["output"]) for one in callbacks)
    return name if is_known else "overview"


def _names(output: str) -> list[str]:
    return output.strip(".").split("...")


def _ids(name: str) -> dict[str, str]:
    identifier, _, prop = name.rpartition(".")
    return {"id": identifier, "property": prop}


def _with_value(part: Mapping[str, str], values: Mapping[str, object]) -> dict[str, Any]:
    name = f"{part['id']}.{part['property']}"
    return {"id": part["id"], "property": part["property"], "value": values.get(name)}
