"""The Accounts page: what each account costs, its share, and what changed."""
