"""The table on the screen, or the list of cached data, as a file."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Response

from cloudsense.costs.anomalies.anomaly import is_id
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.ledger.api_spend import Progress
from cloudsense.web.pages.anomalies.download import no_anomaly
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import Download, FileFormat
from cloudsense.web.pages.registry import find
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.state import table_parameters
from cloudsense.web.state.selection import Selection

MIME_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_answer(renderer: Renderer, search: str, form: FileFormat, patience: float) -> Response:
    """What the page of an address lists, as a file, or a sentence why not. It buys nothing."""
    try:
        download = _download(renderer, search, patience)
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
    disposition = f'attachment; filename="cloudsense-{download.name}.{form}"'
    headers = {"Content-Disposition": disposition}
    return Response(download.content(form), mimetype=MIME_TYPES[form], headers=headers)


def _download(renderer: Renderer, search: str, patience: float) -> Download:
    options = renderer.options
    state, rest = table_parameters.parse(search)
    selection = Selection.parse(rest, options.references)
    if selection.anomaly and not is_id(selection.anomaly):
        raise no_anomaly(selection.anomaly)
    page = find(selection.page)
    answers = renderer.cached(page, selection, patience)
    if answers is None or page.download is None:
        raise Waiting(Progress(0))
    context = ViewContext(options, renderer.labels(answers), renderer.ledger.paid)
    download = page.download(answers, state, context)
    payer = options.payer
    if not payer:
        return download
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", payer)
    notes = (("Payer", payer), *download.notes)
    return replace(download, name=f"{name}-{download.name}", notes=notes)
