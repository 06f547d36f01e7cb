"""Clinical trials of advanced therapies: read from the registers, searched and exported."""
