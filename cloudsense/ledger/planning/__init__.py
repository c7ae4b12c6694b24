"""How few requests answer a question, and how many pages they take. Pure."""
