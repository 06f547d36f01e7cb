"""The use-case pages. All of them begin with the rows that the reader may see."""
