"""Entries and their JSON."""

import json
import math
import weakref
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_caching.backends import SimpleCache
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_bench import EC2, S3, USAGE, usage
from pandas.testing import assert_frame_equal

from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import DIMENSIONS, OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.ledger.cache.entry import Entry, Outline, from_json, key, to_json
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.storage.store import Store

OCTOBER = Month(2026, 10)
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
amounts = st.floats(allow_nan=False, allow_infinity=False)
days = st.integers(0, 19).map(lambda n: date(2026, 10, 1) + timedelta(n))
units = st.sampled_from(["Hrs", "GB", "N/A", ""])


@st.composite
def frames(draw: st.DrawFn, dimensions: tuple[Dimension, ...]) -> CostFrame:
    keys = draw(st.lists(st.tuples(days, *(words for _ in dimensions)), unique=True, max_size=8))
    column = st.lists(amounts, min_size=len(keys), max_size=len(keys))
    return CostFrame.build(
        dimensions,
        [k[0] for k in keys],
        {dimension: [k[n] for k in keys] for n, dimension in enumerate(dimensions, 1)},
        {metric: draw(column) for metric in METRICS},
        draw(column),
        [draw(units) for _ in keys],
    )


groups = st.lists(st.sampled_from([d for d in DIMENSIONS if d is not Dimension.FAMILY]), max_size=2, unique=True)
rules = st.lists(st.builds(Filter, st.just(Dimension.REGION), st.lists(words, min_size=1).map(tuple)), max_size=1)
queries = st.builds(CostQuery, groups.map(tuple), rules.map(tuple))
moments = st.datetimes(datetime(2026, 10, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants it


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    query = draw(queries)
    return Entry(
        query=query,
        covered=Period(date(2026, 10, 1), date(2026, 10, 21)),
        frame=draw(frames(query.group_by)),
        currency=draw(st.sampled_from(["USD", "CNY"])),
        seen=draw(moments),
        pages=draw(st.floats(0, 100)),
        estimated=draw(st.frozensets(days)),
        account_names=draw(st.dictionaries(words, words, max_size=3)),
        fingerprints=draw(st.dictionaries(days, st.tuples(*(amounts for _ in METRICS)), max_size=3)),
    )


def an_entry() -> Entry:
    frame = CostFrame.build(
        USAGE.group_by,
        [date(2026, 10, 1), date(2026, 10, 2)],
        {Dimension.SERVICE: [EC2, EC2], Dimension.USAGE_TYPE: ["Hours", "Bytes"]},
        {metric: [1.25, -0.1] for metric in METRICS},
        [3.0, 4.0],
        ["Hrs", "GB"],
    )
    covered = Period(date(2026, 10, 1), date(2026, 10, 21))
    seen = datetime(2026, 10, 20, tzinfo=UTC)
    return Entry(query=usage(EC2), covered=covered, frame=frame, currency="USD", seen=seen, pages=1.0)


def rewritten(value: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(value))


@settings(deadline=None)
@given(entries())
def test_an_entry_written_and_read_is_the_same(entry: Entry) -> None:
    read = from_json(rewritten(to_json(entry)), entry.query)
    assert read is not None
    assert_frame_equal(read.frame.data, entry.frame.data, check_exact=True)
    assert read.frame.dimensions == entry.frame.dimensions
    assert replace(read, frame=entry.frame) == entry


@settings(deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | words, st.lists, max_leaves=5), st.data())
def test_a_damaged_entry_is_none_or_an_entry_and_never_raises(damage: object, data: st.DataObject) -> None:
    value = rewritten(to_json(an_entry()))
    value[data.draw(st.sampled_from(sorted(value)))] = damage
    read = from_json(value, usage(EC2))
    assert read is None or (read.month == OCTOBER and read.seen.tzinfo and len(read.frame) in (0, 2))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("schema", 0),
        ("schema", 2),
        ("query", USAGE.name),
        ("query", usage(S3).name),
        ("covered", ["2026-10-01", "2026-10-01"]),
        ("covered", ["2026-10-01", "2026-10-02"]),  # rows of days that are not covered
        ("covered", ["2026-10-01", "2026-11-02"]),
        ("seen", "2026-10-20T00:00:00"),
        ("day", [0]),
        ("day", [0, -1]),
        ("text", {}),
        ("number", {}),
        ("estimated", ["x"]),
        ("fingerprints", {"2026-10-01": None}),
    ],
)
def test_what_cannot_be_an_entry_about_the_question_is_none(name: str, damage: object) -> None:
    value = rewritten(to_json(an_entry()))
    assert from_json(value, usage(EC2)) is not None
    assert from_json(value | {name: damage}, usage(EC2)) is None
    assert from_json({k: v for k, v in value.items() if k != name}, usage(EC2)) is None


