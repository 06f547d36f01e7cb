"""What became of decisions and advice, and which decisions a thing rests on."""

from surveys.models import Finding
from trials.models import Trial
from usecases.models import Hurdle, Recommendation, UseCase

from .models import Action, Advice, Decision, Document, Link

TARGET_MODELS = {
    "use_case": UseCase,
    "trial": Trial,
    "hurdle": Hurdle,
    "recommendation": Recommendation,
    "finding": Finding,
    "document": Document,
}
SOURCE_MODELS = {"decision": Decision, "advice": Advice, "action": Action}


def visible_keys(model, user, keys):
    """Return which of the keys are of rows that the user may see."""
    if not keys:
        return set()
    return set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def links_of(row, user):
    """Return the links of a decision, advice or action to things that the user may see."""
    return _with_visible(list(row.links.with_targets()), TARGET_MODELS, user)


def links_to(row, user):
    """Return the links to a hurdle, use case, recommendation ... from decisions, advice and actions
    that the user may see."""
    rows = row.consortium_links if hasattr(row, "consortium_links") else row.links
    links = list(rows.select_related("decision__body", "advice__body", "action__body"))
    return _with_visible(links, SOURCE_MODELS, user)


def _with_visible(links, models, user):
    seen = {
        name: visible_keys(
            model, user, {key for link in links if (key := getattr(link, f"{name}_id"))}
        )
        for name, model in models.items()
    }
    return [
        link
        for link in links
        if any(getattr(link, f"{name}_id") in keys for name, keys in seen.items())
    ]


class Trace:
    """What became of a decision or an advice, for one reader."""

    def __init__(self, row, user):
        links = links_of(row, user)
        self.about = [link for link in links if not link.is_consequence]
        self.consequences = [link for link in links if link.is_consequence]
        self.actions = list(row.actions.visible_to(user).select_related("body"))
        self.later = self._later(row, user)
        self.days = self._days(row)

    def _later(self, row, user):
        replaced_by = getattr(row, "replaced_by", None)
        if replaced_by and Decision.objects.visible_to(user).filter(pk=replaced_by.pk).exists():
            return replaced_by
        return None

    def _days(self, row):
        """Return the days from the adoption to the last closed action, or None while one is open
        or the day of the decision is not known."""
        start = row.events.filter(new__in=("adopted", "accepted", "partly")).first()
        closed = [action.closed_on for action in self.actions]
        if not start or not closed or None in closed:
            return None
        return max((max(closed) - start.at.date()).days, 0)

    @property
    def is_empty(self):
        return not (self.consequences or self.actions or self.later)


def decisions_behind(recommendation, user):
    """Return the decisions, advice and actions that concern a recommendation."""
    return Link.objects.none() if recommendation is None else links_to(recommendation, user)
