"""Pages, one a folder. The registry lists them."""