@pytest.mark.parametrize("amount", [math.nan, math.inf, "many", None])
def test_an_amount_that_is_no_number_spoils_the_entry(amount: object) -> None:
    value = rewritten(to_json(an_entry()))
    value["number"]["unblended"][0] = amount
    assert from_json(value, usage(EC2)) is None


@pytest.mark.parametrize(
    ("name", "damage"),
    [("pages", math.nan), ("pages", math.inf), ("pages", 1e300), ("pages", -5), ("seen", "0001-01-01T00:00:00+00:00")],
)
def test_what_no_purchase_can_have_been_spoils_the_entry(name: str, damage: object) -> None:
    assert from_json(rewritten(to_json(an_entry())) | {name: damage}, usage(EC2)) is None


def test_a_row_twice_or_without_a_key_spoils_the_entry() -> None:
    value = rewritten(to_json(an_entry()))
    value["text"]["usage-type"]["codes"] = [0, -1]
    assert from_json(value, usage(EC2)) is None
    value["text"]["usage-type"]["codes"], value["day"] = [0, 0], [3, 3]
    assert from_json(value, usage(EC2)) is None


def test_two_accounts_partitions_questions_or_months_never_share_a_key() -> None:
    identities = [Identity("1", "a"), Identity("2", "a"), Identity("1", "a", "aws-cn")]
    questions = [OVERVIEW, USAGE, usage(EC2), usage(S3), usage(EC2, S3)]
    months = [OCTOBER, Month(2026, 11), Month(2025, 10)]
    keys = {key(i, q, m) for i in identities for q in questions for m in months}
    assert len(keys) == len(identities) * len(questions) * len(months)
    assert key(Identity("1", "a", name="x"), OVERVIEW, OCTOBER) == key(Identity("1", "b"), OVERVIEW, OCTOBER)


class Interrupted(Store):
    """A store in which something happens while an entry is read."""

    during: Any = None

    def get(self, name: str) -> dict[str, Any] | None:
        value = super().get(name)
        if self.during and name.startswith("costs:"):
            during, self.during = self.during, None
            during()
        return value


def test_an_older_entry_of_the_store_never_replaces_a_newer_one_at_hand() -> None:
    store, who = Interrupted(SimpleCache()), Identity("1", "a")
    old = an_entry()
    newer, newest = (replace(old, seen=old.seen + timedelta(hours=hours)) for hours in (1, 2))
    memory, another_process = MemoryCache(store), MemoryCache(store)
    memory.put(who, old)
    another_process.put(who, newer)
    store.during = lambda: memory.put(who, newest)
    assert memory.get(who, old.query, OCTOBER, reread=True) == newest
    assert memory.get(who, old.query, OCTOBER) == newest


def test_what_is_deleted_while_it_is_read_does_not_come_back() -> None:
    store, who, entry = Interrupted(SimpleCache()), Identity("1", "a"), an_entry()
    MemoryCache(store).put(who, entry)
    memory = MemoryCache(store)

    store.during = lambda: memory.forget(who, entry.query, OCTOBER)
    assert memory.get(who, entry.query, OCTOBER) is None
    assert memory.known() == set()
    assert memory.get_for_estimate(who, entry.query, OCTOBER) is None


def test_what_was_made_from_a_deleted_entry_is_not_kept() -> None:
    store, who, entry = Store.in_memory(), Identity("1", "a"), an_entry()
    memory = MemoryCache(store)
    memory.put(who, entry)
    confirmed = replace(entry, seen=entry.seen + timedelta(hours=1))
    memory.put(who, confirmed, made_from=entry)
    assert memory.get(who, entry.query, OCTOBER) is confirmed
    MemoryCache(store).forget(who, entry.query, OCTOBER)
    memory.put(who, confirmed, made_from=entry)
    assert memory.get(who, entry.query, OCTOBER) is None
    memory.put(who, confirmed)
    assert memory.get(who, entry.query, OCTOBER) is confirmed


def test_what_another_process_renewed_is_seen_when_asked_again() -> None:
    store, who, old = Store.in_memory(), Identity("1", "a"), an_entry()
    memory = MemoryCache(store)
    memory.put(who, old)
    MemoryCache(store).put(who, newer := replace(old, seen=old.seen + timedelta(hours=1)))
    assert memory.get(who, old.query, OCTOBER) == old
    again = memory.get(who, old.query, OCTOBER, reread=True)
    assert again is not None
    assert again.seen == newer.seen


