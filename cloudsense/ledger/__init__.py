"""What AWS has answered, and the only way to ask it for more. For its floors see
`pyproject.toml`."""
