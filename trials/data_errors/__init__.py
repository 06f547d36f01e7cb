"""The page “Data errors in the registers”: errors that the records themselves have, with their
trials, and the same rows as a file. `trials.rules.data_errors` finds them."""
