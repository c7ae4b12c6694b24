"""Who gets in, and what a request may hold."""
