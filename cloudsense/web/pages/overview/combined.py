"""Combines the Overviews of several payers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.pages.overview.cost_history import NO_HISTORY
from cloudsense.web.pages.overview.layout import NAME
from cloudsense.web.pages.overview.reconcile import reconcile
from cloudsense.web.queries.answers import AnswerOrError
from cloudsense.web.queries.combined import Join, merged, merged_snapshots, names_of
from cloudsense.web.queries.known_keys import joined_keys
from cloudsense.web.state.selection import Selection

WHOLE = Focus(Dimension.CHARGE_TYPE)


def combine(selection: Selection, answers: Mapping[str, OverviewAnswers]) -> OverviewAnswers:
    """Combine answers, without forecasts, anomalies, budgets and a total."""
    parts = list(answers.values())
    first = parts[0]
    uncompared = next((each.uncompared for each in parts if each.uncompared), None)
    absent = first.absent_filter
    compares = all(each.compared for each in parts)
    by_charge_type = replace(first.focus, by=Dimension.CHARGE_TYPE)
    return replace(
        first,
        selection=selection,
        main=merged(first.focus, [each.main for each in parts]),
        overview=merged(WHOLE, [each.overview for each in parts]),
        details=_details(parts),
        charges=_optional(WHOLE, [each.charges for each in parts]),
        against=_optional(first.focus, [each.against for each in parts]),
        compared=first.compared if compares else None,
        uncompared=uncompared,
        cached=merged_snapshots(by_charge_type, [each.cached for each in parts]),
        asked={},
        accounts=names_of(parts),
        keys=joined_keys([each.keys for each in parts]),
        value_counts={},
        absent_filter=absent if all(each.absent_filter for each in parts) else None,
        total=None,
        history=NO_HISTORY,
        forecast=None,
        noticed=None,
        file_budget=None,
        price_to_confirm=None,
    )


def _optional(focus: Focus, answers: Sequence[AnswerOrError | None]) -> AnswerOrError | None:
    """Combine optional answers; None if there are none."""
    return merged(focus, answers) if all(answers) else None


def _details(parts: Sequence[OverviewAnswers]) -> AnswerOrError | None:
    """Combine usage types of the payers that have EC2 costs; None if one of them has no details."""
    found = [each.details for each in parts if each.ec2 or each.details]
    return _optional(Focus(Dimension.FAMILY), found) if found else None


def _main(answers: OverviewAnswers) -> tuple[AnswerOrError]:
    """Return the main answer; an error if tag keys are not shared with a member account, because
    its costs are then listed by service."""
    return (answers.kept_back.problem if answers.kept_back else answers.main,)


JOIN = Join[OverviewAnswers](
    main=_main,
    focus=lambda answers: answers.focus,
    combine=combine,
    list_in=f"{NAME}-trail",
    reconciled=reconcile,
)
