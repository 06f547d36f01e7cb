"""What people do to a trial: decide facts with evidence, move it from state to state, review it.

Every function checks the permission of the person who acts, whatever page or bulk action calls it,
and writes all or nothing.
"""
