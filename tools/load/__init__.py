"""Many people at once on a portal of its own: `make load`."""
