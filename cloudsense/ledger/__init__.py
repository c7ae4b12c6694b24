"""KEPT: what was already paid to know. The only room that imports flask_caching."""
