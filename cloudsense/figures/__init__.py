"""LOOKS: pure functions from data to what is drawn and said. The only room that imports Plotly."""
