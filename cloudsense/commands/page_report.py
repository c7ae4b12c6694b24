"""Formats of `cloudsense report` that are not tables: a page as one HTML file, and the AWS CLI
command for the same costs. Nothing is printed here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from cloudsense.bootstrap import Ask, alert_centers, aws_tools, capabilities, open_payers
from cloudsense.clock import Clock
from cloudsense.config.options import PageFormat
from cloudsense.config.payers import ALL, find, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.aws_tools import Viewed, plain_query
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.names import spellings
from cloudsense.costs.parsing import EXCLUDING, condition
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import UsageError
from cloudsense.formatting import without_ids
from cloudsense.ledger.api_spend import Progress
from cloudsense.report.answer import POLL_SECONDS, loading, priced

Tell = Callable[[str], None]
"""Receives a line of progress."""
PATIENCE = 5.0
"""Seconds that a page waits for AWS before it is read again."""
RUN_PRICE = "Each run of this command costs $0.01 or more, a cent for each page of the answer."


def report(
    settings: Settings, clock: Clock, given: Mapping[str, Any], tell: Tell, ask: Ask | None
) -> str:
    """Report with the options `given`. Raises AddressError, CloudSenseError."""
    if given["format"] is PageFormat.AWS_CLI:
        tell(RUN_PRICE)
        return _command(settings, clock, given)
    return _page(settings, clock, given, tell, ask)


def _command(settings: Settings, clock: Clock, given: Mapping[str, Any]) -> str:
    """AWS CLI command; needs neither credentials nor an answer."""
    from cloudsense.report.request import understand

    today = clock().date()
    request = understand(given, today, capabilities(settings).first_day(today))
    query = plain_query(_in_all_spellings(request.focus))
    is_china = _region(settings, given["payer"] or "").startswith("cn-")
    viewed = Viewed(query, request.period, partition="aws-cn" if is_china else "aws")
    line = aws_tools().command(viewed)
    if without_ids(line, settings.hide_account) != line:
        said = "The command would contain account ids, which --hide-account hides."
        raise UsageError(said, remedy="Remove --hide-account.")
    return line


def _in_all_spellings(focus: Focus) -> Focus:
    """Focus with all names of its services: without an answer, those that occur are not known."""
    names: list[str] = []
    for rule in focus.filters:
        if rule.dimension is Dimension.SERVICE:
            names += [name for value in rule.values for name in spellings(value)]
    return focus.spelled(names)


def _region(settings: Settings, payer: str) -> str:
    """Region of the payer, or of the first one for all; "" if it is not set. Raises AddressError
    for an unknown payer."""
    known = payers(settings)
    if payer == ALL and len(known) > 1:
        payer = ""
    return find(known, payer).region or ""


def _page(
    settings: Settings, clock: Clock, given: Mapping[str, Any], tell: Tell, ask: Ask | None
) -> str:
    from cloudsense.web.app import payers_of
    from cloudsense.web.pages.page_files import html_file, read_page

    search = address(given)
    several = open_payers(settings, clock, "report", ask=ask)
    alert_centers(settings, several, clock)
    renderers = payers_of(settings, {each.payer: each.ledger for each in several})
    renderer = renderers.of(search)

    def read() -> Any:
        return read_page(renderer, search, PATIENCE, buy=True)

    reading = _complete(read, tell, is_paid=renderer.ledger.is_priced)
    if given["refresh"]:
        for part in renderer.parts:
            part.ledger.refresh(list(reading.answers.asked))
        reading = _complete(read, tell, is_paid=renderer.ledger.is_priced)
    if pages := several[0].spending.pages_paid_here:
        tell(priced(pages, "paid request"))
    if len(renderer.parts) > 1:  # all payers are cached now, so the combined page is free
        reading = read_page(renderer, search, PATIENCE)
    return str(html_file(reading).content)


def _complete(read: Callable[[], Any], tell: Tell, *, is_paid: bool) -> Any:
    """Page after all running purchases have finished."""
    from cloudsense.web.queries.answers import Waiting

    told = Progress(0)
    while True:
        try:
            reading = read()
        except Waiting:
            reading = None
        progress = reading.answers.progress if reading else None
        if reading and not progress:
            return reading
        if is_paid and progress and progress.pages > told.pages:
            told = progress
            tell(loading(progress))
        time.sleep(POLL_SECONDS)


def address(given: Mapping[str, Any]) -> str:
    """Address of the page; options are named like its parameters."""
    names = ("page", "period", "metric", "charges")
    words = [(name, given[name]) for name in names]
    if given["payer"]:
        words.append(("payer", given["payer"]))
    if tuple(given["by"]) != ("service",):
        words += [("by", dimension) for dimension in given["by"]]
    if given["granularity"] != Granularity.TOTAL:
        words.append(("granularity", given["granularity"]))
    for text in given["where"]:
        of, value, exclude = condition("--where", text)
        words.append((f"{of.value}{EXCLUDING if exclude else ''}", value))
    return f"?{urlencode(words)}"
