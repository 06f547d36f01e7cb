"""The use-case pages. Each starts from the rows that the reader may see."""
