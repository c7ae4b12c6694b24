"""WHAT: periods, questions, frames of costs and what can be said about them. Pure: no I/O, no
clock."""
