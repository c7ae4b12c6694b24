"""Routes of files: the table on the screen, and whole pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures.table_data import TableState
from cloudsense.web.pages.download import FileFormat, PageFile
from cloudsense.web.pages.page_files import (
    LoadedPage,
    html_file,
    read_page,
    table_file,
    workbook_file,
)
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.state import table_parameters

MIME_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
Make = Callable[[LoadedPage, TableState], PageFile]


def table_of(form: FileFormat) -> Make:
    """Return a function that makes a file of the table as it is sorted and searched."""
    return lambda answers, state: table_file(answers, state, form)


def whole_workbook(answers: LoadedPage, state: TableState) -> PageFile:
    """Make a workbook of all tables of the page."""
    table_parameters.refuse(state)
    return workbook_file(answers)


def offline_page(answers: LoadedPage, state: TableState) -> PageFile:
    """Make one HTML file of the whole page that opens without a network."""
    table_parameters.refuse(state)
    return html_file(answers)


def file_answer(renderer: Renderer, search: str, make: Make, patience: float) -> Response:
    """Respond with the file that `make` returns for an address, or with the reason why not.

    Buys nothing.
    """
    try:
        state, rest = table_parameters.parse(search)
        file = make(read_page(renderer, rest, patience), state)
    except AddressError as problem:
        return Response(problem.sentence, 400, mimetype="text/plain")
    except CloudSenseError as problem:
        return Response(problem.sentence, 502, mimetype="text/plain")
    except Waiting:
        said = (
            "Not all of this data is loaded yet. Open this page in CloudSense, then download the "
            "file."
        )
        return Response(said, 503, mimetype="text/plain", headers={"Retry-After": "2"})
    disposition = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": disposition}
    return Response(file.content, mimetype=MIME_TYPES[file.form], headers=headers)
