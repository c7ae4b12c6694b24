"""A setting: an option of the command line with its environment variable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

from cloudsense.costs.names import quoted
from cloudsense.errors import SettingsError, UsageError


class Setting(click.Option):
    """Row of the settings table: a command-line option with its CLOUDSENSE_* variable.

    Variables are read from the mapping that is the `obj` of the root context.
    """

    def __init__(
        self,
        name: str,
        value: str,
        parse: Callable[[Any], Any],
        help: str,
        *,
        default: str | None = None,
        repeatable: bool = False,
        separator: str | None = ",",
        serving: bool = False,
        secret: bool = False,
    ) -> None:
        """`value` is the placeholder in `--help`; a switch has none. `parse` gets the given text,
        or all texts of a repeatable setting. `serving` marks settings of the dashboard only,
        `secret` values that messages must not repeat."""
        is_switch = not value
        self.flag = f"--{name}"
        self.value = value
        self.serving = serving
        self._parse = parse
        self._secret = secret
        self._separator = separator
        super().__init__(
            [self.flag],
            help=help,
            metavar=value,
            is_flag=is_switch,
            multiple=repeatable,
            default="no" if is_switch else default,
            show_default=bool(default),
            envvar=f"CLOUDSENSE_{name.upper().replace('-', '_')}",
            show_envvar=True,
        )

    @property
    def variable(self) -> str:
        return str(self.envvar)

    def value_from_envvar(self, ctx: click.Context) -> str | list[str] | None:
        """Value of the variable; an empty one counts as not set."""
        environ: Mapping[str, str] = ctx.find_root().obj
        text = environ.get(self.variable, "").strip()
        if not text:
            return None
        if self.multiple:
            parts = map(str.strip, text.split(self._separator))
            return list(filter(None, parts))
        return text

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Parsed value. Raises SettingsError, which names the flag or the variable."""
        if self.default is None and not value and not self.multiple:
            return None
        texts = [str(value)]
        if self.multiple:
            texts = list(value or ())
        try:
            return self._parse(texts if self.multiple else texts[0])
        except ValueError as wanted:
            title = f"{self._shown(texts)} is not valid."
            problem = UsageError(title, remedy=str(wanted))
        except UsageError as error:
            problem = error
        title = f"{self._origin(ctx)}: {problem.title}"
        raise SettingsError(title, problem.detail, problem.remedy)

    def _origin(self, ctx: click.Context) -> str:
        is_variable = ctx.get_parameter_source(self.name) is ParameterSource.ENVIRONMENT
        return self.variable if is_variable else self.flag

    def _shown(self, texts: Sequence[str]) -> str:
        if self._secret:
            return "the value"
        return quoted(", ".join(texts))
