"""WHENCE: costs from AWS. The only room that imports boto3."""
