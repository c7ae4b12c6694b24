"""Rectangles whose areas are as weights, each as near to a square as it can be. Pure.

Weights are laid out in rows along the shorter side of what is left: a row takes the next one as
long as that makes its worst rectangle no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Rectangle:
    """From the top left corner; in the unit of the whole."""

    left: float
    top: float
    width: float
    height: float

    def after(self, area: float) -> Rectangle:
        """What is left of it, so much, once a row stands along the shorter side.

        By its area, not by what was taken off: tiny ones would get lost beside large ones.
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
    """A rectangle for each of the positive `weights`, which fall; together they fill the whole."""
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
    """The first of `areas`, as many as make a good row along `side`."""
    row = [areas[0]]
    for area in areas[1:]:
        longer = [*row, area]
        if _worst(longer, side) > _worst(row, side):
            break
        row = longer
    return row


def _worst(row: Sequence[float], side: float) -> float:
    """How many times as long as wide the worst rectangle of a row is."""
    thickness = sum(row) / side
    longest = row[0] / thickness
    shortest = row[-1] / thickness
    return max(longest / thickness, thickness / shortest)


def _placed(row: Sequence[float], rest: Rectangle) -> list[Rectangle]:
    """The row along the shorter side of `rest`."""
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
