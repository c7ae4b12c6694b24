"""Makes commands from functions, with their options, the settings and the clock."""

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
"""Key of the clock in the `meta` of a context."""

Action = Callable[..., int]
"""Implementation of a command, called with settings, clock and its own options.
Returns the exit code."""


def called(action: Action) -> Action:
    """Callback for click that calls `action`."""

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
    """Whether the running command was given the setting as a flag."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source(setting) is ParameterSource.COMMANDLINE:
            return True
        context = context.parent
    return False


def command_of(program: click.Group) -> Callable[[Action], click.Command]:
    """Decorator that makes a command of `program`.

    The command has the function's name and options, and the settings that are not only for the
    dashboard.
    """

    def command(action: Action) -> click.Command:
        made = program.command()(called(action))
        for option in made.params:
            option.metavar = option.metavar or option.name.upper()
        made.params += [setting for setting in SETTINGS if not setting.serving]
        return made

    return command
