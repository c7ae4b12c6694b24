"""Access control, and what a request may contain."""
