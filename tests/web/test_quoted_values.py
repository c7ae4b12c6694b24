"""Values in addresses that scripts write are those that Python writes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote_plus

QUOTED = Path(__file__).parents[1] / "scripts" / "quoted.json"


def test_the_table_of_the_scripts_is_that_of_python() -> None:
    table = json.loads(QUOTED.read_text("utf-8"))
    assert {text: quote_plus(text) for text in table} == table
    assert len(table) > 10
