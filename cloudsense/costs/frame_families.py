"""Families of an answer's services and usage types. Pure."""

from __future__ import annotations

import numpy as np

from cloudsense.costs.families import family
from cloudsense.costs.frame import CostFrame, coded
from cloudsense.costs.query import Dimension


def with_families(frame: CostFrame) -> CostFrame:
    """Frame with a column `family`, derived from its columns `service` and `usage-type`."""
    if Dimension.FAMILY in frame.dimensions:
        return frame
    pairs, codes = _usage(frame)
    names = [family(*pair).name for pair in pairs]
    unique = sorted(set(names))
    places = [unique.index(name) for name in names]
    column = coded(np.array(places, dtype=np.intp)[codes], unique)
    data = frame.data.assign(family=column)
    return CostFrame(data, (*frame.dimensions, Dimension.FAMILY))


def usage(frame: CostFrame) -> list[tuple[str, str]]:
    """Pairs of service and usage type that have rows."""
    return _usage(frame)[0]


def _usage(frame: CostFrame) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Pairs of service and usage type, and the index of each row's pair."""
    services = frame.categories(Dimension.SERVICE).tolist()
    types = frame.categories(Dimension.USAGE_TYPE).tolist()
    width = max(len(types), 1)
    service_codes = frame.codes(Dimension.SERVICE).astype(np.intp)
    combined = service_codes * width + frame.codes(Dimension.USAGE_TYPE)
    found, codes = np.unique(combined, return_inverse=True)
    pairs = []
    for pair in found.tolist():
        service, usage_type = divmod(pair, width)
        pairs.append((services[service], types[usage_type]))
    return pairs, codes
