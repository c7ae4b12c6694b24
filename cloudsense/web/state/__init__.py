"""The state in an address, and display names of its values."""
