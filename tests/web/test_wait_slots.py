"""Who waits for AWS in a crowd."""

from __future__ import annotations

from contextlib import ExitStack

from cloudsense.ledger.ledger import PATIENCE
from cloudsense.web.ops.wait_slots import WaitSlots


def test_a_request_waits_while_few_others_are_answered() -> None:
    slots = WaitSlots(2)
    with slots.acquire() as first, slots.acquire() as second, slots.acquire() as third:
        assert (first, second, third) == (PATIENCE, PATIENCE, 0)


def test_requests_that_need_not_wait_count_as_well() -> None:
    slots = WaitSlots(2)
    with ExitStack() as crowd:
        for _ in range(3):
            crowd.enter_context(slots.acquire())
        with ExitStack() as first:
            assert first.enter_context(slots.acquire()) == 0
    with slots.acquire() as alone:
        assert alone == PATIENCE
