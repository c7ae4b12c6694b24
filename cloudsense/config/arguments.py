"""Unknown flags, named without their values, which may be secrets."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import cast

from cloudsense.errors import UsageError

FLAG = re.compile(r"--?[A-Za-z][A-Za-z-]*")
"""How a flag begins; whatever follows is taken for its value."""
END = "--"

Options = Mapping[str, argparse.Action]


def refuse_unknown_flags(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """Raises UsageError for the first flag of `argv` that `parser`, or the command in it, does not have.

    argparse would take the value of such a flag for the command, or repeat it.
    """
    known = _options(parser)
    commands = _commands(parser)
    left = list(argv)
    while left and left[0] != END:
        text = left.pop(0)
        flag = FLAG.match(text)
        if flag is None:
            if text in commands:
                known = _options(commands[text])
                commands = {}
            continue
        option = known.get(text.partition("=")[0])
        if option is None:
            raise _unknown(flag[0], known, parser.prog)
        if option.nargs == 0 and "=" in text:
            raise UsageError(f"{flag[0]} takes no value.", remedy="Leave out everything from the = on.")
        if option.nargs != 0 and "=" not in text:
            left = left[1:]


def _options(parser: argparse.ArgumentParser) -> Options:
    return {text: action for action in parser._actions for text in action.option_strings}


def _commands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return cast(Mapping[str, argparse.ArgumentParser], action.choices)
    return {}


def _unknown(flag: str, known: Options, program: str) -> UsageError:
    likely = get_close_matches(flag, known, n=1)
    hint = f"Did you mean {likely[0]}? " if likely else ""
    return UsageError(f"Unknown option {flag}.", remedy=f"{hint}`{program} --help` lists all options.")
