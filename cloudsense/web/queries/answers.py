"""Answers to a page's questions: all that most pages need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from werkzeug.utils import cached_property

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, spellings_in
from cloudsense.costs.two_periods import joined
from cloudsense.errors import CloudSenseError, MixedCurrencyError, NoDataError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Question
from cloudsense.web.queries.known_keys import KnownKeys
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.state.selection import Selection

AnswerOrError = Answer | CloudSenseError

ANSWERED_SEPARATELY = (MixedCurrencyError, NoDataError)
"""Errors of a period together with the days before it: another currency, or data that AWS has not
prepared. The period alone may have an answer."""


@dataclass(frozen=True)
class KeptBack:
    """Tag keys that the management account does not share with a member account."""

    selection: Selection
    """Selection of the address."""
    problem: CloudSenseError = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class PageAnswers:
    """Answers to a page's questions at one address, on the UTC day `today`."""

    selection: Selection
    today: date
    choice: PeriodChoice
    """Period of the address."""
    identity: Identity
    asked: Mapping[Question, AnswerOrError] = field(default_factory=dict)
    """Answers by question."""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account names by id, as far as answers have them."""
    value_counts: Mapping[Dimension, int] = field(default_factory=dict)
    """Number of values by dimension, where several are chosen and the number is cached."""
    keys: tuple[KnownKeys, ...] = ()
    """Tag keys and cost categories in the controls."""
    kept_back: KeptBack | None = None
    """Why costs are listed by service and not as in the address."""
    price_to_confirm: Price | None = None
    """Price of the page, if it shows only what is cached until somebody agrees."""

    @property
    def answers(self) -> list[AnswerOrError]:
        """Answers that the page shows."""
        return list(self.asked.values())

    @property
    def currency(self) -> str:
        """Currency of the bill; "" without costs."""
        billed = (each.currency for each in self.snapshots if len(each.frame))
        return next(billed, "")

    @property
    def snapshots(self) -> list[Snapshot]:
        return list(filter(None, map(snapshot_of, self.answers)))

    @property
    def known_values(self) -> dict[Dimension, set[str]]:
        """Values that the page may name, by dimension."""
        known: defaultdict[Dimension, set[str]] = defaultdict(set)
        for snapshot in self.snapshots:
            frame = snapshot.frame
            for dimension in frame.dimensions:
                values = frame.data[dimension.value]
                known[dimension].update(values.cat.categories)
        return known

    @property
    def problems(self) -> list[CloudSenseError]:
        """Errors of questions without an answer, then of answers that should be newer."""
        failed = [answer for answer in self.answers if isinstance(answer, CloudSenseError)]
        return failed + [each.problem for each in self.snapshots if each.problem]

    @property
    def failed(self) -> bool:
        """Whether there is nothing to show but the first of `problems`."""
        return not self.snapshots and not self.progress and bool(self.problems)

    @property
    def progress(self) -> Progress | None:
        """Progress of all running purchases. Those of one query are counted once."""
        pages: dict[CostQuery, int] = {}
        for (query, _), answer in self.asked.items():
            if isinstance(answer, Answer) and answer.progress:
                so_far = answer.progress.pages
                pages[query] = max(pages.get(query, 0), so_far)
        if pages:
            return Progress(sum(pages.values()))
        is_listing = any(keys.under_way for keys in self.keys)
        return Progress(0) if is_listing else None

    def same(self, other: object) -> bool:
        """Whether both are drawn alike. Errors are never the same."""
        has_failed = any(isinstance(answer, CloudSenseError) for answer in self.asked.values())
        return self == other and not has_failed

    def snapshot_of(self, question: Question) -> Snapshot:
        """Return an answer. Raises CloudSenseError if it failed, Waiting while it is loading."""
        return snapshot_or_raise(self.asked[question])


@dataclass(frozen=True, kw_only=True)
class CostAnswers(PageAnswers):
    """Answers of a page that lists costs."""

    absent_filter: Filter | None = None
    """A filter whose values do not occur: nothing was requested."""

    @property
    def focus(self) -> Focus:
        return self.selection.focus

    @property
    def parts(self) -> Sequence[Snapshot]:
        """Answers to the question. Raises CloudSenseError if one failed, else Waiting."""
        raise NotImplementedError

    @cached_property
    def all_spellings(self) -> Mapping[str, tuple[str, ...]]:
        """Names under which AWS bills services, by display name. Raises as `parts`."""
        return spellings_in(joined(self.parts))

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return the names under which AWS bills the value `name` of `focus.by`: several for a
        renamed service."""
        if self.focus.by is not Dimension.SERVICE:
            return (name,)
        return self.all_spellings.get(name, (name,))

    def billed_as(self, name: str) -> str:
        """Return these names as a text."""
        return ", ".join(map(visible, self.spellings(name)))


def snapshot_of(answer: AnswerOrError | None) -> Snapshot | None:
    """None without an answer."""
    return answer.snapshot if isinstance(answer, Answer) else None


def snapshot_or_raise(answer: AnswerOrError) -> Snapshot:
    """Return an answer's snapshot. Raises CloudSenseError if it failed, Waiting without one."""
    if isinstance(answer, CloudSenseError):
        raise answer
    if answer.snapshot is None:
        raise Waiting(answer.progress or Progress(0))
    return answer.snapshot


def without_rows(snapshot: Snapshot, query: CostQuery) -> Answer:
    """Return an empty answer to `query`, for a filter whose values are not in `snapshot`."""
    columns = dict.fromkeys((*query.group_by, Dimension.SERVICE))
    frame = CostFrame.empty(tuple(columns))
    return Answer(replace(snapshot, query=query, frame=frame))


class Waiting(Exception):  # noqa: N818 - nothing failed
    """The answer is still loading."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
