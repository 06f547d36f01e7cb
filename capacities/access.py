"""Rules on who may see which block of a facility. Pages, files and the API use only these."""

from .choices import MEMBERS_ONLY, Block, SaidBy


def may_see(facility, block, user):
    """Return whether a user may see a block: the facility released it, and it is not commercially
    sensitive or the user is signed in."""
    if not facility.has_released(block):
        return False
    return block not in MEMBERS_ONLY or user.is_authenticated


def shown_authorisations(facility, user):
    """Return the authorisations that a user may see: all of a released block, else those of a
    public register."""
    rows = facility.authorisations.all()
    if may_see(facility, Block.AUTHORISATIONS, user):
        return list(rows)
    return [row for row in rows if row.said_by == SaidBy.REGISTER]
