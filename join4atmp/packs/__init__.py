"""Reporting packs of all rooms: the parts of this app, the job, and the pages."""
