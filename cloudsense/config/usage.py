"""What click refuses, in our words. Values of flags are never repeated: they may be secrets."""

from __future__ import annotations

import re

import click

from cloudsense.costs.names import visible
from cloudsense.errors import UsageError

NAME = re.compile(r"-*[A-Za-z-]*")
"""Of an unknown flag. Whatever follows is taken for its value."""


def refusal(error: click.UsageError) -> UsageError:
    """Names the unknown flag or command and the nearest known one."""
    nearest = None
    match error:
        case click.NoSuchOption():
            flag = NAME.match(error.option_name)
            title = f"Unknown option {flag[0] if flag else ''}."
            nearest = error.possibilities
        case click.NoSuchCommand():
            title = f"Unknown command “{visible(error.command_name[:40])}”."
            nearest = error.possibilities
        case _:
            sentence = error.format_message().rstrip(".")
            title = f"{visible(sentence)}."
    hint = f"Did you mean {nearest[0]}? " if nearest else ""
    command = f"{error.ctx.command_path} " if error.ctx else ""
    return UsageError(title, remedy=f"{hint}`{command}--help` lists all options.")
