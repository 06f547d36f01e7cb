"""Saved filters: the views of members, feeds of new trials and the weekly mail."""
