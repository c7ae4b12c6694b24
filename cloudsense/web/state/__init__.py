"""What an address holds, and how things are called."""
