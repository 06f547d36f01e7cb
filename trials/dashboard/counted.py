"""Sentences that explain a number: the rule of counting, and the limits of the registers."""

COUNTED = (
    "Counted are trials, not country records: a trial in five countries counts once, and in the "
    "charts by country once for each.",
    "A phase I/II trial is counted in its own bucket; as a filter, “Phase I” finds it too. A "
    "fact that a "
    "register does not state is counted as not stated.",
)
COVERAGE = (
    "EudraCT does not publish phase I trials in adults only, so that there are more early trials "
    "than "
    "are shown; it has taken no new trials since 31 January 2023.",
    "CTIS publishes trials after the decision; trials under assessment are missing.",
)


def notes():
    return (*COUNTED, *COVERAGE)
