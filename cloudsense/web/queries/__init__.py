"""What a page asks the ledger, and what it knows from the answers."""
