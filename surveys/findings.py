"""Figures of findings: counted, frozen, and compared after each import."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .figures import Choice, Figures
from .models import Finding, FindingDrift
from .pool import pool


class NotMeasurable(ValueError):
    """The figure cannot be counted or shown; the text says why."""


@dataclass(frozen=True)
class Measure:
    """How many gave an answer, of how many who answered."""

    number: int
    denominator: int
    words: str


def measure(question, *, code="", group="", country=""):
    """Return the `Measure`; raises NotMeasurable, also where too few people answered."""
    asked = pool(question.project, question)
    for number, value, name in ((0, group, "group"), (1, country, "country")):
        if value and asked.axes[number].place_of(value) is None:
            raise NotMeasurable(f"There is no {name} {value} in this questionnaire.")
    figures = Figures(asked, Choice(group or None, country or None))
    if not figures.may_show:
        raise NotMeasurable(
            f"Fewer than {asked.least} people answered, or the figure would give such a group "
            "away. Choose a larger selection."
        )
    if not code:
        return Measure(figures.answered, figures.answered, figures.denominator)
    line = next((line for line in figures.lines if line.code == code), None)
    if line is None:
        raise NotMeasurable(f"The question has no answer {code} that may be shown.")
    return Measure(line.number, figures.answered, figures.denominator)


@transaction.atomic
def freeze(finding, *, by):
    """Count the figure of a finding and keep it with day and version; raises NotMeasurable."""
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
    """Open a task for each finding whose figure is another one now, and close those whose figure
    moved back. Returns the number of open tasks."""
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
    """Decide on a moved figure: take the new one, or keep the frozen one with its day."""
    drift = FindingDrift.objects.select_for_update().get(pk=drift.pk)
    if drift.settled_at:
        return drift
    if take:
        freeze(Finding.objects.select_for_update().get(pk=drift.finding_id), by=by)
    drift.settled_at, drift.settled_by, drift.is_taken = timezone.now(), by, take
    drift.save()
    return drift
