"""Checks of the setup: problems, who can fix them, and how."""
