"""`cloudsense report`: the questions of the page, answered as a table, JSON or CSV. It prints
nothing itself."""
