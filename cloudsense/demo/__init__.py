"""A sample organization with the same protocol as AWS, without network access."""
