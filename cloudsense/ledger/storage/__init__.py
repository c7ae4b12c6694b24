"""Bytes that outlive a request: files, or Redis."""
