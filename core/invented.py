"""Sentences that say how many counted rows are invented, for pages, files, feeds and the API."""

from dataclasses import dataclass

MAX_KINDS_NAMED = 3  # fit in two lines of a phone


@dataclass(frozen=True)
class InventedShare:
    """The number of rows of one kind and of those that are invented. `noun` and `plural` name the
    rows."""

    noun: str
    plural: str
    invented: int
    total: int

    def __str__(self):
        """Return "all 727 trials" or "5 of 12 trials"."""
        named = self.noun if self.total == 1 else self.plural
        if self.invented < self.total:
            return f"{self.invented:,} of {self.total:,} {named}"
        return f"the only {named}" if self.total == 1 else f"all {self.total:,} {named}"


def invented_notice(*shares):
    """Return one sentence about the shares with invented rows; "" if no row is invented."""
    parts = [str(share) for share in shares if share.invented]
    return f"Invented for demonstration: {', '.join(parts)}." if parts else ""


def short_notice(*shares):
    """Return the notice of a page that shows many kinds of rows in about a line of a phone; "" if
    the whole notice is as short."""
    found = [share for share in shares if share.invented]
    if len(found) <= MAX_KINDS_NAMED:
        return ""
    return f"Invented: {found[0]} and rows of {len(found) - 1} other kinds"


def register_source(source, *, invented, total):
    """Return the line of a file that names its source, which invented rows do not have."""
    if invented and invented == total:
        return "Source: invented records, not from a register"
    return f"Source{' of the other rows' if invented else ''}: {source}"


def with_demonstration_column(header, rows, *, is_demo):
    """Return header and rows of a csv file of figures, with a column that marks invented ones."""
    if not is_demo:
        return header, rows
    return [*header, "Demonstration"], [[*row, "yes"] for row in rows]
