"""The command line. The only module that prints, and the only one that ends the process.

Large imports are inside functions, so that `--help` and `--version` are fast.
"""

from __future__ import annotations

import functools
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

import click

from cloudsense import __version__, logs
from cloudsense.clock import Clock, utc_now
from cloudsense.config import options
from cloudsense.config.command import CLOCK, called, command_of, is_typed
from cloudsense.config.options import Format, PageFormat
from cloudsense.config.settings import SETTINGS, Settings
from cloudsense.config.usage import problem_of
from cloudsense.costs.names import visible
from cloudsense.errors import UsageError
from cloudsense.terminal import mfa_prompt, replace_unencodable

log = logging.getLogger("cloudsense.cli")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs the command and ends the process without waiting for other threads."""
    for stream in (sys.stdout, sys.stderr):
        replace_unencodable(stream)
    _leave(run(sys.argv[1:] if argv is None else argv))


def run(
    argv: Sequence[str],
    environ: Mapping[str, str] = os.environ,
    clock: Clock = utc_now,
) -> int:
    """Runs the command in `argv` (without the program's name).

    Returns the exit code: 0 success, 1 failure, 2 wrong usage.
    """
    try:
        with program.make_context("cloudsense", list(argv), obj=environ) as context:
            context.meta[CLOCK] = clock
            return int(program.invoke(context))
    except click.exceptions.Exit as end:  # not needed by --help and --version
        return end.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - no traceback without --debug
        return _explain(error)


@click.group(
    invoke_without_command=True,
    params=list(SETTINGS),
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    epilog=(
        "A flag overrides its environment variable. AWS variables and profiles work as in the "
        "AWS CLI."
    ),
)
@click.version_option(__version__, message="cloudsense %(version)s")
@called
def program(settings: Settings, clock: Clock) -> int:
    """A dashboard of your AWS costs, served on this machine."""
    from cloudsense import server as serving

    settings = serving.checked(settings)
    if not settings.debug:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: _leave(0))
    from cloudsense.alerts.hourly import HourlyCheck
    from cloudsense.bootstrap import alert_centers, aws_tools, open_payers
    from cloudsense.ledger.instrumentation import Signals
    from cloudsense.web.app import create_app
    from cloudsense.web.ops.metrics import Metrics

    settings, made_token = serving.with_made_token(settings)
    level = logging.INFO if settings.log == "json" else logging.WARNING
    _start_logging(settings, level)
    signals = Signals()
    metrics = Metrics(signals) if settings.metrics else None
    books = open_payers(settings, clock, signals=signals, ask=mfa_prompt())
    centers = alert_centers(settings, books, clock)
    ledgers = {each.payer: each.ledger for each in books}
    app = create_app(settings, ledgers, metrics, aws_tools=aws_tools())
    if settings.debug:
        app.run(settings.host, settings.port, debug=True, dev_tools_disable_version_check=True)
        return 0
    server = serving.listen(app.server, settings.host, settings.port, settings.trusted_proxy)
    if exposure := serving.exposure(settings):
        _warn(exposure, settings)
    address = serving.url(server, settings.base_path)
    _announce(address, made_token, settings)
    for center in centers:
        if settings.notify:
            HourlyCheck(center).start()
        if settings.check_hourly:
            _tell(center.price)
    serving.answer(server)
    return 0


_command = command_of(program)


def _announce(address: str, token: str | None, settings: Settings) -> None:
    """Prints the dashboard's address, with a login link if the token was
    generated, and opens it."""
    from cloudsense import server as serving

    shown = serving.link(address, token) if token else address
    print(f"CloudSense is at {shown} until you press Ctrl-C.", flush=True)
    if not settings.no_browser:
        serving.browse(address)


@_command
@options.payer
@options.costs
@options.granularity
@options.page
@options.output_format(*Format, *PageFormat)
@options.refresh
def report(settings: Settings, clock: Clock, **given: Any) -> int:
    """Print costs as a table, JSON, CSV, Markdown, or a page as HTML."""
    if is_typed("page") and given["format"] is not PageFormat.HTML:
        said = "Only HTML has pages: --page goes with --format html."
        raise UsageError(said, remedy="Leave out --page, or add --format html.")
    if isinstance(given["format"], PageFormat):
        from cloudsense.commands import page_report

        _start_logging(settings, logging.WARNING)
        written = page_report.report(settings, clock, given, _tell, mfa_prompt())
        print(written, flush=True)
        return 0
    from cloudsense.commands.costs import REPORT

    return _answering(settings, clock, REPORT, given)


@_command
@options.payer
@options.costs
@options.against
@options.per_day
@options.output_format(*Format)
def changes(settings: Settings, clock: Clock, **given: Any) -> int:
    """Print what changed between two periods, and why."""
    from cloudsense.commands.costs import CHANGES

    return _answering(settings, clock, CHANGES, given)


@_command
@options.payer
@options.anomalies
@options.output_format(*Format)
def anomalies(settings: Settings, clock: Clock, **given: Any) -> int:
    """List days that cost more than expected, and what explains them."""
    from cloudsense.commands.costs import ANOMALIES

    return _answering(settings, clock, ANOMALIES, given)


def _answering(settings: Settings, clock: Clock, command: Any, given: Mapping[str, Any]) -> int:
    """Prints the answer to a `CostsCommand` with the options `given`."""
    from cloudsense.commands.costs import CostCommandRunner

    _start_logging(settings, logging.WARNING)
    said = CostCommandRunner(settings, clock, mfa_prompt(), _tell).of(command, given)
    for warning in said.warnings:
        _warn(warning, settings)
    print(said.text, flush=True)
    return said.code


@_command
@options.payer
@click.option("--max-spend", metavar="DOLLARS", help="most dollars to spend on this check")
@click.option("--cached", is_flag=True, help="use cached data only; make no paid requests")
@options.output_format(Format.TABLE, Format.JSON, Format.MARKDOWN)
def check(settings: Settings, clock: Clock, **given: Any) -> int:
    """Check budgets and anomalies. Exit code 1 if anything needs attention."""
    from cloudsense.alerts.command import CheckOptions, run

    chosen = CheckOptions.understand(given)
    act = functools.partial(run, chosen)
    return _alerting(settings, clock, "check", given["payer"], act, chosen.form)


@_command
@options.payer
@click.option("--every", required=True, help="week or month")
def digest(settings: Settings, clock: Clock, payer: str | None, every: str) -> int:
    """Send or print a summary of the last week or month."""
    from cloudsense.alerts.command import run_digest
    from cloudsense.alerts.digest import Frequency
    from cloudsense.costs.parsing import word

    act = functools.partial(run_digest, word(Frequency, "--every", every))
    return _alerting(settings, clock, "digest", payer, act)


def _alerting(
    settings: Settings,
    clock: Clock,
    name: str,
    payer: str | None,
    act: Callable[..., Any],
    form: Format = Format.TABLE,
) -> int:
    """Prints the result of `act`. Returns its exit code."""
    from cloudsense.commands.alerts import AlertCommandRunner
    from cloudsense.config.budgets_file import expect

    _start_logging(settings, logging.WARNING)
    if is_typed("budgets_file"):
        expect(settings.budgets_file)
    warn = functools.partial(_warn, settings=settings)
    alerting = AlertCommandRunner(settings, clock, mfa_prompt(), warn, name, form)
    text, code = alerting.of(act, payer or "")
    if text:
        print(text, flush=True)
    return code


@_command
@click.option("--paid", is_flag=True, help="also check Cost Explorer, for about $0.02")
@click.option("--json", is_flag=True, help="print one JSON object")
@click.option(
    "--policy", is_flag=True, help="print the IAM policy that CloudSense needs, and nothing else"
)
def doctor(settings: Settings, clock: Clock, paid: bool, json: bool, policy: bool) -> int:
    """Check the setup: what is wrong, who can fix it, and how."""
    from cloudsense.doctor import policy as iam

    if policy:
        print(iam.policy(), flush=True)
        return 0
    from cloudsense.doctor.check import Status
    from cloudsense.doctor.formats import line, written
    from cloudsense.doctor.runner import examine

    _start_logging(settings, logging.WARNING)
    checks = []
    for check in examine(settings, clock, _tell, paid):
        checks.append(check)
        if not json:
            print(line(check), flush=True)
    if json:
        print(written(checks), flush=True)
    return int(any(check.status is Status.FAILED for check in checks))


def _start_logging(settings: Settings, level: int) -> None:
    variables = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    hidden = [os.environ.get(name, "") for name in variables]
    hidden += [settings.token or "", settings.cache or "", *settings.notify]
    if settings.debug:
        level = logging.DEBUG
    logs.start(settings.log, level, hidden)


def _explain(error: BaseException) -> int:
    """Prints the problem in one line and the remedy in the next. Returns the exit code."""
    if isinstance(error, BrokenPipeError):
        return 1
    problem = problem_of(error)
    _tell(f"cloudsense: {problem.title} {problem.detail}".rstrip())
    if problem.remedy:
        _tell(problem.remedy)
    return 2 if isinstance(problem, UsageError) else 1


def _warn(text: str, settings: Settings) -> None:
    """Warns on stderr, as text or as one JSON object a line."""
    if settings.log == "json":
        log.warning(text)
    else:
        _tell(f"Warning: {text}")


def _tell(text: str) -> None:
    """Prints one line on stderr, with control characters escaped."""
    print(visible(text), file=sys.stderr, flush=True)


def _leave(code: int) -> NoReturn:
    """Ends the process without waiting for other threads, which may be blocked in
    a read from AWS."""
    with suppress(OSError, ValueError, AttributeError):  # stdout may be closed already
        sys.stderr.flush()
    os._exit(code)
