"""Whether budgets hold and nothing unusual goes on, and who is told when that changes."""
