"""The Accounts page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.accounts.answers import answers, questions
from cloudsense.web.pages.accounts.combined import JOIN
from cloudsense.web.pages.accounts.download import download
from cloudsense.web.pages.accounts.layout import AGAINST, NAME, PAYERS, layout
from cloudsense.web.pages.accounts.view import content
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.changes.controls import with_against
from cloudsense.web.pages.page_frame import tab_title

ACCOUNTS = Page(
    name=NAME,
    title="Accounts",
    icon="accounts",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    periods={AGAINST: with_against},
    join=JOIN,
    payers_in=PAYERS,
    tab_title=tab_title,
)
