"""Filters that outlive the page: views that members save, feeds of what is new, the weekly mail."""
