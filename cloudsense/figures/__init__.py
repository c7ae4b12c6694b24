"""Figures: pure functions from data to Plotly figures, tables and sentences."""
