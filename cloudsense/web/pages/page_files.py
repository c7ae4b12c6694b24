"""Files of a page: its table, all of its tables as one workbook, and the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cloudsense import formatting
from cloudsense.config.payers import ALL
from cloudsense.costs.anomalies.anomaly import is_id
from cloudsense.costs.names import visible
from cloudsense.errors import AddressError
from cloudsense.figures.chart_table import chart_table
from cloudsense.figures.table_data import TableState
from cloudsense.figures.workbook import Sheet, workbook
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer
from cloudsense.web.pages.anomalies.download import no_anomaly
from cloudsense.web.pages.base import Answers, Page, ViewContext
from cloudsense.web.pages.download import Download, FileFormat, Note, PageFile
from cloudsense.web.pages.exported_charts import charts_of
from cloudsense.web.pages.offline.document import document
from cloudsense.web.pages.offline.drawing import Drawing
from cloudsense.web.pages.registry import page_of
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state import table_parameters
from cloudsense.web.state.selection import Selection

UNSORTED = TableState()


@dataclass(frozen=True)
class LoadedPage:
    """A page, the answers to its questions, and its context."""

    page: Page[Any]
    answers: Answers
    context: ViewContext


def read_page(renderer: Renderer, search: str, patience: float, *, buy: bool = False) -> LoadedPage:
    """Read the page of an address: what is cached or, if it may `buy`, everything.

    Raises AddressError, CloudSenseError, and Waiting until the account is known.
    """
    options = renderer.options
    selection = Selection.parse(search, options.references)
    if selection.anomaly and not is_id(selection.anomaly):
        raise no_anomaly(selection.anomaly)
    page = page_of(selection)
    if buy:
        answers, _ = renderer.read(page, selection, Terms(patience))
    else:
        answers = renderer.cached(page, selection, patience)
    if answers is None:
        raise Waiting(Progress(0))
    context = ViewContext(options, renderer.labels(answers), renderer.ledger.is_priced)
    return LoadedPage(page, answers, context)


Make = Callable[[LoadedPage, TableState], PageFile]
"""Function that makes a file of a page. Raises Waiting while a part of it is loading, AddressError,
and the error that is shown in place of the page."""


def table_file(form: FileFormat, loaded: LoadedPage, state: TableState) -> PageFile:
    """Make a file of the table, sorted and searched as in `state`."""
    download = _download(loaded, state)
    start = _start(loaded)
    name = f"{start}-{download.name}.{form}"
    return PageFile(name, form, download.content(form))


def workbook_file(loaded: LoadedPage, state: TableState) -> PageFile:
    """Make a workbook with a sheet for each table and chart of the page."""
    table_parameters.refuse(state)
    download = _download(loaded, state)
    sheets = [download.as_sheet]
    for title, table in loaded.page.more_tables(loaded.answers, loaded.context):
        sheets.append(Sheet(title, table, download.notes))
    content = loaded.page.view(loaded.answers, loaded.context)
    for chart in charts_of(loaded.page, content):
        table = chart_table(chart.figure)
        sheets.append(Sheet(chart.title, table, download.notes))
    name = _name(loaded, download)
    made = workbook(sheets, download.made)
    return PageFile(f"{name}.xlsx", FileFormat.XLSX, made)


def html_file(loaded: LoadedPage, state: TableState = UNSORTED) -> PageFile:
    """Make an HTML file of the whole page, which opens without a network."""
    table_parameters.refuse(state)
    page, answers = loaded.page, loaded.answers
    if answers.failed:
        raise answers.problems[0]
    if answers.progress or _lacks_answers(answers):
        raise Waiting(Progress(0))
    # A file offers no button to load more.
    shown: Any = replace(answers, price_to_confirm=None)  # type: ignore[type-var]
    drawing = Drawing(page.view(shown, loaded.context))
    body = "".join(map(drawing.draw, page.layout()))
    notes = general_notes(loaded)
    name = f"{_start(loaded)}-{page.name}"
    if page.download:
        download = _download(loaded, state)
        notes = download.notes
        name = _name(loaded, download)
    facts = list(filter(_is_fact, notes))
    title = f"AWS costs: {page.title}"
    content = document(title, facts, body, drawing.figures)
    return PageFile(f"{name}.html", "html", content)


FILES: Mapping[str, Make] = {
    "costs.csv": partial(table_file, FileFormat.CSV),
    "costs.xlsx": partial(table_file, FileFormat.XLSX),
    "page.xlsx": workbook_file,
    "page.html": html_file,
}
"""Functions by the path of an address."""


def _is_fact(note: Note) -> bool:
    """Whether an HTML file has this line. Notes are on the page already."""
    title, said = note
    return title != "Note" and said != "?"


def _name(loaded: LoadedPage, download: Download) -> str:
    """Name a file of the whole page, without the extension: page, grouping, filters and period."""
    page = loaded.page.name
    rest = download.name.removeprefix(f"{page}-")
    return f"{_start(loaded)}-{page}-{rest}"


def _start(loaded: LoadedPage) -> str:
    """Return the start of file names, with the payer if there are several."""
    payer = re.sub(r"[^A-Za-z0-9._-]+", "-", loaded.context.options.payer)
    return f"cloudsense-{payer}" if payer else "cloudsense"


def _lacks_answers(answers: Answers) -> bool:
    """Whether an answer was never loaded."""
    if not isinstance(answers.asked, Mapping):
        return False
    found = [each for each in answers.asked.values() if isinstance(each, Answer)]
    return any(answer.snapshot is None for answer in found)


def _download(loaded: LoadedPage, state: TableState) -> Download:
    page, answers = loaded.page, loaded.answers
    if page.download is None:
        said = f"The page {page.title} has no table."
        raise AddressError(said, remedy="Save it as HTML, or choose another page.")
    download = page.download(answers, state, loaded.context)
    notes = (*download.notes, *general_notes(loaded))
    return replace(download, notes=notes)


def general_notes(loaded: LoadedPage) -> tuple[Note, ...]:
    """Describe the costs: account or payers, filters, currency, and whether they are complete."""
    answers, context = loaded.answers, loaded.context
    options = context.options
    is_combined = options.payer == ALL
    chosen = []
    for rule in answers.selection.filters:
        by = formatting.dimension(rule.dimension)
        chosen.append(f"{by}: {context.labels.chosen(rule)}")
    days = [snapshot.complete_to for snapshot in getattr(answers, "snapshots", ())]
    notes = [
        ("Payers", ", ".join(map(visible, options.payers)) if is_combined else ""),
        ("Payer", "" if is_combined else options.payer),
        ("Filters", " · ".join(chosen)),
        ("Currency", getattr(answers, "currency", "")),
        ("Complete through", str(max(days, default=""))),
        ("Account", _account(answers, context)),
    ]
    return tuple((title, text) for title, text in notes if text)


def _account(answers: Answers, context: ViewContext) -> str:
    """Return `acme 111122223333`, or the last four digits of the id if ids are hidden; "" for all
    payers."""
    if context.options.payer == ALL:
        return ""
    identity = answers.identity
    hide = context.options.hide_account
    number = formatting.account(identity.account, hide)
    name = identity.name or context.labels.accounts.get(identity.account, "")
    if hide or not name:
        return number
    return f"{name} {number}"
