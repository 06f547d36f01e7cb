"""Counts of a campaign: requests per state, and answers per question."""

from collections import Counter
from dataclasses import dataclass

from ..cover_sheet import BY_KEY
from ..models import AskedCell, RequestState
from ..models.completion import AskedState


@dataclass(frozen=True)
class QuestionProgress:
    """One field of the cover sheet: how often it was asked, and what became of it."""

    name: str
    asked: int
    counts: list  # one number per AskedState, in their order


def requests_per_state(campaign):
    """Return (value, label, number) per state of the requests."""
    found = Counter(campaign.requests.order_by().values_list("state", flat=True))
    return [(value, label, found[value]) for value, label in RequestState.choices]


def progress_of(campaign):
    """Return a QuestionProgress per asked field, in the order of the sheet."""
    pairs = AskedCell.objects.filter(request__campaign=campaign).order_by()
    found = Counter(pairs.values_list("key", "state"))
    keys = sorted({key for key, _ in found}, key=lambda key: BY_KEY[key].row)
    rows = []
    for key in keys:
        counts = [found[key, state] for state in AskedState.values]
        rows.append(QuestionProgress(BY_KEY[key].name, sum(counts), counts))
    return rows
