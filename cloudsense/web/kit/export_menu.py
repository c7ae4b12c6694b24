"""`ExportMenu`: files of the page, and the same costs in AWS's own tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from cloudsense.web.kit.base import KitComponent


class ExportedFile(TypedDict):
    """A file of the page: `href` as in `page.xlsx?…`, and a short description."""

    label: str
    note: str
    href: str


class ExportMenu(KitComponent):
    """A button *Export* with files, a command for the AWS CLI, and a link to the AWS console.

    - `files`: files in order; none while the page is loading
    - `command`: a line for a shell; "" if there is none
    - `command_note`: what a run costs, or why there is no command
    - `console`: an address of the AWS console, which opens in a new tab
    - `console_note`: settings that the address can't contain

    Without any of them there is no button. Nothing is sent to AWS until the link is clicked.
    """

    id: str
    files: Sequence[ExportedFile] = ()
    command: str = ""
    command_note: str = ""
    console: str = ""
    console_note: str = ""
    page_props = ("files", "command", "command_note", "console", "console_note")
