"""What was known of trials earlier: kept states, lists as of a day, changes in the registers."""
