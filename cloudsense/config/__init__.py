"""Settings, once, and what may be typed for each."""
