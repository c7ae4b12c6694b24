"""The Budgets page: how each budget stands, its burn-up, and who is told."""
