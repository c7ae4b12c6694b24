"""Cached months: storage, freshness, changes."""
