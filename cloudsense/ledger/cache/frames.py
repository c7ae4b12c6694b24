"""Frames as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from cloudsense.costs.frame import DAY, METRICS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.query import Dimension

Step = Literal["D", "h"]
"""Whether a frame's rows are of days or of hours."""


def written(frame: CostFrame, start: date, step: Step = "D") -> dict[str, Any]:
    """The rows, as days or hours after `start`."""
    data = frame.data
    places = data[DAY].to_numpy().astype(f"datetime64[{step}]") - np.datetime64(start, step)
    texts = [*(dimension.value for dimension in frame.dimensions), UNIT]
    return {
        "day": places.astype(int).tolist(),
        "text": {name: _packed(data[name]) for name in texts},
        "number": {name: data[name].tolist() for name in (*METRICS, QUANTITY)},
    }


def read(
    value: Mapping[str, Any], start: date, dimensions: tuple[Dimension, ...], step: Step = "D"
) -> CostFrame:
    """What `written` makes. Raises KeyError, TypeError, ValueError for what is damaged."""
    places = np.asarray(value["day"], dtype=f"timedelta64[{step}]")
    columns: dict[str, Any] = {DAY: (np.datetime64(start, step) + places).astype("datetime64[s]")}
    columns |= {d.value: _unpacked(value["text"][d.value]) for d in dimensions}
    numbers = value["number"]
    for name in (*METRICS, QUANTITY):
        columns[name] = np.asarray(numbers[name], dtype=np.float64)
    columns[UNIT] = _unpacked(value["text"][UNIT])
    return CostFrame.by_day(pd.DataFrame(columns), dimensions)


def _packed(column: pd.Series[Any]) -> dict[str, list[Any]]:
    return {"values": column.cat.categories.tolist(), "codes": column.cat.codes.tolist()}


def _unpacked(packed: Mapping[str, Any]) -> pd.Categorical:
    values = np.asarray([str(v) for v in packed["values"]], dtype=str)
    codes = np.asarray(packed["codes"], dtype=np.int32)
    if len(codes) and codes.min() < 0:
        raise ValueError("a missing value")
    return pd.Categorical.from_codes(codes, categories=pd.Index(values, dtype="str"))
