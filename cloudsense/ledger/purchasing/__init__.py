"""Fetches what is missing, once."""
