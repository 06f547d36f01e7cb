"""Who sees which block of a facility. Pages, files and the API ask here and nowhere else."""

from .choices import MEMBERS_ONLY, Block, SaidBy


def may_see(facility, block, user):
    """Return whether a reader sees a block: the facility released it, and blocks that are
    commercially sensitive are for signed-in members."""
    if not facility.has_released(block):
        return False
    return block not in MEMBERS_ONLY or user.is_authenticated


def shown_authorisations(facility, user):
    """Return those that a reader sees: all of a released block, else those of a public register."""
    rows = facility.authorisations.all()
    if may_see(facility, Block.AUTHORISATIONS, user):
        return list(rows)
    return [row for row in rows if row.said_by == SaidBy.REGISTER]
