"""Tag keys and cost categories that controls offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.value_lists import ListQuestion
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.ledger import PATIENCE, Ledger
from cloudsense.ledger.planning.memo import Memo
from cloudsense.web.state.selection import Selection

KINDS = (Kind.TAG, Kind.COST_CATEGORY)


@dataclass(frozen=True)
class KnownKeys:
    """Cached keys of a kind, and whether these are all."""

    kind: Kind
    dimensions: tuple[Dimension, ...]
    """Dimensions, sorted by key."""
    listed: bool = False
    """Whether AWS has listed them today."""
    under_way: bool = False
    problem: str = ""
    """Error of the list, as a sentence."""
    within_limit: bool = True
    """Whether the daily limit allows the request."""
    requests: int = 1
    """Paid requests for the list."""


_of_answers: PerLedger[Memo[str, frozenset[Dimension]]] = PerLedger()
"""Keys in the cached answers, until others are cached."""


def known_keys(ledger: Ledger, selection: Selection) -> tuple[KnownKeys, ...]:
    """Return tag keys, then cost categories: listed today, in cached answers, or in the address.

    Buys nothing. Where lists are free, they are requested.
    """
    if not ledger.value_lists.offered:
        return ()
    used = {*_in_address(selection), *_in_answers(ledger)}
    return tuple(_known(ledger, kind, used) for kind in KINDS)


def joined_keys(of_payers: Sequence[tuple[KnownKeys, ...]]) -> tuple[KnownKeys, ...]:
    """Combine the keys of several payers, some of which may be listed."""
    offered = filter(None, of_payers)
    by_kind = zip(*offered, strict=True)
    return tuple(map(_joined, by_kind))


def _joined(of_payers: Sequence[KnownKeys]) -> KnownKeys:
    """Combine the keys of one kind."""
    found = {dimension for known in of_payers for dimension in known.dimensions}
    unlisted = [known for known in of_payers if not known.listed]
    return KnownKeys(
        kind=of_payers[0].kind,
        dimensions=tuple(sorted(found, key=_order)),
        listed=not unlisted,
        under_way=any(known.under_way for known in unlisted),
        problem=next((known.problem for known in unlisted if known.problem), ""),
        within_limit=any(known.within_limit for known in unlisted),
        requests=len(unlisted),
    )


def list_question(ledger: Ledger, of: Kind | Dimension) -> ListQuestion:
    """Ask about the whole history: one request a day, whatever the period on the screen."""
    today = ledger.clock().date()
    return ListQuestion(of, ledger.capabilities.history(today))


def _known(ledger: Ledger, kind: Kind, used: set[Dimension]) -> KnownKeys:
    question = list_question(ledger, kind)
    if not ledger.is_priced:
        ledger.value_lists.ask_unless_failed(question, PATIENCE)
    known = ledger.value_lists.of(question)
    problem = known.problem.sentence if known.problem else ""
    found = {dimension for dimension in used if dimension.kind is kind}
    if known.answer:
        found.update(known.answer.dimensions(kind))
    dimensions = tuple(sorted(found, key=_order))
    is_listed = known.answer is not None
    within_limit = is_listed or ledger.pages_left() >= 1
    return KnownKeys(kind, dimensions, is_listed, known.under_way, problem, within_limit)


def _order(dimension: Dimension) -> tuple[str, str]:
    """Sort key: `Team` is next to `team`."""
    return dimension.key.casefold(), dimension.key


def _in_address(selection: Selection) -> Iterator[Dimension]:
    """Yield the keys that costs are grouped or filtered by."""
    for rule in selection.filters:
        yield rule.dimension
    if selection.by:
        yield selection.by
    if selection.then:
        yield selection.then


def _in_answers(ledger: Ledger) -> frozenset[Dimension]:
    """Return the keys that cached answers are grouped by."""
    memo = _of_answers.setdefault(ledger, Memo())

    def look() -> frozenset[Dimension]:
        found: set[Dimension] = set()
        for query, _ in ledger.bought():
            found.update(query.group_by)
        return frozenset(found)

    return memo.of(ledger.revision, "", look)
