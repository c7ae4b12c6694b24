"""Snapshots of several payers as one: costs in one currency, added exactly. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloudsense.costs.currency import AND, joined_codes
from cloudsense.costs.frame import DAY, METRICS, QUANTITY, UNIT, CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import MixedCurrencyError


def currency_of(snapshots: Sequence[Snapshot]) -> str:
    """`USD`, or `EUR and USD` for different currencies; of the snapshots with costs,
    if there are any."""
    filled = [snapshot for snapshot in snapshots if len(snapshot.frame)]
    return joined_codes(snapshot.currency for snapshot in filled or snapshots)


def contained(identities: Mapping[str, Identity]) -> dict[str, str]:
    """Payers whose costs are included in another one's, and in whose: a member account and the
    management account of its organization."""
    by_account = {identity.account: name for name, identity in identities.items()}
    found = {}
    for name, identity in identities.items():
        manager = by_account.get(identity.manager, name)
        if manager != name:
            found[name] = manager
    return found


def merge(snapshots: Sequence[Snapshot], focus: Focus) -> Snapshot:
    """One snapshot with the rows of all that `focus` needs; a single snapshot is returned as it is.

    It has the dimensions and days that all of them have, as payers may be asked in different forms,
    and one may have only this month. It is as old as its oldest part. Raises MixedCurrencyError.
    """
    first = snapshots[0]
    if len(snapshots) == 1:
        return first
    currency = currency_of(snapshots)
    if AND in currency:
        raise different(currency)
    period = _shared([snapshot.period for snapshot in snapshots])
    frames = [focus.within(snapshot.frame) for snapshot in snapshots]
    shared = frames[0].dimensions
    for frame in frames:
        shared = tuple(dimension for dimension in shared if dimension in frame.dimensions)
    frames = [_only(frame.within(period), shared) for frame in frames]
    grouped = [dimension for dimension in shared if dimension is not Dimension.FAMILY]
    names: dict[str, str] = {}
    for snapshot in snapshots:
        names.update(snapshot.account_names)
    return Snapshot(
        query=CostQuery(tuple(grouped)),
        period=period,
        frame=CostFrame.joined(frames, shared),
        currency=currency,
        identity=first.identity,
        fetched_at=min(snapshot.fetched_at for snapshot in snapshots),
        complete_to=min(snapshot.complete_to for snapshot in snapshots),
        estimated=frozenset().union(*(snapshot.estimated for snapshot in snapshots)),
        account_names=names,
        problem=next((each.problem for each in snapshots if each.problem), None),
    )


def _shared(periods: Sequence[Period]) -> Period:
    """Days that all periods share."""
    start = max(period.start for period in periods)
    end = min(period.end for period in periods)
    return Period(start, end)


def _only(frame: CostFrame, dimensions: Sequence[Dimension]) -> CostFrame:
    """The same rows with only these dimension columns."""
    names = [dimension.value for dimension in dimensions]
    columns = [DAY, *names, *METRICS, QUANTITY, UNIT]
    return CostFrame(frame.data[columns], tuple(dimensions))


def different(currencies: str, costs: Sequence[str] = ()) -> MixedCurrencyError:
    """Error that the payers are billed in several currencies, with the costs of each payer."""
    listed = f"{'; '.join(costs)}. " if costs else ""
    return MixedCurrencyError(
        f"The payers are billed in {currencies}.",
        f"{listed}Amounts in different currencies are never added up.",
        "Open each payer separately.",
    )
