"""Every fixed id outside the pages, once."""

NAVIGATOR = "navigator"
HEADER = "header"
FINDER = "finder"
MAIN = "main"
CONNECTION = "connection"
"""Says so when the server does not answer."""
