"""Persistent storage: files, or Redis."""
