"""Clinical trials of advanced therapies: registers in, one trial out, found and exported."""
