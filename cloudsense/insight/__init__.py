"""Insights from cached answers for the page, the command line and alerts. Nothing
is bought unless requested."""
