"""Used quantities, where all have one unit. Pure."""

from __future__ import annotations

import numpy as np

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.frame import NO_UNITS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.names import USAGE_CHARGES, charge_key


def usage_of(frame: CostFrame) -> CostFrame:
    """Rows of usage, without charges such as credits and fees if the frame has charge types."""
    if Dimension.CHARGE_TYPE not in frame.dimensions:
        return frame
    types = frame.data[Dimension.CHARGE_TYPE.value].cat.categories
    charges = [name for name in types if charge_key(name) not in USAGE_CHARGES]
    return frame.only(Dimension.CHARGE_TYPE, charges, exclude=True)


def units_of(frame: CostFrame) -> tuple[str, ...]:
    """Units of the usage; "" means that AWS added quantities of several units."""
    column = frame.data[UNIT].cat
    is_used = frame.data[QUANTITY].to_numpy() != 0
    codes = np.unique(column.codes.to_numpy()[is_used])
    units = {"" if unit in NO_UNITS else unit for unit in column.categories[codes]}
    return tuple(sorted(units))
