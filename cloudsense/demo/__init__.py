"""A made-up organization behind the same protocol as AWS. It knows no network."""
