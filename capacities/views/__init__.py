"""Pages of the capacity map. Each page reads only rows that its user may see."""
