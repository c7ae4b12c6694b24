"""How a function becomes a command: with its own options, the settings and the clock."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from cloudsense.config.settings import SETTINGS, gather
from cloudsense.errors import UsageError

SETTING_NAMES = {setting.name for setting in SETTINGS}
CLOCK = "cloudsense.clock"
"""Where the `meta` of a context holds the clock."""

Action = Callable[..., int]
"""What a command does with the settings, the clock and its own options. Returns the exit code."""


def called(action: Action) -> Action:
    """The function that click calls for `action`."""

    @functools.wraps(action)
    def call(**options: Any) -> int:
        context = click.get_current_context()
        if context.invoked_subcommand:
            return 0
        settings = gather(context)
        for name in SETTING_NAMES & options.keys():
            del options[name]
        try:
            return action(settings, context.meta[CLOCK], **options)
        except (Exception, KeyboardInterrupt) as error:
            is_ours = isinstance(error, UsageError)
            if settings.debug and not is_ours:
                import traceback

                traceback.print_exc()
            raise

    return call


def is_typed(setting: str) -> bool:
    """Whether the command that runs got the setting as a flag."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source(setting) is ParameterSource.COMMANDLINE:
            return True
        context = context.parent
    return False


def command_of(program: click.Group) -> Callable[[Action], click.Command]:
    """Makes commands of `program`: each is named like its function, and has the function's options
    and the settings that are not the dashboard's alone."""

    def command(action: Action) -> click.Command:
        made = program.command()(called(action))
        for option in made.params:
            option.metavar = option.metavar or option.name.upper()
        made.params += [setting for setting in SETTINGS if not setting.serving]
        return made

    return command
