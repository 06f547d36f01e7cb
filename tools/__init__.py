"""What `make` runs. Each file is one command, or one thing that several commands need."""
