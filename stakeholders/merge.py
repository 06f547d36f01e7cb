"""Two rows that are one: fields chosen one by one, everything related moved, and undone.

Works on whatever points at the row, in this app or above it, so that nothing of the row that goes
is lost with it. Rows that cannot move, because the kept one has the like already, are remembered.
"""

import json

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, connection, models, transaction

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
    _refuse_different_worlds(kept, gone)
    if model is Organisation and kept.parent_id == gone.pk:
        kept.parent = gone.parent if gone.parent_id != kept.pk else None
    data = {"kept": _stored(kept), "gone": _stored(gone)}
    names = {row.name for row in (kept, gone)}
    emails = {getattr(row, "email", "") for row in (kept, gone)}
    not_held = _left_out_where_the_other_was_in(kept, gone) if model is Contact else []
    data["moved"], dropped = _move(kept, gone)
    data["dropped"] = not_held + dropped
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


def _refuse_different_worlds(kept, gone):
    """Invented rows are removed and figures stand for nobody; neither may take a person along."""
    if kept.is_demo != gone.is_demo:
        raise NotMergeable("One of the two is invented for demonstration.")
    if isinstance(kept, Contact) and (kept.anonymised_on or gone.anonymised_on):
        raise NotMergeable("There is no person behind one of the two.")


def _left_out_where_the_other_was_in(kept, gone):
    """Takes away that the kept one was left out of exports whose files hold the one that goes: the
    merged person is in these files."""
    held = gone.export_entries.filter(reason="").values("event")
    entries = kept.export_entries.filter(event__in=held).exclude(reason="")
    stored = [entry for row in entries for entry in _stored(row)]
    entries.delete()
    return stored


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


def undo_merge(merged):
    """Makes two of one again. What people changed in the kept row since stays as it is."""
    try:
        return _undo(merged)
    except IntegrityError as error:
        raise NotMergeable(
            "Not undone: since then something that belonged to the row that went was merged, "
            "removed or taken by another row."
        ) from error


@transaction.atomic
def _undo(merged):
    merged = Merge.objects.select_for_update().filter(pk=merged.pk).first()
    if merged is None:
        raise NotMergeable("This merge was undone already.")
    data, kept = merged.data, merged.kept
    later = type(merged).objects.filter(
        contact=merged.contact, organisation=merged.organisation, pk__gt=merged.pk
    )
    if later.exists():
        raise NotMergeable("Undo the later merge of this row first.")
    for label, key in data["added"]:
        apps.get_model(label).objects.filter(pk=key).delete()
    _restore(kept, data)
    (gone,) = _rows(data["gone"])
    gone.save()
    for label, field, key in data["moved"]:
        rows = apps.get_model(label)._base_manager.filter(pk=key, **{field: kept.pk})
        rows.update(**{field: merged.gone})
    # The last: they had no place beside what has moved back by now.
    dropped = list(_rows(data["dropped"]))
    for row in dropped:
        row.save()
    merged.delete()
    # Foreign keys are otherwise looked at when the transaction ends, too late to be told.
    connection.check_constraints({row.object._meta.db_table for row in (gone, *dropped)})
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
