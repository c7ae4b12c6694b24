"""Cached answers of AWS, and the only code that buys more. For its layers see `pyproject.toml`."""
