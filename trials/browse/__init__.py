"""Finding trials: filters, counts, the list, and the list as a file."""
