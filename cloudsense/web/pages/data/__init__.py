"""The Data page: what is cached, and what was paid."""
