"""How much was used, where all of it is measured in one unit. Pure."""

from __future__ import annotations

import numpy as np

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.frame import NO_UNITS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.names import USAGE_CHARGES, charge_key


def usage_of(frame: CostFrame) -> CostFrame:
    """Without charges that are no usage, such as credits and fees, where the frame tells them."""
    if Dimension.CHARGE_TYPE not in frame.dimensions:
        return frame
    types = frame.data[Dimension.CHARGE_TYPE.value].cat.categories
    charges = [name for name in types if charge_key(name) not in USAGE_CHARGES]
    return frame.only(Dimension.CHARGE_TYPE, charges, exclude=True)


def units_of(frame: CostFrame) -> tuple[str, ...]:
    """The units of what was used; "" stands for quantities that AWS added up across units."""
    column = frame.data[UNIT].cat
    is_used = frame.data[QUANTITY].to_numpy() != 0
    codes = np.unique(column.codes.to_numpy()[is_used])
    units = {"" if unit in NO_UNITS else unit for unit in column.categories[codes]}
    return tuple(sorted(units))
