"""The picture of the trials as a whole: which charts there are, what they count, the map, and what
the project has said itself. Everything counts by `Selection`, as the facets do."""
