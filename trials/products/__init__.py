"""Pages about products: list, dossier, what is missing, and what the laboratory foretold."""
