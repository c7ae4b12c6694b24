"""Routes of files: the table on the screen, and whole pages."""

from __future__ import annotations

from flask import Response

from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.web.pages.page_files import Make, read_page
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.state import table_parameters

MIME_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


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
