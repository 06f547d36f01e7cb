"""The curators' pages in the admin: one trial, and overviews of many."""
