"""The Overview: total, trend, changes, breakdown, budget."""
