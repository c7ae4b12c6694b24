"""A cached month, and what becomes of it."""
