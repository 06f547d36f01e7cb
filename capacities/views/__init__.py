"""The pages of the capacity map. All of them begin with the rows that the reader may see."""
