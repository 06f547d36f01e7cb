"""Checklists: their two links, and saving without losing anybody's edit."""

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from .models import Checklist, ChecklistItem, Step
from .path.choice import PathChoice

EDIT_SALT, READ_SALT = "landscape.checklist.edit", "landscape.checklist.read"


class SavedMeanwhile(ValueError):
    """Somebody else saved the checklist after the page was opened."""


def paths_of(checklist):
    """Return the addresses to edit and to read the checklist."""
    key = [checklist.pk, checklist.nonce]
    return tuple(
        reverse("landscape:checklist", args=[signing.dumps(key, salt=salt, compress=True)])
        for salt in (EDIT_SALT, READ_SALT)
    )


def checklist_of(token):
    """Return (checklist, whether the link may edit), (None, False) for a link that is not ours."""
    for salt in (EDIT_SALT, READ_SALT):
        try:
            key, nonce = signing.loads(token, salt=salt)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        return Checklist.objects.filter(pk=key, nonce=nonce).first(), salt == EDIT_SALT
    return None, False


def choice_of(checklist):
    return PathChoice(
        country=checklist.country,
        atmp_class=checklist.atmp_class,
        gmo=checklist.gmo,
        source=checklist.cell_source,
        sponsor=checklist.sponsor,
    )


@transaction.atomic
def start(title, choice):
    """Return a new checklist with the steps that apply to a PathChoice."""
    checklist = Checklist.objects.create(
        title=title,
        country=choice.country,
        atmp_class=choice.atmp_class,
        gmo=choice.gmo,
        cell_source=choice.source,
        sponsor=choice.sponsor,
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, step=step)
        for step in Step.objects.all()
        if not step.reason_against(choice) and not _is_foreign(step, choice)
    )
    return checklist


def _is_foreign(step, choice):
    return bool(choice.country and step.reason_against_country(choice.country))


@transaction.atomic
def save(checklist, *, edition, title, items):
    """Save title and items of the edition that the page showed.

    Raise SavedMeanwhile, and save nothing, if there is a newer edition.
    """
    taken = Checklist.objects.filter(pk=checklist.pk, edition=edition).update(
        edition=F("edition") + 1, title=title, saved_at=timezone.now()
    )
    if not taken:
        raise SavedMeanwhile(
            "Somebody else has saved this checklist since you opened it. Your entries are below "
            "and not saved. Compare them with the new ones and save again."
        )
    ChecklistItem.objects.bulk_update(items, ["planned_on", "done_on", "note"])
