"""Props of a page's `ExportMenu`: files, the AWS CLI, the AWS console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudsense import formatting
from cloudsense.costs.aws_tools import AwsTools, ConsoleLink, Viewed, asks_families, plain_query
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import Charges
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.base import Page
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

RUN_PRICE_NOTE = "Each run costs $0.01 for each page of results."
FAMILIES = "AWS has no families, so the command groups by usage type."
HIDDEN = "Not shown, because it contains account ids, which are hidden."


def export_props(page: Page[Any], answers: Any, ledger: Ledger, tools: AwsTools | None) -> Props:
    """Return the props of the `ExportMenu`. Files are listed once everything is loaded."""
    is_whole = answers.progress is None and answers.price_to_confirm is None
    files = _files(page, answers.selection) if is_whole else ()
    if not tools or not page.has_controls or not isinstance(answers, PageAnswers):
        return {"files": files}
    viewed = viewed_of(answers, ledger)
    return {"files": files, **_elsewhere(viewed, answers.selection, tools)}


def image_of(page: Page[Any], answers: Any, labels: Labels) -> Mapping[str, str]:
    """Return the texts of a saved chart: `Oct 24 – Nov 22, 2026`, `RDS · net unblended`, and the
    days for its file name.

    Charts of pages without controls have their own days.
    """
    if not page.has_controls or not isinstance(answers, PageAnswers):
        return {}
    selection, period = answers.selection, answers.choice.period
    metric = selection.metric.value.replace("-", " ")
    usage_only = "usage only" if selection.charges is Charges.USAGE else ""
    filters = [labels.chosen(rule) for rule in selection.filters]
    return {
        "period": formatting.days(period),
        "costs": " · ".join(filter(None, [*filters, metric, usage_only])),
        "days": f"{period.start}-{period.last}",
    }


def _files(page: Page[Any], selection: Selection) -> list[Mapping[str, str]]:
    search = selection.search
    whole = _file("HTML", "the page as one file that opens offline", f"page.html{search}")
    if not page.download:
        return [whole]
    return [
        _file("CSV", "the table", f"costs.csv{search}"),
        _file("XLSX", "tables and charts", f"page.xlsx{search}"),
        whole,
    ]


def _file(label: str, note: str, href: str) -> Mapping[str, str]:
    return {"label": label, "note": note, "href": href}


def viewed_of(answers: PageAnswers, ledger: Ledger) -> Viewed:
    """Return the costs that the page lists, as a request to AWS."""
    selection, period = answers.selection, answers.choice.period
    focus = selection.focus
    if focus.has_renamed_service:
        focus = focus.spelled(ledger.services(period))
    return Viewed(
        query=plain_query(focus),
        period=period,
        metric=selection.metric,
        granularity=selection.granularity.of(period),
        partition=answers.identity.partition,
    )


def _elsewhere(viewed: Viewed, selection: Selection, tools: AwsTools) -> Props:
    command = tools.command(viewed)
    link = tools.console(viewed)
    is_hiding = selection.references.secret is not None
    if formatting.without_ids(command, is_hiding) != command:
        return {"command": "", "command_note": HIDDEN}
    notes = [RUN_PRICE_NOTE, FAMILIES if asks_families(selection.focus) else ""]
    return {
        "command": visible(command),
        "command_note": " ".join(filter(None, notes)),
        "console": link.address,
        "console_note": _lost(link),
    }


def _lost(link: ConsoleLink) -> str:
    """Say what must be chosen by hand in the console."""
    if not link.lost:
        return ""
    return f"The link to the console cannot include {formatting.enumerated(link.lost)}."
