"""Merge two contacts or two organisations field by field, and undo the merge.

Every row that points at the removed row, in this app or above it, is moved to the kept row. A row
that cannot move, because the kept row has an equal one, is stored in the merge.
"""

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core.merging import move_back, move_rows, rows_of, stored, take_back
from core.packed_words import packed, unpacked
from core.seen import digest_of
from core.text import name_key

from .choices import Answer, AnswerChannel, EmailKind
from .models import Contact, ContactEmail, Merge, Organisation, OrganisationAlias
from .models.campaigns import REACHED
from .privacy import Circumstances, answers_of, put_answer

CONTACT_FIELDS = (
    "name", "salutation", "title", "given_name", "family_name", "suffix", "position",
    "email", "phone", "organisation", "expertise", "notes", "source", "owner", "lawful_basis",
    "verified_on",
)  # fmt: skip
ORGANISATION_FIELDS = ("name", "kind", "country", "city", "website", "parent")
LISTS = {
    Contact: ("groups", "countries", "languages", "tags"),
    Organisation: ("roles",),
}


class NotMergeable(ValueError):
    """The two cannot be merged, or the merge cannot be undone; the text has the reason."""


def fields_of(model):
    return CONTACT_FIELDS if model is Contact else ORGANISATION_FIELDS


def seen_of(one, two):
    """Return a digest of the fields of two rows, by which a decision knows what a person saw."""
    columns = [one._meta.get_field(name).attname for name in fields_of(type(one))]
    return digest_of([[getattr(row, column) for column in columns] for row in (one, two)])


@transaction.atomic
def merge(kept, gone, *, take=(), by, seen=None):
    """Move all of `gone` to `kept`, remove `gone`, and return the Merge.

    `take` names the fields whose value comes from `gone`. `seen` is the digest of the page on which
    a person decided. Raise NotMergeable.
    """
    model = type(kept)
    if model is not type(gone) or kept.pk == gone.pk:
        raise NotMergeable(
            "A row cannot be merged with itself or with another kind. Choose two rows of one kind."
        )
    locked = model.objects.select_for_update().in_bulk([kept.pk, gone.pk])
    if len(locked) < 2:
        raise NotMergeable("One of the two no longer exists. Open the list of duplicates again.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    _refuse_different_worlds(kept, gone)
    if seen and seen != seen_of(kept, gone):
        raise NotMergeable(
            "Another person changed one of the two after you opened the page. Nothing was merged. "
            "Compare them again."
        )
    if model is Organisation and kept.parent_id == gone.pk:
        kept.parent = gone.parent if gone.parent_id != kept.pk else None
    data = {"kept": stored([kept]), "gone": stored([gone])}
    names = {row.name for row in (kept, gone)}
    emails = {getattr(row, "email", "") for row in (kept, gone)}
    not_held = _left_out_where_the_other_was_in(kept, gone) if model is Contact else []
    data["moved"], dropped = move_rows(kept, gone)
    data["dropped"] = not_held + dropped
    gone_key = gone.pk
    for name in take:
        if name in fields_of(model):
            setattr(kept, name, getattr(gone, name))
    for name in LISTS[model]:
        words = unpacked(getattr(kept, name)) + unpacked(getattr(gone, name))
        setattr(kept, name, packed(words))
    if model is Contact:
        _join_answers(kept, gone, by=by)
    elif kept.parent_id in (kept.pk, gone_key):
        kept.parent = None
    gone.delete()
    kept.derive()
    # Before the row is saved, which would remember a replaced address without a note for the undo.
    data["added"] = _remember(kept, names, emails)
    kept.save()
    data["after"] = stored([kept])
    owner = {"contact": kept} if model is Contact else {"organisation": kept}
    return Merge.objects.create(**owner, gone=gone_key, data=data, by=by)


def _refuse_different_worlds(kept, gone):
    """Refuse to merge a person with an invented row, which is removed later, or with figures."""
    if kept.is_demo != gone.is_demo:
        raise NotMergeable(
            "One of the two is a demonstration row. Merge only real rows with real rows."
        )
    if isinstance(kept, Contact) and (kept.anonymised_on or gone.anonymised_on):
        raise NotMergeable(
            "One of the two is anonymised and no longer about a person. Choose another row."
        )


def _left_out_where_the_other_was_in(kept, gone):
    """Remove entries that say that the kept row was left out of exports or campaigns with the other
    one: the merged person is in these files. Return the removed entries."""
    held = gone.export_entries.filter(reason="").values("event")
    entries = kept.export_entries.filter(event__in=held).exclude(reason="")
    # The merged person has the mails of both, and gets no mail of one campaign twice.
    written = gone.campaign_entries.filter(state__in=REACHED).values("campaign")
    on_lists = kept.campaign_entries.filter(campaign__in=written).exclude(state__in=REACHED)
    left_out = stored([*entries, *on_lists])
    entries.delete()
    on_lists.delete()
    return left_out


def _join_answers(kept, gone, *, by):
    """Join the answers use by use: a no of either row is kept, a yes counts if nobody said no."""
    mine, theirs = answers_of(kept), answers_of(gone)
    for use, answer in theirs.items():
        if answer == Answer.REFUSED != mine[use] or (answer and not mine[use]):
            put_answer(kept, use, answer, on=gone.consent_on, proof=gone.consent_proof)
    kept.circumstances = Circumstances(channel=AnswerChannel.MERGE, by=by)


def _remember(kept, names, emails):
    """Keep old addresses and names, so that files and people who know them find the row."""
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


def undo_merge(merged, *, by=None):
    """Restore the removed row and return the kept one. Later changes of the kept row stay.

    Refusals are not divided: the kept row keeps every one that it has, and the restored row gets
    those that were recorded since the merge, because nobody knows whose they are.
    """
    try:
        return _undo(merged, by)
    except IntegrityError as error:
        raise NotMergeable(
            "Not undone: something that belonged to the removed row was merged, "
            "deleted or given to another row since then."
        ) from error


@transaction.atomic
def _undo(merged, by):
    merged = Merge.objects.select_for_update().filter(pk=merged.pk).first()
    if merged is None:
        raise NotMergeable("This merge is already undone.")
    data, kept = merged.data, merged.kept
    later = type(merged).objects.filter(
        contact=merged.contact, organisation=merged.organisation, pk__gt=merged.pk
    )
    if later.exists():
        raise NotMergeable("Undo the later merge of this row first.")
    refused_since = _refused_since(merged)
    for label, key in data["added"]:
        apps.get_model(label).objects.filter(pk=key).delete()
    _restore(kept, data)
    (gone,) = rows_of(data["gone"])
    gone.save()
    move_back(data["moved"], kept=kept.pk, gone=merged.gone)
    if refused_since:
        circumstances = Circumstances(channel=AnswerChannel.MERGE, by=by)
        gone.object.record_answers(refused_since, circumstances)
    # The last step: these rows would conflict before the others moved back.
    dropped = list(rows_of(data["dropped"]))
    for row in dropped:
        row.save()
    merged.delete()
    # The database would check foreign keys only at the end of the transaction, too late for a
    # reason.
    connection.check_constraints({row.object._meta.db_table for row in (gone, *dropped)})
    return kept


def _refused_since(merged):
    if merged.contact is None:
        return {}
    answers = merged.contact.privacy_answers.filter(answer=Answer.REFUSED, at__gt=merged.at)
    return dict(answers.values_list("use", "answer"))


def _restore(kept, data):
    take_back(kept, before=data["kept"], after=data["after"])
    if isinstance(kept, Contact):
        kept.remembers_address = False
    kept.save()
