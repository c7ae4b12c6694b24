"""MOVES: the dashboard. The only room that imports Dash."""
