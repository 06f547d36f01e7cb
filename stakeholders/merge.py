"""Two rows that are one: fields chosen one by one, everything related moved, and undone.

Works on whatever points at the row, in this app or above it, so that nothing of the row that goes
is lost with it. Rows that cannot move, because the kept one has the like already, are remembered.
"""

import json

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction

from core.text import name_key

from .choices import Consent, EmailKind
from .models import Contact, ContactEmail, Merge, Organisation, OrganisationAlias
from .words import packed, unpacked

CONTACT_FIELDS = (
    "name", "position", "email", "phone", "organisation", "expertise", "notes", "source", "owner",
    "lawful_basis", "verified_on",
)  # fmt: skip
ORGANISATION_FIELDS = ("name", "kind", "country", "city", "website", "parent")
LISTS = {
    Contact: ("groups", "countries", "languages", "tags"),
    Organisation: ("roles",),
}


class NotMergeable(ValueError):
    """The two cannot be merged, or a merge cannot be undone; the text says why."""


def fields_of(model):
    return CONTACT_FIELDS if model is Contact else ORGANISATION_FIELDS


@transaction.atomic
def merge(kept, gone, *, take=(), by):
    """`gone` becomes a part of `kept`; `take` names the fields in which the one that goes is right.
    Gives back the Merge."""
    model = type(kept)
    if model is not type(gone) or kept.pk == gone.pk:
        raise NotMergeable("Two different rows of one kind are needed.")
    locked = model.objects.select_for_update().in_bulk([kept.pk, gone.pk])
    if len(locked) < 2:
        raise NotMergeable("One of the two is gone.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    if model is Organisation and kept.parent_id == gone.pk:
        kept.parent = gone.parent if gone.parent_id != kept.pk else None
    data = {"kept": _stored(kept), "gone": _stored(gone)}
    names = {row.name for row in (kept, gone)}
    emails = {getattr(row, "email", "") for row in (kept, gone)}
    data["moved"], data["dropped"] = _move(kept, gone)
    gone_key = gone.pk
    for name in take:
        if name in fields_of(model):
            setattr(kept, name, getattr(gone, name))
    for name in LISTS[model]:
        words = unpacked(getattr(kept, name)) + unpacked(getattr(gone, name))
        setattr(kept, name, packed(words))
    if model is Contact:
        _keep_what_was_refused(kept, gone)
    elif kept.parent_id in (kept.pk, gone_key):
        kept.parent = None
    gone.delete()
    kept.save()
    data["added"] = _remember(kept, names, emails)
    data["after"] = _stored(kept)
    owner = {"contact": kept} if model is Contact else {"organisation": kept}
    return Merge.objects.create(**owner, gone=gone_key, data=data, by=by)


def _keep_what_was_refused(kept, gone):
    """A No is never lost by merging."""
    kept.do_not_contact = kept.do_not_contact or gone.do_not_contact
    kept.mailing_opt_out = kept.mailing_opt_out or gone.mailing_opt_out
    rank = {Consent.NOT_ASKED: 0, Consent.GIVEN: 1, Consent.DECLINED: 2}
    if rank[gone.consent] > rank[kept.consent]:
        for name in ("consent", "consent_on", "consent_proof"):
            setattr(kept, name, getattr(gone, name))


def _stored(row):
    return json.loads(serializers.serialize("json", [row]))


def _move(kept, gone):
    moved, dropped = [], []
    for relation in type(gone)._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if relation.many_to_many:
            model = relation.through
            field = relation.field.m2m_reverse_field_name()
        for row in model._base_manager.filter(**{field: gone}):
            rows = model._base_manager.filter(pk=row.pk)
            try:
                with transaction.atomic():
                    rows.update(**{field: kept})
                moved.append([model._meta.label, field, row.pk])
            except IntegrityError:
                dropped += _stored(row)
                rows.delete()
    return moved, dropped


def _remember(kept, names, emails):
    """Old addresses and names, so that files and people who know them still find the row."""
    added = []
    if isinstance(kept, Contact):
        known = {kept.email, "", *kept.other_emails.values_list("email", flat=True)}
        for email in emails - known:
            row = ContactEmail.objects.create(contact=kept, email=email, kind=EmailKind.FORMER)
            added.append([row._meta.label, row.pk])
        return added
    for name in names:
        key = name_key(name)[:200]
        if key != kept.name_key and not OrganisationAlias.objects.filter(key=key).exists():
            row = OrganisationAlias.objects.create(organisation=kept, name=name)
            added.append([row._meta.label, row.pk])
    return added


@transaction.atomic
def undo_merge(merged):
    """Makes two of one again. What people changed in the kept row since stays as it is."""
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    data, kept = merged.data, merged.kept
    later = type(merged).objects.filter(
        contact=merged.contact, organisation=merged.organisation, pk__gt=merged.pk
    )
    if later.exists():
        raise NotMergeable("Undo the later merge of this row first.")
    for label, key in data["added"]:
        apps.get_model(label).objects.filter(pk=key).delete()
    _restore(kept, data)
    for row in _rows([*data["gone"], *data["dropped"]]):
        row.save()
    for label, field, key in data["moved"]:
        rows = apps.get_model(label)._base_manager.filter(pk=key, **{field: kept.pk})
        rows.update(**{field: merged.gone})
    merged.delete()
    return kept


def _rows(stored):
    return serializers.deserialize("json", json.dumps(stored))


def _restore(kept, data):
    before, after = (data[name][0]["fields"] for name in ("kept", "after"))
    now = _stored(kept)[0]["fields"]
    (old,) = _rows(data["kept"])
    for name, value in before.items():
        if now[name] == after[name] != value:
            field = kept._meta.get_field(name)
            attribute = field.attname if isinstance(field, models.ForeignKey) else name
            setattr(kept, attribute, getattr(old.object, attribute))
    kept.save()
