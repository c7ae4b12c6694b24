"""Command `cloudsense report`: the page's questions, answered as table, JSON or CSV. Returns what
the command line prints."""
