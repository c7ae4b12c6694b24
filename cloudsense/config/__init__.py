"""Settings, and the values that each accepts."""
