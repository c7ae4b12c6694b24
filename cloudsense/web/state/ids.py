"""Component ids outside the pages."""

NAVIGATOR = "navigator"
HEADER = "header"
FINDER = "finder"
MAIN = "main"
CONNECTION = "connection"
"""Notice that the server does not respond."""
