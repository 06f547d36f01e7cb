"""Pages of trials, one module per subject."""
