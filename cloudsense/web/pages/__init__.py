"""A folder a page; the registry lists them."""
