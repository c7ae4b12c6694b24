"""Anomalies: days that cost more, or less, than expected. Pure."""
