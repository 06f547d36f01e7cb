"""Organisations and people around advanced therapies, in their target groups."""
