"""The page “Data errors in the registers”: which errors the records themselves have, how many, in
which trials, and the same rows as a file. `trials.rules.data_errors` finds them."""
