"""Output of changes: table or Markdown for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cloudsense import formatting
from cloudsense.config.options import Format
from cloudsense.costs import exact
from cloudsense.costs.basis import SingleCharge
from cloudsense.costs.changes import ChangedItem
from cloudsense.costs.exact import decimal
from cloudsense.costs.names import visible
from cloudsense.costs.period import ONE_DAY
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import spellings_in
from cloudsense.costs.split import Split
from cloudsense.figures import change_table, sheet, text_tables
from cloudsense.figures.change_words import ChangeWords, plain
from cloudsense.figures.sheet import Cell
from cloudsense.figures.tag_words import since_when_first
from cloudsense.report.changes_answer import ChangesReport

HEAD = ("Before", "Now", "Difference", *(part.capitalize() for part in change_table.PARTS))


def written(answer: ChangesReport, hide_account: bool = False) -> str:
    """Changes in the requested format, without a final line break."""
    report = ChangesWriter(answer, hide_account)
    match answer.request.format:
        case Format.JSON:
            return json.dumps(report.object, indent=2)
        case Format.CSV:
            return report.csv
        case Format.MARKDOWN:
            return "\n".join(report.markdown())
        case Format.TABLE:
            return "\n".join(report.table())


class ChangesWriter:
    """Writer of an answer."""

    def __init__(self, answer: ChangesReport, hide: bool) -> None:
        self.answer = answer
        self.hide = hide
        self.request = answer.request
        self.changes = answer.changes
        self.by = answer.request.focus.by
        values = [item.name for item in self.changes.items]
        spellings: dict[str, tuple[str, ...]] = {}
        for snapshot in answer.snapshots:
            spellings |= spellings_in(snapshot.frame)
        accounts = answer.accounts
        self.names = sheet.names(self.by, values, accounts, hide, spellings)
        self.labels = self._labels()
        self.words = words = ChangeWords(
            self.changes, self.request.choice, answer.currency, self.labels.__getitem__
        )
        tags = since_when_first(answer.snapshots, answer.request.focus)
        self.notes = [*words.notes, *tags, *words.units]

    def _labels(self) -> dict[str, str]:
        """Labels as Cost Explorer spells them; accounts with names, and
        words for missing values."""
        if self.by is Dimension.ACCOUNT:
            accounts = self.answer.accounts
            return formatting.labels(self.by, self.names, accounts, self.hide)
        return {
            value: visible(name) or formatting.label(self.by, name)
            for value, (name, *_) in self.names.items()
        }

    @property
    def object(self) -> dict[str, Any]:
        """The JSON object."""
        answer, changes, request = self.answer, self.changes, self.request
        now, before = changes.days.now, changes.days.before
        return {
            "period": _period(now or tuple(request.choice.period.dates)),
            "against": _period(before or tuple(request.choice.before.dates)),
            "days": len(now),
            "days_against": len(before),
            "per_day": changes.per_day,
            "metric": request.metric.value,
            "currency": answer.currency,
            "by": self.by.value,
            "total": exact.text(changes.total),
            "total_against": exact.text(changes.against),
            "difference": exact.text(changes.difference),
            "explained": _parts(changes.explained),
            "rows": [self._row(item) for item in changes.items],
            "not_compared": [self._single(charge) for charge in changes.single],
            "sentence": plain(self.words.answer),
            "notes": self.notes,
            "estimated": answer.estimated,
            "complete_to": str(answer.complete_to),
            "as_of": formatting.iso(answer.oldest.fetched_at),
            "account": formatting.account(answer.oldest.identity.account, self.hide),
            "requests": answer.requests,
        }

    def _row(self, item: ChangedItem) -> dict[str, Any]:
        quantity = item.quantity
        return {
            "key": {self.by.value: self.names[item.name][0]},
            "amount": exact.text(item.amount),
            "against": exact.text(item.against),
            "difference": exact.text(item.difference),
            **_parts(item.split),
            "quantity": exact.text(quantity.now) if quantity else None,
            "quantity_against": exact.text(quantity.before) if quantity else None,
            "unit": quantity.unit if quantity else None,
            "kind": item.split.kind,
            "rate_known": item.rate_known,
        }

    def _single(self, charge: SingleCharge) -> dict[str, Any]:
        return {
            "key": {charge.dimension.value: charge.value},
            "amount": exact.text(decimal(charge.now)),
            "against": exact.text(decimal(charge.before)),
        }

    @property
    def csv(self) -> str:
        """CSV with a line for each name, without a byte order mark."""
        amounts = ["amount", "against", "difference", *change_table.PARTS]
        quantities = ["quantity", "quantity_against", "unit", "kind", "rate_known"]
        names = sheet.columns(self.by)
        columns = [*names, *amounts, *quantities, "currency"]
        lines = map(self._line, self.changes.items)
        return sheet.written([columns, *lines]).rstrip("\n")

    def _line(self, item: ChangedItem) -> list[Cell]:
        quantity, split = item.quantity, item.split
        line: list[Cell] = [*self.names[item.name]]
        line += [item.amount, item.against, item.difference]
        line += split.parts.values()
        if quantity:
            line += [quantity.now, quantity.before, quantity.unit]
        else:
            line += [None, None, None]
        rate_known = "yes" if item.rate_known else "no"
        return [*line, split.kind, rate_known, self.answer.currency]

    def table(self) -> Iterator[str]:
        """Aligned table, with a heading and notes."""
        yield self._heading()
        yield plain(self.words.answer)
        head, *rows = self._rows()
        yield from text_tables.aligned(head, rows, HEAD)
        yield from self.notes

    def markdown(self) -> Iterator[str]:
        """Markdown: heading, table, and notes."""
        answer = text_tables.plain(plain(self.words.answer))
        yield f"**{answer}**"
        yield ""
        yield text_tables.plain(self._heading())
        yield ""
        head, *rows = self._rows()
        yield from text_tables.table(head, rows, HEAD)
        for note in self.notes:
            yield ""
            yield text_tables.plain(note)

    def _heading(self) -> str:
        days, choice = self.changes.days, self.request.choice
        now = _typed(days.now or tuple(choice.period.dates))
        before = _typed(days.before or tuple(choice.before.dates))
        oldest = self.answer.oldest
        number = formatting.account(oldest.identity.account, self.hide)
        as_of = formatting.clock(oldest.fetched_at)
        metric = self.request.metric.value
        return f"{now} against {before}, {metric}, account {number}, as of {as_of}"

    def _rows(self) -> list[list[str]]:
        """Cells as text: header, names with noticeable changes or costs, and total."""
        changes = self.changes
        lines = [
            [self.labels[item.name], *self._amounts(item)]
            for item in change_table.listed(changes, self.by)
        ]
        head = [formatting.dimension(self.by), *HEAD]
        total = self._amounts(change_table.total(changes))
        return [head, *lines, ["Total", *total]]

    def _amounts(self, item: ChangedItem) -> list[str]:
        currency = self.answer.currency
        parts = {}
        for name, amount in item.split.parts.items():
            parts[name] = change_table.part(amount, currency)
        if item.lacks_rate:
            parts["rate"] = "not known"
        return [
            formatting.money(item.against, currency),
            formatting.money(item.amount, currency),
            formatting.money(item.difference, currency, plus=True),
            *parts.values(),
        ]


def _parts(split: Split) -> dict[str, str]:
    parts = split.parts
    return {name: exact.text(parts[name]) for name in parts}


def _period(days: Sequence[date]) -> dict[str, str]:
    end = days[-1] + ONE_DAY
    return {"start": str(days[0]), "end": str(end)}


def _typed(days: Sequence[date]) -> str:
    return f"{days[0]}..{days[-1]}"
