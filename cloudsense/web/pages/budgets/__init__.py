"""The Budgets page: the state of each budget, its burn-up, and the targets of alerts."""
