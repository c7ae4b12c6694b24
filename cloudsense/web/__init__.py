"""The dashboard. The only package that imports Dash."""
