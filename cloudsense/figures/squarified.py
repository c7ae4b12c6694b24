"""Squarified treemap: rectangles with areas in proportion to weights, each nearly square. Pure.

Weights are placed in rows along the shorter side of the free area: a row grows until its worst
aspect ratio would increase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Rectangle:
    """Rectangle, by its top left corner; in the unit of the whole."""

    left: float
    top: float
    width: float
    height: float

    def after(self, area: float) -> Rectangle:
        """Free part of the rectangle, with this area, after a row along the shorter side.

        It is computed from its area, as subtracting would lose tiny rectangles beside large ones.
        """
        if self.width >= self.height:
            width = min(area / self.height, self.width)
            left = self.left + self.width - width
            return replace(self, left=left, width=width)
        height = min(area / self.width, self.height)
        top = self.top + self.height - height
        return replace(self, top=top, height=height)

    @property
    def shorter(self) -> float:
        return min(self.width, self.height)


def squarified(weights: Sequence[float], whole: Rectangle) -> tuple[Rectangle, ...]:
    """Rectangle for each of the positive, falling `weights`; together they fill the whole."""
    if not weights:
        return ()
    scale = whole.width * whole.height / sum(weights)
    areas = [weight * scale for weight in weights]
    found: list[Rectangle] = []
    rest = whole
    while areas:
        row = _row(areas, rest.shorter)
        found += _placed(row, rest)
        areas = areas[len(row) :]
        rest = rest.after(sum(areas))
    return tuple(found)


def _row(areas: Sequence[float], side: float) -> list[float]:
    """First of `areas` that make a good row along `side`."""
    row = [areas[0]]
    for area in areas[1:]:
        longer = [*row, area]
        if _worst(longer, side) > _worst(row, side):
            break
        row = longer
    return row


def _worst(row: Sequence[float], side: float) -> float:
    """Worst aspect ratio of a row's rectangles."""
    thickness = sum(row) / side
    longest = row[0] / thickness
    shortest = row[-1] / thickness
    return max(longest / thickness, thickness / shortest)


def _placed(row: Sequence[float], rest: Rectangle) -> list[Rectangle]:
    """Rectangles of the row along the shorter side of `rest`."""
    is_column = rest.width >= rest.height
    thickness = sum(row) / rest.shorter
    placed = []
    at = 0.0
    for area in row:
        length = rest.shorter * area / sum(row)
        if is_column:
            place = Rectangle(rest.left, rest.top + at, thickness, length)
        else:
            place = Rectangle(rest.left + at, rest.top, length, thickness)
        placed.append(place)
        at += length
    return placed
