"""One report of several payers, including errors of the payers that are missing."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from cloudsense.costs.combined import contained, currency_of, different, merge
from cloudsense.costs.currency import AND
from cloudsense.costs.names import visible
from cloudsense.errors import AbsentValueError, CloudSenseError, MixedCurrencyError, UsageError
from cloudsense.formatting import enumerated, money
from cloudsense.report.answer import PayerCost, Report, report_of

Result = TypeVar("Result")


def ask_all(payers: Mapping[str, Callable[[], Report]]) -> Report:
    """Report of all payers, by name.

    Raises MixedCurrencyError, and the error of a payer if none has an answer.
    """
    found, missing = ask_each(payers)
    sentences = {name: problem.sentence for name, problem in missing.items()}
    try:
        return replace(_together(found), missing=sentences)
    except MixedCurrencyError as mixed:
        if missing:
            names = enumerated([visible(name) for name in missing])
            mixed.detail += f" The costs of {names} are missing."
        raise


def ask_each(
    payers: Mapping[str, Callable[[], Result]],
) -> tuple[dict[str, Result], dict[str, CloudSenseError]]:
    """Answers and errors by payer; each payer is asked, whatever happened to the others.

    A payer without the filtered value costs nothing, and is in neither. Raises UsageError, and the
    error of a payer if none has an answer.
    """
    found: dict[str, Result] = {}
    missing: dict[str, CloudSenseError] = {}
    absent: list[AbsentValueError] = []
    for name, ask in payers.items():
        try:
            found[name] = ask()
        except UsageError:
            raise
        except AbsentValueError as problem:
            absent.append(problem)
        except CloudSenseError as problem:
            missing[name] = problem
    if not found:
        raise next(iter([*missing.values(), *absent]))
    return found, missing


def _together(found: Mapping[str, Report]) -> Report:
    reports = list(found.values())
    within = contained({name: each.snapshot.identity for name, each in found.items()})
    snapshots = [report.snapshot for name, report in found.items() if name not in within]
    currency = currency_of(snapshots)
    if AND in currency:
        raise _listed(currency, found)
    request = reports[0].request
    names: dict[str, str] = {}
    for report in reports:
        names.update(report.accounts)
    requests = sum(report.requests for report in reports)
    made = report_of(request, merge(snapshots, request.focus), requests, names)
    costs = [_cost(name, report, within.get(name, "")) for name, report in found.items()]
    return replace(made, payers=tuple(costs))


def _cost(name: str, report: Report, within: str) -> PayerCost:
    snapshot = report.snapshot
    account, as_of = snapshot.identity.account, snapshot.fetched_at
    return PayerCost(name, account, report.total, as_of, report.requests, within)


def _listed(currency: str, found: Mapping[str, Report]) -> CloudSenseError:
    """Error that the payers are billed in several currencies, with the costs of each."""
    costs = []
    for name, report in found.items():
        total = money(report.total, report.snapshot.currency)
        costs.append(f"{visible(name)} costs {total}")
    problem = different(currency, costs)
    problem.remedy = f"Use {one_of(list(found))}."
    return problem


def one_of(names: Sequence[str]) -> str:
    """Options such as `--payer acme or --payer nordlicht`, quoted for a shell."""
    return " or ".join(f"--payer {shlex.quote(visible(name))}" for name in names)
