"""Figures of findings: how they are counted, frozen, and compared after each import."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .figures import Choice, Figures
from .models import Finding, FindingDrift
from .pool import pool


class NotMeasurable(ValueError):
    """The figure cannot be counted or may not be shown; the message has the reason."""


@dataclass(frozen=True)
class Measure:
    """The number of people who gave an answer, and the number of people who answered the
    question."""

    number: int
    denominator: int
    words: str


def measure(question, *, code="", group="", country=""):
    """Return the `Measure`. Raise NotMeasurable for an unknown answer, group or country, and if too
    few people answered."""
    asked = pool(question.project, question)
    for number, value, name in ((0, group, "group"), (1, country, "country")):
        if value and asked.axes[number].place_of(value) is None:
            raise NotMeasurable(f"There is no {name} {value} in this questionnaire.")
    figures = Figures(asked, Choice(group or None, country or None))
    if not figures.may_show:
        raise NotMeasurable(
            f"Fewer than {asked.least} people answered, or readers could work out such a small "
            f"group "
            "from the figure. Choose a larger selection."
        )
    if not code:
        return Measure(figures.answered, figures.answered, figures.denominator)
    line = next((line for line in figures.lines if line.code == code), None)
    if line is None:
        raise NotMeasurable(f"The question has no answer {code} that may be shown.")
    return Measure(line.number, figures.answered, figures.denominator)


@transaction.atomic
def freeze(finding, *, by):
    """Count the figure of a finding and store it with day and version; raise NotMeasurable."""
    found = measure(
        finding.question, code=finding.code, group=finding.group, country=finding.country
    )
    finding.project = finding.question.project
    finding.number, finding.denominator = found.number, found.denominator
    finding.denominator_words = found.words[:300]
    finding.version = finding.project.newest.number
    finding.frozen_on, finding.frozen_by = timezone.localdate(), by
    finding.save()
    return finding


def look_for_moved_figures(project):
    """Open a task for each finding whose figure changed, and close the tasks of figures that are
    again the frozen ones. Return the number of open tasks."""
    number = 0
    for finding in project.findings.select_related("question__project"):
        try:
            now = measure(
                finding.question, code=finding.code, group=finding.group, country=finding.country
            )
        except NotMeasurable:
            now = Measure(0, 0, "")
        is_same = (now.number, now.denominator) == (finding.number, finding.denominator)
        open_tasks = finding.drifts.filter(settled_at=None)
        if is_same:
            open_tasks.update(settled_at=timezone.now())
            continue
        number += 1
        FindingDrift.objects.update_or_create(
            finding=finding,
            settled_at=None,
            defaults={"number": now.number, "denominator": now.denominator},
        )
    return number


@transaction.atomic
def settle(drift, *, take, by):
    """Accept the new figure of a finding, or keep the frozen one. A task that is already settled is
    returned unchanged."""
    drift = FindingDrift.objects.select_for_update().get(pk=drift.pk)
    if drift.settled_at:
        return drift
    if take:
        freeze(Finding.objects.select_for_update().get(pk=drift.finding_id), by=by)
    drift.settled_at, drift.settled_by, drift.is_taken = timezone.now(), by, take
    drift.save()
    return drift
