"""Digest as text and as HTML. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from cloudsense.alerts import sentences
from cloudsense.alerts.digest import Digest, DigestCosts, Frequency
from cloudsense.alerts.events import Event, matter
from cloudsense.costs.analysis import Change
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.names import visible
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Dimension
from cloudsense.figures import anomaly_words, compared, mail_chart
from cloudsense.figures.anomaly_words import Label
from cloudsense.formatting import account, clock, days, money, month, rounds_to_zero

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
    """Title: `Nov 15 – Nov 21, 2026: $4,512.30, +$210.20 (+4.9%)`."""
    name = days(digest.choice.period)
    if digest.every is Frequency.MONTH:
        first = digest.choice.period.start
        name = f"{month(first)} {first.year}"
    if digest.costs is None:
        return f"{name}: costs in several currencies"
    said = [money(digest.costs.total, digest.costs.currency)]
    if change := _change(digest.costs):
        said.append(change)
    return f"{name}: {', '.join(said)}"


def text(digest: Digest, hide_account: bool = False) -> str:
    """Text for terminals and chat messages."""
    parts = [title(digest), *_introduction(digest, hide_account)]
    for section in _sections(digest, hide_account):
        parts += ["", section.title]
        parts += [f"- {line}" for line in section.lines]
    return "\n".join(parts)


def html(digest: Digest, hide_account: bool = False) -> str:
    """HTML for email; names from bills are escaped."""
    parts = [_element("h2", title(digest))]
    parts += [_element("p", line) for line in _introduction(digest, hide_account)]
    if costs := digest.costs:
        chart = mail_chart.chart(costs.daily, costs.days, costs.currency)
        parts.append(chart)
    for section in _sections(digest, hide_account):
        items = [_element("li", line) for line in section.lines]
        parts.append(_element("h3", section.title))
        parts += ["<ul>", *items, "</ul>"]
    content = "".join(parts)
    return f'<div style="{PAGE}">{content}</div>'


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def event(digest: Digest, hide_account: bool = False) -> Event:
    """Alert event of the digest, once a calendar week or month."""
    today = digest.check.today
    when = f"{today:%Y-%m}"
    if digest.every is Frequency.WEEK:
        year, week, _ = today.isocalendar()
        when = f"{year}-W{week}"
    account = digest.check.identity.account
    return Event(
        about=matter(account, "digest", digest.every.value, when),
        level=1.0,
        title=title(digest),
        text=text(digest, hide_account),
        html=html(digest, hide_account),
    )


def _introduction(digest: Digest, hide_account: bool) -> Iterator[str]:
    identity = digest.check.identity
    as_of = clock(digest.check.as_of)
    number = account(identity.account, hide_account)
    yield f"Account {number}, unblended, as of {as_of}."
    if problem := digest.problem:
        said = "Not compared with the days before. " if digest.costs else ""
        yield f"{said}{problem.title} {problem.detail}"
    if digest.costs and digest.costs.comparison:
        yield from _compared(digest.costs, digest.costs.comparison, digest.choice)


def _compared(costs: DigestCosts, comparison: Comparison, choice: PeriodChoice) -> Iterator[str]:
    if comparison.days.now:
        against = compared.against(comparison.days, choice)
        change = _change(costs) or "no change"
        yield f"Against {against}: {change}."
    else:
        yield compared.nothing(comparison.days, choice)
    yield from compared.left_out(comparison, costs.currency)


def _change(costs: DigestCosts) -> str:
    """Change: `+$210.20 (+4.9%)`; "" below a cent, or where nothing is compared."""
    comparison = costs.comparison
    if comparison is None or not comparison.days.now:
        return ""
    change, before = comparison.change, comparison.before
    if rounds_to_zero(change):
        return ""
    amount = money(change, costs.currency, plus=True)
    share = compared.percent(change, before)
    return f"{amount} ({share})" if share else amount


def _sections(digest: Digest, hide_account: bool) -> list[Section]:
    """Sections with contents."""
    name_of = sentences.names(digest.check, hide_account)
    found = [
        Section("What changed", tuple(_movers(digest, name_of))),
        Section("Budgets", tuple(_budgets(digest, hide_account))),
        Section("Anomalies", tuple(_anomalies(digest, name_of))),
    ]
    return [section for section in found if section.lines]


def _movers(digest: Digest, name_of: Label) -> Iterator[str]:
    if digest.costs is None:
        return
    currency = digest.costs.currency
    for name, change in digest.costs.movers:
        service = name_of(Dimension.SERVICE, name)
        amount = money(change.amount, currency, plus=True)
        yield f"{service}: {amount} ({_was(change, currency)})"


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
            state = sentences.state(judged.standing, hide_account)
            yield f"{name}: {state}"
        elif judged.problem:
            yield f"{name}: {judged.problem.title}"


def _anomalies(digest: Digest, name_of: Label) -> Iterator[str]:
    for found in digest.anomalies:
        name = anomaly_words.title(found.anomaly, name_of)
        yield f"{name}: {sentences.unusual(found, name_of)}"
