"""Days that cost more, or less, than expected: which, since when, by how much. Pure."""
