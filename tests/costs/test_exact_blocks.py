"""Exact sums of more amounts than are split at a time."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from cloudsense.costs.exact import BLOCK, UNITS, ExactSums

CELLS = 7


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_every_amount_counts_once(count: int) -> None:
    units = np.arange(1, count + 1) * 1_234_567_891
    amounts = units / UNITS
    cells = np.arange(count) % CELLS
    expected = [Decimal(int(units[cells == cell].sum())).scaleb(-10) for cell in range(CELLS)]
    summed = ExactSums.summed(amounts, cells, (1, CELLS))
    assert summed.decimals == ExactSums.of(amounts).by_cell(cells, (1, CELLS)).decimals == expected
