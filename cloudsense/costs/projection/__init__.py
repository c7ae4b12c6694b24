"""Projections: the end of a month, quarter or year as point and range, with past accuracy."""
