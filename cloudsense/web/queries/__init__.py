"""Questions of pages to the ledger, and what follows from their answers."""
