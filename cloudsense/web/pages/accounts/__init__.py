"""The Accounts page: the cost of each account, its share, and what changed."""
