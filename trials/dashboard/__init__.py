"""The overview of all trials: charts, their counts, the map, and published statements of the
project. Everything counts by `Selection`, as the facets do."""
