"""A digest as text and as HTML. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from cloudsense.alerts import sentences
from cloudsense.alerts.digest import Digest, DigestCosts, Frequency
from cloudsense.alerts.events import Event
from cloudsense.costs.analysis import Change
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.names import visible
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Dimension
from cloudsense.figures import anomaly_words, compared, mail_chart
from cloudsense.figures.anomaly_words import Label
from cloudsense.formatting import HALF_A_CENT, account, clock, days, money, month, percent

PAGE = (
    "font-family: system-ui, sans-serif; font-size: 15px; line-height: 1.5; color: #14181f; "
    "max-width: 640px"
)


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def title(digest: Digest) -> str:
    """`Nov 15 – Nov 21, 2026: $4,512.30, +$210.20 (+4.9%)`."""
    name = days(digest.choice.period)
    if digest.every is Frequency.MONTH:
        first = digest.choice.period.start
        name = f"{month(first)} {first.year}"
    if digest.costs is None:
        return f"{name}: costs in several currencies"
    cost = money(digest.costs.total, digest.costs.currency)
    change = _change(digest.costs)
    return f"{name}: {cost}{f', {change}' if change else ''}"


def text(digest: Digest, hide_account: bool = False) -> str:
    """For terminals and messengers."""
    parts = [title(digest), *_introduction(digest, hide_account)]
    for section in _sections(digest, hide_account):
        parts += ["", section.title, *(f"- {line}" for line in section.lines)]
    return "\n".join(parts)


def html(digest: Digest, hide_account: bool = False) -> str:
    """For mail; names of a bill can't become markup."""
    parts = [f"<h2>{escape(title(digest))}</h2>"]
    parts += [f"<p>{escape(line)}</p>" for line in _introduction(digest, hide_account)]
    if digest.costs:
        costs = digest.costs
        parts.append(mail_chart.chart(costs.daily, costs.days, costs.currency))
    for section in _sections(digest, hide_account):
        items = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        parts.append(f"<h3>{escape(section.title)}</h3><ul>{items}</ul>")
    return f'<div style="{PAGE}">{"".join(parts)}</div>'


def event(digest: Digest, hide_account: bool = False) -> Event:
    """To be told once a calendar week or month."""
    today = digest.check.today
    year, week, _ = today.isocalendar()
    when = f"{year}-W{week}" if digest.every is Frequency.WEEK else f"{today:%Y-%m}"
    matter = "\n".join((digest.check.identity.account, "digest", digest.every.value, when))
    return Event(
        about=hashlib.sha256(matter.encode()).hexdigest()[:24],
        level=1.0,
        title=title(digest),
        text=text(digest, hide_account),
        html=html(digest, hide_account),
    )


def _introduction(digest: Digest, hide_account: bool) -> Iterator[str]:
    identity = digest.check.identity
    as_of = clock(digest.check.as_of)
    yield f"Account {account(identity.account, hide_account)}, unblended, as of {as_of}."
    if digest.problem:
        said = "Not compared with the days before. " if digest.costs else ""
        yield f"{said}{digest.problem.title} {digest.problem.detail}"
    if digest.costs and digest.costs.comparison:
        yield from _compared(digest.costs, digest.costs.comparison, digest.choice)


def _compared(costs: DigestCosts, comparison: Comparison, choice: PeriodChoice) -> Iterator[str]:
    if comparison.days.now:
        against = compared.against(comparison.days, choice)
        yield f"Against {against}: {_change(costs) or 'no change'}."
    else:
        yield compared.nothing(comparison.days, choice)
    yield from compared.left_out(comparison, costs.currency)


def _change(costs: DigestCosts) -> str:
    """`+$210.20 (+4.9%)`; "" below a cent, or where nothing is compared."""
    comparison = costs.comparison
    if comparison is None or not comparison.days.now or abs(comparison.change) < HALF_A_CENT:
        return ""
    amount = money(comparison.change, costs.currency, plus=True)
    if comparison.before < HALF_A_CENT:
        return amount
    return f"{amount} ({percent(comparison.change / comparison.before, plus=True)})"


def _sections(digest: Digest, hide_account: bool) -> list[Section]:
    """Those that have something to say."""
    name_of = sentences.names(digest.check, hide_account)
    found = [
        Section("What changed", tuple(_movers(digest.costs, name_of) if digest.costs else ())),
        Section("Budgets", tuple(_budgets(digest, hide_account))),
        Section("Anomalies", tuple(_anomalies(digest, name_of))),
    ]
    return [section for section in found if section.lines]


def _movers(costs: DigestCosts, name_of: Label) -> Iterator[str]:
    for name, change in costs.movers:
        amount = money(change.amount, costs.currency, plus=True)
        service, before = name_of(Dimension.SERVICE, name), _was(change, costs.currency)
        yield f"{service}: {amount} ({before})"


def _was(change: Change, currency: str) -> str:
    if change.is_new:
        return "new"
    before = money(change.before, currency)
    if change.is_gone:
        return f"no longer billed, was {before}"
    return f"{money(change.now, currency)}, was {before}"


def _budgets(digest: Digest, hide_account: bool) -> Iterator[str]:
    for judged in digest.check.budgets:
        name = visible(judged.budget.name)
        if judged.standing:
            yield f"{name}: {sentences.state(judged.standing, hide_account)}"
        elif judged.problem:
            yield f"{name}: {judged.problem.title}"


def _anomalies(digest: Digest, name_of: Label) -> Iterator[str]:
    for found in digest.anomalies:
        name = anomaly_words.title(found.anomaly, name_of)
        yield f"{name}: {sentences.unusual(found, name_of)}"
