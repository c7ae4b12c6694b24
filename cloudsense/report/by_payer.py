"""Output of several payers, one after the other with headings. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping

from cloudsense.config.options import Format
from cloudsense.costs.names import visible
from cloudsense.figures import sheet, text_tables

Texts = Mapping[str, str]
"""Texts by payer."""


def written(found: Texts, missing: Texts, form: Format) -> str:
    """Texts of `found` in this format; `missing` holds the reasons of the others.

    JSON has an object for each payer, CSV a column; no final line break.
    """
    match form:
        case Format.JSON:
            return _json(found, missing)
        case Format.CSV:
            return _csv(found)
        case Format.MARKDOWN:
            return _sections(found, lambda name: f"## {text_tables.plain(name)}\n")
        case Format.TABLE:
            return _sections(found, visible)


def _sections(found: Texts, heading: Callable[[str], str]) -> str:
    """Sections of the payers; empty ones are left out."""
    sections = []
    for name, text in found.items():
        if text:
            sections.append(f"{heading(name)}\n{text}")
    return "\n\n".join(sections)


def _json(found: Texts, missing: Texts) -> str:
    payers = [{"payer": name, **json.loads(found[name])} for name in found]
    failed = [{"payer": name, "problem": missing[name]} for name in missing]
    both = {"payers": payers, "missing": failed}
    return json.dumps(both, indent=2, ensure_ascii=False)


def _csv(found: Texts) -> str:
    """CSV with a column of payers. Cells are unchanged, as they are
    already safe for spreadsheets."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for n, (name, text) in enumerate(found.items()):
        head, *rows = csv.reader(io.StringIO(text))
        if n == 0:
            lines.writerow(["payer", *head])
        for row in rows:
            lines.writerow([sheet.text(name), *row])
    return out.getvalue().rstrip("\n")
