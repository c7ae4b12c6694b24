"""Plans requests for a question, and estimates their pages. Pure."""
