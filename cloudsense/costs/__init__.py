"""Cost model: periods, questions, frames of costs and their analysis. Pure: no I/O, no clock."""
