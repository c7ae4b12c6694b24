"""Frames as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from cloudsense.costs.frame import DAY, METRICS, QUANTITY, UNIT, CostFrame, coded
from cloudsense.costs.query import Dimension

Step = Literal["D", "h"]
"""Unit of a frame's rows: days or hours."""


def written(frame: CostFrame, start: date, step: Step = "D") -> dict[str, Any]:
    """JSON of the rows, with days or hours counted from `start`."""
    data = frame.data
    moments = frame.column(DAY).astype(f"datetime64[{step}]")
    places = moments - np.datetime64(start, step)
    texts = [*(dimension.value for dimension in frame.dimensions), UNIT]
    numbers = [*METRICS, QUANTITY]
    return {
        "day": places.astype(int).tolist(),
        "text": {name: _packed(data[name]) for name in texts},
        "number": {name: data[name].tolist() for name in numbers},
    }


def read(
    value: Mapping[str, Any], start: date, dimensions: tuple[Dimension, ...], step: Step = "D"
) -> CostFrame:
    """Frame from the JSON of `written`. Raises KeyError, TypeError, ValueError for damaged data."""
    texts, numbers = value["text"], value["number"]
    places = np.asarray(value["day"], dtype=f"timedelta64[{step}]")
    keys = {dimension: _unpacked(texts[dimension.value]) for dimension in dimensions}
    return CostFrame.build(
        dimensions=dimensions,
        days=np.datetime64(start, step) + places,
        keys=keys,
        metrics=numbers,
        quantity=numbers[QUANTITY],
        unit=_unpacked(texts[UNIT]),
    )


def _packed(column: pd.Series[Any]) -> dict[str, list[Any]]:
    return {
        "values": column.cat.categories.tolist(),
        "codes": column.cat.codes.tolist(),
    }


def _unpacked(packed: Mapping[str, Any]) -> pd.Categorical:
    values = list(map(str, packed["values"]))
    codes = np.asarray(packed["codes"], dtype=np.int32)
    if len(codes) and codes.min() < 0:
        raise ValueError("a missing value")
    return coded(codes, values)
