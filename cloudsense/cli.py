"""THE DOOR: the command line. The only module that prints, and the only one that ends the process.

What is heavy is imported where it is needed, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NoReturn

from cloudsense import __version__, logs
from cloudsense.config.arguments import refuse_unknown_flags
from cloudsense.config.settings import SETTINGS, Setting, Settings, read
from cloudsense.costs.period import PERIOD_WORDS
from cloudsense.costs.query import Dimension, Metric
from cloudsense.encoding import take_any_sign
from cloudsense.errors import CloudSenseError, CredentialsError, UsageError

OPEN = "there is no login: everyone who can reach this address can see the costs and make paid requests."
READABLE = "other computers can reach this address. A login is required, but without TLS the traffic is not encrypted."

Clock = Callable[[], datetime]

log = logging.getLogger("cloudsense.cli")

REPORT: Mapping[str, tuple[str, str]] = {
    "period": ("30d", PERIOD_WORDS),
    "by": ("service", ", ".join(Dimension)),
    "metric": ("unblended", ", ".join(Metric)),
    "charges": ("all", "all, or usage (without credits, refunds and tax)"),
    "granularity": ("total", "total, daily, weekly (Monday to Sunday) or monthly"),
    "format": ("table", "table, json or csv"),
}
"""Options of `report`: default and help."""

DOCTOR: Mapping[str, str] = {
    "paid": "also check Cost Explorer, for about $0.02",
    "json": "print one JSON object",
    "policy": "print the IAM policy that CloudSense needs, and nothing else",
}
"""Switches of `doctor`: help."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line asks for and end the process, whatever the ledger's threads still wait for."""
    for stream in (sys.stdout, sys.stderr):
        take_any_sign(stream)
    _leave(run(sys.argv[1:] if argv is None else argv))


def run(
    argv: Sequence[str],
    environ: Mapping[str, str] = os.environ,
    clock: Clock = lambda: datetime.now(UTC),
) -> int:
    """Do what `argv` (without the program's name) asks for. The exit code: 0 done, 1 could not be done, 2 used wrongly.

    Raises SystemExit after `--help` and `--version`.
    """
    debug = False
    try:
        parser = _parser()
        refuse_unknown_flags(parser, argv)
        options = vars(parser.parse_args(argv))
        settings = read(options, environ)
        debug = settings.debug
        if options["command"] == "report":
            return _report(settings, options, clock)
        if options["command"] == "doctor":
            return _doctor(settings, options, clock)
        return _serve(settings, clock)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nobody is to see a traceback without --debug
        if debug and not isinstance(error, UsageError):
            traceback.print_exc()
        return _speak(error)


SHORT = 0.0005
"""Seconds after which a thread that reads a long answer lets the others go on, who have but a page to show."""


def _serve(settings: Settings, clock: Clock) -> int:
    """The dashboard, until the process is told to end; that takes effect at once."""
    from cloudsense import server as serving

    serving.refuse_open_debugger(settings)
    serving.refuse_contradictions(settings)
    settings = serving.with_token_of_file(settings)
    if not settings.debug:
        _leave_on_signals()
    from cloudsense.bootstrap import open_books
    from cloudsense.ledger.instrumentation import Watcher
    from cloudsense.web.app import create_app
    from cloudsense.web.ops.metrics import Metrics
    from cloudsense.web.security import login
    from cloudsense.web.security.guard import is_local

    made = login.make_token() if login.wanted(settings) and not settings.token else None
    settings = replace(settings, token=made or settings.token)
    _start_logging(settings, logging.INFO if settings.log == "json" else logging.WARNING)
    metrics = Metrics() if settings.metrics else None
    books = open_books(settings, clock, watcher=metrics or Watcher(), ask=_prompt())
    app = create_app(settings, books.ledger, metrics)
    if settings.debug:
        app.run(settings.host, settings.port, debug=True, dev_tools_disable_version_check=True)
        return 0
    server = serving.listen(app.server, settings.host, settings.port, settings.trusted_proxy)
    if not is_local(settings.host):
        _warn(OPEN if settings.no_login else READABLE, settings)
    address = serving.url(server, settings.base_path)
    shown = serving.link(address, made) if made else address
    print(f"CloudSense is at {shown} until you press Ctrl-C.", flush=True)
    if not settings.no_browser:
        serving.browse(address)
    gc.freeze()  # what is here now stays for good; looking through it again and again makes everybody wait
    sys.setswitchinterval(SHORT)
    server.run()
    return 0


def _leave_on_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _leave(0))


def _report(settings: Settings, options: Mapping[str, Any], clock: Clock) -> int:
    """The answer on stdout, and everything else on stderr."""
    from cloudsense.bootstrap import open_books
    from cloudsense.report.answer import ask
    from cloudsense.report.formats import warning, written
    from cloudsense.report.request import understand

    _start_logging(settings, logging.WARNING)
    request = understand(options, clock().date())
    books = open_books(settings, clock, "report", ask=_prompt())
    report = ask(books.ledger, request, _tell, lambda: books.spending.own)
    if report.snapshot.stale:
        _warn(warning(report), settings)
    print(written(report, settings.hide_account), flush=True)
    return 0


