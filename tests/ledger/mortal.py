"""Buys on a folder and is killed at it. A program: it reads commands, does each in a fork, and answers in a line.

    buy ROUND SECONDS   buy for that round, and be killed after so many seconds
    tear ROUND          buy, and be killed between writing an entry and giving it its name
    check ROUND         look at all that is kept, and buy what is missing
    full ROUND          buy on a disk that takes no more than a few bytes
    barred ROUND        buy as somebody who may write nothing

Before each stands the folder that it is about. Rounds are an hour and a half apart, and AWS changes two days from one
to the next. Which pages were answered stands in the file `served`, a line a page: so a test knows what was paid even
where nobody lived to tell.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from ledger_bench import MINE, RDS, Clock, FakeSource, close, day, exact, shown, span, usage

from cloudsense import bootstrap, logs
from cloudsense.config.settings import read
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.costs.source import Meter
from cloudsense.ledger.cache.entry import from_json, key
from cloudsense.ledger.storage.store import Store

PERIOD = span("2026-09-20", "2026-10-20")
WISHES = (OVERVIEW, usage(RDS))
NOBODY = 65_534
START = "2026-10-20 02:00"
ANSWER = 0.005
"""Seconds that a page is on its way, and paid already."""
STEP = timedelta(hours=1.5)


class Source(FakeSource):
    """Of one round; asks for two pages a question, and writes down each that it answers."""

    def __init__(self, number: int, served: Path) -> None:
        super().__init__(Clock.at(START), pages=2)
        self.clock.now += STEP * number
        for on in ("2026-10-18", "2026-10-19"):
            self.versions[RDS, day(on)] = number
        self._served = served

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        @contextmanager
        def page() -> Iterator[None]:
            with meter.page():
                handle = os.open(self._served, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                os.write(handle, f"{query.name} {period}\n".encode())
                os.close(handle)
                time.sleep(ANSWER)
                yield

        return super().fetch(identity, query, period, cast("Meter", type("Counting", (), {"page": staticmethod(page)})))


def books(number: int, folder: Path) -> tuple[Source, bootstrap.PayerServices]:
    source = Source(number, folder / "served")
    bootstrap.source = lambda _settings, _clock: source
    settings = read({"cache_dir": [str(folder / "kept")], "spend_limit": ["999"]}, {})
    return source, bootstrap.open_payer(settings, source.clock)


def buy(number: int, folder: Path) -> None:
    _, opened = books(number, folder)
    for query in WISHES:
        opened.ledger.costs(query, PERIOD, None)


def tear(number: int, folder: Path) -> None:
    os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    buy(number, folder)


def check(number: int, folder: Path) -> dict[str, Any]:
    """The names of what is kept, what of it or of the answers is wrong, and the pages that count as paid."""
    names, wrong = kept(folder)
    found = answered(number, folder)
    return {"names": names, "wrong": wrong + found["wrong"], "spent": found["spent"]}


def answered(number: int, folder: Path) -> dict[str, Any]:
    source, opened = books(number, folder)
    answers = {query: opened.ledger.costs(query, PERIOD, None).snapshot for query in WISHES}
    wrong = [query.name for query, found in answers.items() if not close(shown(found), exact(source, query, PERIOD))]
    return {"wrong": wrong, "spent": opened.spending.spent(MINE.account, source.clock().date()).month}


def full(number: int, folder: Path) -> dict[str, Any]:
    (folder / "served").rename(folder / "served-before")  # which may be too long already
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    return hampered(number, folder)


def barred(number: int, folder: Path) -> dict[str, Any]:
    os.setuid(NOBODY)
    return hampered(number, folder)


def hampered(number: int, folder: Path) -> dict[str, Any]:
    """What is answered all the same, and what is `said` meanwhile."""
    sys.stderr = StringIO()
    logs.start("text", logging.INFO, [])
    return answered(number, folder) | {"said": sys.stderr.getvalue()}


def kept(folder: Path) -> tuple[list[str], list[str]]:
    store, names, wrong = Store.in_folder(folder / "kept" / "costs"), [], []
    for query in WISHES:
        for month in PERIOD.months:
            value = store.get(name := key(MINE, query.parts[0], month))
            entry = from_json(value, query.parts[0]) if value else None
            if entry:
                names.append(name)
                book = Source(round((entry.seen - Clock.at(START).now) / STEP), folder / "served").book
                right = {(row.day, *row.keys): row.amounts for row in book.rows(entry.query, entry.covered)}
                if not close(shown(cast("Any", SimpleNamespace(frame=entry.frame))), right):
                    wrong.append(name)
    return names, wrong


def forked(work: Callable[[], object], seconds: float | None) -> Any:
    """What `work` came to in a process of its own; None if that did not live to tell."""
    hears, tells = os.pipe()
    child = os.fork()
    if not child:
        os.write(tells, json.dumps(work()).encode())
        os._exit(0)
    os.close(tells)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(hears, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else None


def main() -> None:
    works = {"buy": buy, "tear": tear, "check": check, "full": full, "barred": barred}
    for line in sys.stdin:
        folder, name, number, *seconds = line.split()
        work = partial(works[name], int(number), Path(folder))
        print(json.dumps(forked(work, float(seconds[0]) if seconds else None)), flush=True)


if __name__ == "__main__":
    main()
