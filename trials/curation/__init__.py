"""The work of people on a trial: decide facts with evidence, change its state, review it.

Every function checks the permission of the person who acts, for every page and bulk action,
and writes all or nothing.
"""
