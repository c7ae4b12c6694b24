"""List of payers in the combined view: the cost of each, and which are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.names import visible, without_name
from cloudsense.figures.nodes import Node, el, link, text
from cloudsense.web.components.reconciliation import status_note
from cloudsense.web.queries.combined import CombinedAnswers, Join
from cloudsense.web.state.app_options import AppOptions


def payer_list(answers: CombinedAnswers[Any], options: AppOptions) -> Node:
    """Build a row for each payer, with a link to its costs."""
    rows = [_row(name, answers, options) for name in answers.found]
    number = len(answers.found) - len(answers.within)
    payers = formatting.count(number, "payer")
    said = f"{payers} together" if answers.join.adds else payers
    if answers.missing and answers.join.adds:
        names = formatting.enumerated(list(map(visible, answers.missing)))
        said = f"These costs do not include {names}"
    return el(
        "section",
        el("h2", said),
        el("ul", *rows),
        cls="payers",
        aria_label="Payers",
    )


def _row(name: str, answers: CombinedAnswers[Any], options: AppOptions) -> Node:
    address = _address(name, answers, options)
    who = link(address, visible(name))
    problem = answers.missing.get(name)
    if problem:
        why = without_name(problem.sentence, name)
        return el("li", who, el("span", why, cls="payers-missing"))
    own = answers.loaded.get(name)
    if own is None:
        is_asked = answers.progress is not None
        return el("li", who, el("span", "Asking AWS …" if is_asked else "Not cached"))
    number = formatting.account(own.identity.account, options.hide_account)
    checked = _checked(answers.join, own)
    if manager := answers.within.get(name):
        checked = f"A member account of {visible(manager)}: included in its costs, not added again"
    return el(
        "li",
        who,
        el("small", number),
        el("strong", answers.cost_of(name)),
        el("span", checked),
    )


def _checked(join: Join[Any], own: Any) -> str:
    """Say whether the payer's costs match its total, or what the page has of it."""
    if join.note:
        return join.note(own)
    if own.absent_filter:
        return "No costs match the filters"
    if join.reconciled is None:
        return ""
    found = join.reconciled(own)
    if found is None:
        return "Not reconciled yet"
    note = status_note(found)
    if note is None:
        days = formatting.count(len(found.apart), "day")
        return f"Differs from {found.whole.name} on {days}"
    return text(note)


def _address(name: str, answers: CombinedAnswers[Any], options: AppOptions) -> str:
    """Return the address of the same costs of one payer."""
    payer = options.address_of(name)
    return replace(answers.selection, payer=payer, budget=None).search