def test_the_least_used_entries_are_put_back_when_there_are_too_many_rows() -> None:
    store, who = Store.in_memory(), Identity("1", "a")
    memory = MemoryCache(store, max_rows=4)
    parts = [replace(an_entry(), query=usage(service)) for service in ("a", "b", "c")]
    for entry in parts[:2]:
        memory.put(who, entry)
    memory.get(who, parts[0].query, OCTOBER)
    assert len(memory.entries_of(who)) == len(memory.known()) == 2, "and to look at all is no use of any"
    memory.put(who, parts[2])
    assert memory.get(who, parts[0].query, OCTOBER) is parts[0]
    assert memory.get(who, parts[2].query, OCTOBER) is parts[2]
    assert with_rows(memory) == {parts[0].query, parts[2].query}
    assert memory.get(who, parts[1].query, OCTOBER) is parts[1], "somebody holds it: it is not read once more"
    dropped = parts.pop(1)
    query, known = dropped.query, weakref.ref(dropped)
    del dropped, entry
    assert known() is None
    assert memory.get(who, query, OCTOBER) is not None, "from the store"


@pytest.mark.parametrize("last_used", [MemoryCache.get, MemoryCache.put])
def test_both_reading_and_writing_count_as_use(last_used: object) -> None:
    memory, who = MemoryCache(Store.in_memory(), max_rows=4), Identity("1", "a")
    first, second, third = (replace(an_entry(), query=usage(service)) for service in ("a", "b", "c"))
    memory.put(who, first)
    memory.put(who, second)
    if last_used is MemoryCache.get:
        memory.get(who, first.query, OCTOBER)
    else:
        memory.put(who, first)
    memory.put(who, third)
    assert with_rows(memory) == {first.query, third.query}


def test_neither_an_estimate_nor_a_list_reads_rows_of_what_was_dropped() -> None:
    store, who = Counted(SimpleCache()), Identity("1", "a")
    memory, now = MemoryCache(store, max_rows=2), datetime(2026, 11, 20, tzinfo=UTC)
    outlines = []
    for service in ("a", "b"):
        entry = replace(an_entry(), query=usage(service), covered=OCTOBER.period, seen=now)
        outlines.append(entry.outline)
        memory.put(who, entry)
        del entry
    first, second = outlines
    assert with_rows(memory) == {second.query}
    store.read.clear()
    assert memory.get_for_estimate(who, first.query, OCTOBER) == first
    assert {known.rows for known in memory.entries_of(who)} == {2}
    assert memory.known() == {(first.query, OCTOBER), (second.query, OCTOBER)}
    cached = CachedEntries(memory, lambda: now, timedelta(hours=1))
    assert cached.listed(who, [(first.query, OCTOBER)]) == [(first, True)]
    name = key(who, first.query, OCTOBER)
    assert name not in store.read
    assert cached.get(who, first.query, OCTOBER, OCTOBER.period)
    assert name in store.read


def test_what_the_store_lost_is_not_taken_for_cached() -> None:
    store, who = Store.in_memory(), Identity("1", "a")
    memory = MemoryCache(store, max_rows=2)
    first, second = (replace(an_entry(), query=usage(service)) for service in ("a", "b"))
    name = key(who, first.query, OCTOBER)
    memory.put(who, first)
    memory.put(who, second)
    del first
    version = memory.version
    store._cache.delete(name)
    assert memory.get_for_estimate(who, usage("a"), OCTOBER) is None
    assert memory.version > version, "other estimates go by it"
    assert memory.known() == {(second.query, OCTOBER)}


@given(entries())
def test_an_outline_is_planned_by_as_the_entry_is(entry: Entry) -> None:
    outline = entry.outline
    for each in fields(Outline):
        assert getattr(outline, each.name) == getattr(entry, each.name)
    assert (outline.rows, outline.has_fingerprints) == (len(entry.frame), bool(entry.fingerprints))
    assert (outline.month, outline.state, outline.unsettled) == (entry.month, entry.state, entry.unsettled)


def with_rows(memory: MemoryCache) -> set[CostQuery]:
    """What is in memory with its rows."""
    return {entry.query for entry in memory._recent.values()}


class Counted(Store):
    """A store that notes which entries are read."""

    def __init__(self, cache: SimpleCache) -> None:
        super().__init__(cache)
        self.read: list[str] = []

    def get(self, name: str) -> dict[str, Any] | None:
        if name.startswith("costs:"):
            self.read.append(name)
        return super().get(name)


def test_an_entry_of_another_month_is_none() -> None:
    store, who, entry = Store.in_memory(), Identity("1", "a"), an_entry()
    november = OCTOBER.plus(1)
    store.set(key(who, entry.query, november), to_json(entry))
    assert MemoryCache(store).get(who, entry.query, november) is None
    store.set(key(who, entry.query, OCTOBER), to_json(entry))
    assert MemoryCache(store).get(who, entry.query, OCTOBER) is not None
