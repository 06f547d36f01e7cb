"""Earlier facts of trials: recorded states, lists as of a day, changes in the registers."""
