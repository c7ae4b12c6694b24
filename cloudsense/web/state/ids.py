"""Every fixed id outside the pages, once."""

NAVIGATOR = "navigator"
HEADER = "header"
MAIN = "main"
