"""The regulatory landscape: path, country profiles, help-desk, change watch and taxonomy."""
