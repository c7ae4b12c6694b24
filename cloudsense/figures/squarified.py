"""Rectangles whose areas are as weights, each as near to a square as it can be. Pure.

Weights are laid out in rows along the shorter side of what is left: a row takes the next one as
long as that makes its worst rectangle no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rectangle:
    """From the top left corner; in the unit of the whole."""

    left: float
    top: float
    width: float
    height: float

    def after(self, thickness: float) -> Rectangle:
        """What is left once a row of this thickness stands along the shorter side."""
        if self.width >= self.height:
            left = self.left + thickness
            return Rectangle(left, self.top, max(self.width - thickness, 0.0), self.height)
        top = self.top + thickness
        return Rectangle(self.left, top, self.width, max(self.height - thickness, 0.0))

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
    while len(found) < len(areas):
        row = _row(areas[len(found) :], rest.shorter)
        is_last = len(found) + len(row) == len(areas)
        found += _placed(row, rest, is_last)
        rest = rest.after(sum(row) / rest.shorter)
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
    sides = (area / thickness for area in (row[0], row[-1]))
    return max(max(length / thickness, thickness / length) for length in sides)


def _placed(row: Sequence[float], rest: Rectangle, is_last: bool) -> list[Rectangle]:
    """The row along the shorter side of `rest`; the last one fills it."""
    is_column = rest.width >= rest.height
    room = rest.width if is_column else rest.height
    thickness = room if is_last else sum(row) / rest.shorter
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
