"""Checks of the setup: what is wrong, who can fix it, and how."""
