"""Costs from AWS. The only package that imports boto3."""
