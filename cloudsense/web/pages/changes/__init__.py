"""The Changes page: what changed between two periods, and why."""
