"""What a spreadsheet program finds in an XLSX file, read from its XML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
Value = str | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a file."""

    name: str
    rows: list[list[Value]]
    """From the first row on; a text is a text in the file, a number a number."""
    formats: list[list[str]]
    """Number formats of the cells."""
    bold: list[bool]
    """Whether a row's first cell is."""
    pane: str
    """The first cell that scrolls."""
    filtered: str
    widths: list[float]
    active: list[str] = field(default_factory=list)
    """Formulas and links: what does something when it is opened or clicked."""


def sheet(content: bytes) -> Sheet:
    """The one sheet of a file."""
    (only,) = sheets(content)
    return only


def sheets(content: bytes) -> list[Sheet]:
    with ZipFile(BytesIO(content)) as file:
        names = file.namelist()
        parts = {name: ElementTree.fromstring(file.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    titles = [one.get("name", "") for one in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    return [_sheet(name, parts[f"xl/worksheets/sheet{n}.xml"], parts) for n, name in enumerate(titles, 1)]


def _sheet(name: str, page: ElementTree.Element, parts: dict[str, ElementTree.Element]) -> Sheet:
    texts = ["".join(si.itertext()) for si in parts["xl/sharedStrings.xml"].iter(f"{MAIN}si")]
    styles = _styles(parts["xl/styles.xml"])
    rows, formats, bold = [], [], []
    for row in page.iter(f"{MAIN}row"):
        cells = list(row.iter(f"{MAIN}c"))
        while len(rows) < int(row.get("r", "1")) - 1:
            rows.append([])
            formats.append([])
            bold.append(False)
        rows.append([_value(cell, texts) for cell in cells])
        formats.append([styles[int(cell.get("s", "0"))][0] for cell in cells])
        bold.append(styles[int(cells[0].get("s", "0"))][1])
    active = [element.tag for element in page.iter() if element.tag in (f"{MAIN}f", f"{MAIN}hyperlink")]
    pane, filtered = page.find(f".//{MAIN}pane"), page.find(f"{MAIN}autoFilter")
    return Sheet(
        name,
        rows,
        formats,
        bold,
        pane.get("topLeftCell", "") if pane is not None else "",
        filtered.get("ref", "") if filtered is not None else "",
        [float(column.get("width", "0")) for column in page.iter(f"{MAIN}col")],
        active,
    )


def _value(cell: ElementTree.Element, texts: list[str]) -> Value:
    value = cell.find(f"{MAIN}v")
    if value is None or value.text is None:
        return None
    return ESCAPED.sub(_unescaped, texts[int(value.text)]) if cell.get("t") == "s" else float(value.text)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _styles(root: ElementTree.Element) -> list[tuple[str, bool]]:
    """Of each cell format: its number format, and whether it is bold."""
    formats = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter(f"{MAIN}numFmt")}
    fonts = [font.find(f"{MAIN}b") is not None for font in root.iter(f"{MAIN}font")]
    cells = root.find(f"{MAIN}cellXfs")
    assert cells is not None
    built_in = {"4": "#,##0.00", "49": "@"}
    return [
        ((formats | built_in).get(one.get("numFmtId", ""), ""), fonts[int(one.get("fontId", "0"))]) for one in cells
    ]
