"""Sentences of the Budgets page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.check import Judged
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.costs.names import visible
from cloudsense.web.pages.budgets.answers import BudgetAnswers

COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

NO_COSTS = "no costs match the filter."
MOST_REMARKS = 3
MOST_NAMES, LONGEST_SHOWN = 3, 60
UNREADABLE = "The budgets could not be read."


def read_only(name: str) -> str:
    return (
        f"CloudSense cannot write {name}, because it is read-only. To add the budget, copy the "
        "lines below into the file."
    )


def saved_to(answers: BudgetAnswers) -> str:
    """Say where the form is saved, and whether its amount or that of --budget counts."""
    name = answers.file.path.name
    if not answers.writable:
        return read_only(name)
    chosen = answers.chosen
    if not answers.selection.name or chosen is None:
        return f"Saving adds it to {name}."
    said = f"Saving changes its lines in {name}."
    if answers.sets(chosen.budget):
        said += f" While --budget is set, its {_amount(chosen)} counts instead."
    return said


def set_elsewhere(judged: Judged) -> str:
    """Describe the budget that only --budget sets."""
    return f"{_amount(judged)} a month is set with --budget. To change it, change that setting."


def _amount(judged: Judged) -> str:
    standing = judged.standing
    return sentences.amount(standing) if standing else str(judged.budget.amount)


def answer(judged: Sequence[Judged]) -> str:
    """Return `One of 4 budgets is exceeded and two more are projected over.`"""
    if not judged:
        return "No budgets yet."
    standings = [each.standing for each in judged if each.standing]
    if not standings:
        return f"{formatting.count(len(judged), 'budget')}, not judged yet."
    exceeded = _count(standings, State.EXCEEDED)
    over = _count(standings, State.PROJECTED_OVER)
    total = formatting.count(len(judged), "budget")
    if not exceeded and not over:
        said = f"{_all(len(standings))} on track"
        if unknown := len(judged) - len(standings):
            others = formatting.count(unknown, "budget")
            said += f"; {others} could not be judged"
        return f"{said}."
    if not exceeded:
        return _are(over, f" of {total}", "projected over").capitalize() + "."
    said = _are(exceeded, f" of {total}", "exceeded").capitalize()
    if over:
        projected = _are(over, " more", "projected over")
        said += f" and {projected}"
    return f"{said}."


def _count(standings: Sequence[Standing], state: State) -> int:
    return sum(standing.state is state for standing in standings)


def _all(number: int) -> str:
    if number == 1:
        return "The budget is"
    return f"All {number} budgets are"


def _are(number: int, of: str, what: str) -> str:
    """Return `one of 4 budgets is exceeded` or `two more are projected over`."""
    word = COUNTED[number] if number < len(COUNTED) else str(number)
    verb = "is" if number == 1 else "are"
    return f"{word}{of} {verb} {what}"


def remarks(judged: Sequence[Judged], said: Collection[str]) -> list[str]:
    """Describe problems of budgets, each once, with the names of its budgets.

    Problems whose titles are in `said` are left out.
    """
    about: defaultdict[str, list[str]] = defaultdict(list)
    for each in judged:
        if each.problem and each.problem.title not in said:
            about[each.problem.sentence].append(each.budget.name)
        elif each.standing and each.standing.matches_nothing:
            about[NO_COSTS].append(each.budget.name)
    found = []
    for sentence, names in about.items():
        found.append(f"{_names(names)}: {sentence}")
    more = len(found) - MOST_REMARKS
    if more > 0:
        notes = formatting.count(more, "more note")
        found[MOST_REMARKS:] = [f"And {notes} on other budgets."]
    return found


def _names(names: Sequence[str]) -> str:
    """Return `Databases, Oregon and 4 more`."""
    first = names[:MOST_NAMES]
    shown = [visible(name[:LONGEST_SHOWN]) for name in first]
    more = len(names) - MOST_NAMES
    if more > 0:
        shown.append(f"{more} more")
    return formatting.enumerated(shown)


def why(standing: Standing, name: str) -> str:
    """Say how far past projections of this budget were off; "" if that is not known."""
    misses = list(map(formatting.miss, standing.projection.misses))
    if not misses:
        return ""
    count = len(misses)
    every = standing.budget.every.value
    last = f"last {every}"
    if count > 1:
        last = f"the last {count} {every}s"
    off = formatting.enumerated(misses)
    return f"At this point of {last} the projection of {name} was off by {off}."


def chart(standing: Standing) -> str:
    """Return `$15,086.48 of $20,000 used (75.4%), projected $20,868, likely $20,434 – $21,359;
    crosses on Nov 29.`"""
    parts = [sentences.used(standing), sentences.projected(standing)]
    said = ", ".join(filter(None, parts))
    if crossing := sentences.crossing(standing):
        said += f"; {crossing}"
    said += "."
    if standing.projection.guessed and standing.projected is not None:
        said += " The range is a guess, because too few past months are cached."
    return said


def over_by(standing: Standing) -> float | None:
    """Return the projection minus the amount: negative if it is under."""
    if standing.projected is None:
        return None
    return standing.projected - standing.limit