def _doctor(settings: Settings, options: Mapping[str, Any], clock: Clock) -> int:
    """A line a check as soon as it is made, on stdout; 1 if one of them failed."""
    from cloudsense.doctor.policy import policy

    if options["policy"]:
        print(policy(), flush=True)
        return 0
    from cloudsense.doctor.check import Status
    from cloudsense.doctor.formats import line, written
    from cloudsense.doctor.runner import examine

    _start_logging(settings, logging.WARNING)
    checks = []
    for check in examine(settings, clock, _tell, options["paid"]):
        checks.append(check)
        if not options["json"]:
            print(line(check), flush=True)
    if options["json"]:
        print(written(checks), flush=True)
    return int(any(check.status is Status.FAILED for check in checks))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(
            f"{message[:1].upper()}{message[1:]}.", remedy=f"Run `{self.prog} --help` for a list of options."
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cloudsense",
        description="A dashboard of your AWS costs, served on this machine.",
        epilog="Every setting can also be set with the environment variable in parentheses; a flag overrides it. "
        "AWS variables and profiles work as in the AWS CLI.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"cloudsense {__version__}")
    _add_settings(parser, SETTINGS)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    report = commands.add_parser(
        "report",
        help="print costs as a table, JSON or CSV",
        description="Print costs as a table, JSON or CSV.",
        allow_abbrev=False,
    )
    for name, (default, words) in REPORT.items():
        report.add_argument(f"--{name}", default=default, metavar=name.upper(), help=f"{words} (default: {default})")
    condition = "filter, for example region=us-east-1 or region!=us-east-1; can be given several times"
    report.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=condition)
    report.add_argument(
        "--refresh", action="store_true", help="load data from AWS again, also of final months, and say what that cost"
    )
    _add_settings(report, (setting for setting in SETTINGS if not setting.serving))
    doctor = commands.add_parser(
        "doctor",
        help="check the setup",
        description="Check the setup: what is wrong, who can fix it, and how.",
        allow_abbrev=False,
    )
    for name, words in DOCTOR.items():
        doctor.add_argument(f"--{name}", action="store_true", help=words)
    _add_settings(doctor, (setting for setting in SETTINGS if not setting.serving))
    return parser


def _add_settings(parser: argparse.ArgumentParser, settings: Iterable[Setting]) -> None:
    """As lists of texts, one a time that a flag was given: what they mean is for the settings to say."""
    group = parser.add_argument_group("settings")
    for setting in settings:
        default = f"default: {setting.default}; " if setting.default and not setting.is_switch else ""
        words = f"{setting.help} ({default}{setting.variable})"
        if setting.is_switch:
            kind: dict[str, Any] = {"action": "append_const", "const": "yes"}
        else:
            kind = {"action": "append", "metavar": setting.value}
        group.add_argument(setting.flag, dest=setting.field, default=argparse.SUPPRESS, help=words, **kind)


def _start_logging(settings: Settings, level: int) -> None:
    secrets = [os.environ.get(name, "") for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    hidden = [settings.token or "", settings.cache or "", *secrets]
    logs.start(settings.log, logging.DEBUG if settings.debug else level, hidden)


def _speak(error: BaseException) -> int:
    """What is wrong in one line, what to do in the next."""
    match error:
        case CloudSenseError():
            problem = error
        case KeyboardInterrupt():
            problem = CloudSenseError("Interrupted.")
        case BrokenPipeError():
            return 1
        case _:
            problem = CloudSenseError(
                "Something in CloudSense went wrong.", remedy="Run it again with --debug for details."
            )
    _tell(" ".join(part for part in ("cloudsense:", problem.title, problem.detail) if part))
    if problem.remedy:
        _tell(problem.remedy)
    return 2 if isinstance(problem, UsageError) else 1


def _prompt() -> Callable[[str], str] | None:
    """Asks for a multi-factor code, where there is a person to ask."""
    return _ask if sys.stdin and sys.stdin.isatty() else None


def _ask(profile: str) -> str:
    print(f"MFA code of the AWS profile {profile}: ", end="", file=sys.stderr, flush=True)
    code = sys.stdin.readline()
    if not code.strip():
        raise CredentialsError(f"No MFA code was entered for the AWS profile {profile}.", remedy="Start again.")
    return code


def _warn(text: str, settings: Settings) -> None:
    """To whoever reads stderr: a person, or a machine that takes one object a line."""
    if settings.log == "json":
        log.warning(text)
    else:
        _tell(f"Warning: {text}")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _leave(code: int) -> NoReturn:
    """At once: Python would first wait for threads, and one of the ledger's may hang in a read from AWS."""
    with suppress(OSError, ValueError, AttributeError):  # nobody may be listening any more
        sys.stderr.flush()
    os._exit(code)
