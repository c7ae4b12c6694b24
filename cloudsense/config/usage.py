"""Usage errors of click in CloudSense's words. Values of flags are never repeated:
they may be secrets."""

from __future__ import annotations

import re

import click

from cloudsense.costs.names import quoted, visible
from cloudsense.errors import CloudSenseError, UsageError

NAME = re.compile(r"-*[A-Za-z-]*")
"""Name of an unknown flag, without a value that follows."""


def problem_of(error: BaseException) -> CloudSenseError:
    """Error message for the exception that ended a command."""
    match error:
        case CloudSenseError():
            return error
        case click.UsageError():
            return refusal(error)
        case KeyboardInterrupt():
            return CloudSenseError("Interrupted.")
        case _:
            remedy = "Run it again with --debug for details."
            return CloudSenseError("Something in CloudSense went wrong.", remedy=remedy)


def refusal(error: click.UsageError) -> UsageError:
    """Error that names the unknown flag or command and the nearest known one."""
    nearest = None
    match error:
        case click.NoSuchOption():
            flags = NAME.findall(error.option_name)
            title = f"Unknown option {flags[0]}."
            nearest = error.possibilities
        case click.NoSuchCommand():
            title = f"Unknown command {quoted(error.command_name)}."
            nearest = error.possibilities
        case _:
            sentence = error.format_message().rstrip(".")
            title = f"{visible(sentence)}."
    help_flag = "--help"
    if error.ctx:
        help_flag = f"{error.ctx.command_path} --help"
    remedy = f"`{help_flag}` lists all options."
    if nearest:
        remedy = f"Did you mean {nearest[0]}? {remedy}"
    return UsageError(title, remedy=remedy)
