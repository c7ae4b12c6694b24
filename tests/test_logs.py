"""One line an event, and no secret in it."""

import json
import logging
import sys
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.logs import HIDDEN, REQUEST, Json, Line, Text

TOKEN = "a-token-of-mine-1"
ARN = "arn:aws-us-gov:sts::111122223333:assumed-role/Admin/jane"
KINDS = pytest.mark.parametrize("line", [Text([TOKEN, ""]), Json([TOKEN, ""])], ids=["text", "json"])


def record(message: str, *args: Any, error: bool = False, **fields: Any) -> logging.LogRecord:
    """At midnight."""
    made = logging.LogRecord("cloudsense.x", logging.WARNING, "", 1, message, args, sys.exc_info() if error else None)
    made.created, made.fields = 1_795_478_400.0, fields
    return made


def test_text() -> None:
    mark = REQUEST.set("r1")
    said = Text().format(record("%s happened", "it", ms=3, path="/costs.csv", name="two words"))
    REQUEST.reset(mark)
    assert said == (
        '2026-11-24T00:00:00.000+00:00 WARNING cloudsense.x r1: it happened ms=3 path=/costs.csv name="two words"'
    )


def test_json() -> None:
    said = json.loads(Json().format(record("%s happened", "it", ms=3, path="/x")))
    assert datetime.fromisoformat(said.pop("time")).timestamp() == 1_795_478_400
    assert said == {
        "level": "WARNING",
        "logger": "cloudsense.x",
        "request": "-",
        "message": "it happened",
        "ms": 3,
        "path": "/x",
    }


@KINDS
@given(st.text(), st.text())
def test_nothing_begins_a_line_of_its_own(line: Line, message: str, field: str) -> None:
    said = line.format(record("said %s", f"\n{message}\r\u2028\x85\x0b", path=f"{field}\n"))
    assert said.splitlines() == [said]
    assert said.isprintable()


@KINDS
def test_a_field_cannot_pretend_to_be_another(line: Line) -> None:
    said = line.format(record("request", path='/x status=200 "', status=404))
    if isinstance(line, Json):
        assert json.loads(said)["status"] == 404
    else:
        assert said.endswith(r'request path="/x status=200 \"" status=404')


@KINDS
@pytest.mark.parametrize("secret", [TOKEN, ARN, "AKIAIOSFODNN7EXAMPLE", f"{ARN}/with spaces"[: len(ARN)]])
def test_secrets_are_hidden(line: Line, secret: str) -> None:
    said = line.format(record("of %s, he said", secret, path=f"/{secret}"))
    assert secret not in said
    assert said.count(HIDDEN) == 2
    assert ", he said" in said or secret == ARN


@pytest.mark.parametrize("kind", [Text, Json])
def test_where_an_exception_came_from_is_told_when_debugging_only(kind: type[Line]) -> None:
    try:
        raise ValueError(f"2026-11-24 WARNING forged\n{TOKEN} {ARN}")
    except ValueError:
        said = [kind([TOKEN], traces).format(record("it failed", error=True)) for traces in (False, True)]
    short, long = said
    assert "ValueError" in short
    assert len(short.splitlines()) == 1
    assert "forged" not in short
    assert "forged" in long
    assert all(not text.count(TOKEN) + text.count(ARN) for text in said)
    assert all(text.startswith("  ") for text in long.splitlines()[1:])
