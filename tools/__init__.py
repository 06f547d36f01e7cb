"""The programs behind `make`. Each file is one command or code that several commands share."""
