"""Numbers of respondents by group and country, and of invitations by step."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q

from stakeholders.models import TargetGroup

from .answers import VersionAnswers
from .choices import Opened, Outcome
from .pool import axes_of, places_on
from .suppression import plan


@dataclass(frozen=True)
class Coverage:
    """Respondents by group and by country. A number is None if it may not be shown."""

    total: int
    without_consent: int
    groups: tuple
    countries: tuple
    by_group: tuple
    by_country: tuple
    least: int

    @property
    def hidden_groups(self):
        return sum(number is None for _, number in self.by_group)

    @property
    def hidden_countries(self):
        return sum(number is None for _, number in self.by_country)


def coverage(project):
    """Return the `Coverage` of a project; each record is counted once."""
    axes = axes_of(project)
    table = np.zeros(tuple(len(axis.categories) for axis in axes), dtype=np.int64)
    without, records = 0, set()
    for version in project.versions.all():
        if not version.row_count:
            continue
        answers = VersionAnswers(version)
        wanted = ["@plain", "@record", project.consent_field, *(axis.field for axis in axes)]
        answers.load(filter(None, wanted))
        consenting = answers.consenting(project.consent_field)
        people, first = np.unique(answers.records, return_index=True)
        records |= {(version.pk, person) for person in people.tolist()}
        without += int((~consenting[first]).sum())
        rows, columns = (places_on(answers, axis)[first] for axis in axes)
        kept = consenting[first]
        np.add.at(table, (rows[kept], columns[kept]), 1)
    shown = plan(table, project.smallest_cell)
    numbers = table.sum(axis=1), table.sum(axis=0)
    lists = [
        tuple(
            (label, int(number) if yes else None)
            for (_, label), number, yes in zip(axis.categories, sums, mask, strict=True)
            if number or label != "Not stated"
        )
        for axis, sums, mask in zip(axes, numbers, (shown.rows, shown.columns), strict=True)
    ]
    return Coverage(
        total=len(records),
        without_consent=without,
        groups=axes[0].categories,
        countries=axes[1].categories,
        by_group=lists[0] if axes[0].field else (),
        by_country=lists[1] if axes[1].field else (),
        least=project.smallest_cell,
    )


FUNNEL = (
    ("listed", "On the list"),
    ("invited", "Invited"),
    ("started", "Opened"),
    ("finished", "Complete"),
    ("declined", "Declined"),
    ("bounced", "Bounced"),
    ("opted_out", "Opted out"),
)


def funnel(project):
    """Return (name, label, number) of each step over all participants."""
    numbers = project.participants.all().funnel()
    return [(name, label, numbers[name]) for name, label in FUNNEL]


def funnel_by_group(project):
    """Return (group, numbers by step) for each target group of the linked contacts, and last for
    participants without a contact or group. A contact is counted in its first group. The numbers
    are small, so only coordinators may see them."""
    done = Q(opened=Opened.COMPLETE)
    rows = project.participants.values("contact__groups").annotate(
        listed=Count("pk"),
        invited=Count("pk", filter=Q(is_sent=True)),
        started=Count("pk", filter=Q(opened__gte=Opened.PARTIAL)),
        finished=Count("pk", filter=done),
        declined=Count("pk", filter=Q(outcome=Outcome.DECLINED)),
        bounced=Count("pk", filter=Q(outcome=Outcome.BOUNCED)),
        opted_out=Count("pk", filter=Q(outcome=Outcome.OPTED_OUT)),
    )
    names = {group.word: group.name for group in TargetGroup.objects.all()}
    found = {}
    for row in rows:
        words = (row.pop("contact__groups") or "").split()
        key = words[0] if words else ""
        kept = found.setdefault(key, dict.fromkeys(row, 0))
        for name, number in row.items():
            kept[name] += number
    order = sorted(found, key=lambda word: (not word, word))
    return [(names.get(word, "No contact, or none with a group"), found[word]) for word in order]
