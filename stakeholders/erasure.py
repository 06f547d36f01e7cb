"""Erasure: a person is removed everywhere, and an anonymous proof is kept.

With the proofs, people who are in a restored backup are erased again.
They contain keyed hashes only: of addresses, of people at addresses, and of rows.
"""

from urllib.parse import quote_plus

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.models import Draft, SavedAdminFilter
from core.text import search_text, search_words

from .choices import Consent, LawfulBasis
from .hashes import (
    ERASURES,
    address_hash,
    append_lines,
    hashes_of_all_keys,
    kept_lines,
    person_hash,
    row_hash,
)
from .models import (
    Contact,
    ContactCampaign,
    ContactEmail,
    Engagement,
    Erasure,
    ExportEvent,
    ImportBatch,
    ImportState,
    SavedList,
)
from .names import person_key
from .redaction import FORGOTTEN, redact
from .signals import person_erased


def erased_hashes():
    """Return the hashes of all erased addresses and persons, in one set."""
    lists = Erasure.objects.values_list("address_hashes", "person_hashes")
    return {each for hashes in lists for each in (*hashes[0], *hashes[1])}


@transaction.atomic
def erase(contact, *, by, reason, keep_figures=False, may_return=False):
    """Remove a person from the register, its history, logs and waiting files; return the Erasure.

    The Erasure lists the exports whose files contain the person. `keep_figures` keeps an anonymous
    contact, so that the engagement is still counted. With `may_return` a later file may add the
    person again; a restored backup may not.
    """
    # A running import finishes first, so that it cannot add the person again afterwards.
    waiting = ImportBatch.objects.filter(state=ImportState.WAITING)
    list(waiting.select_for_update().values_list("pk"))
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    # The history of contacts that were merged into this one belongs to the person, too.
    keys = [contact.pk, *contact.merges.values_list("gone", flat=True)]
    history = Contact.history.filter(id__in=keys)
    emails = {contact.email, *contact.other_emails.values_list("email", flat=True)}
    emails |= set(history.values_list("email", flat=True))
    names = {contact.name, *history.values_list("name", flat=True)}
    rows = [row_hash(contact.pk, contact.created_at), *map(_hash_of_merged, contact.merges.all())]
    exports = list(ExportEvent.objects.holding(contact).values_list("pk", flat=True))
    scrubbed = _scrub(contact, emails, names)
    forgotten = _forget_in_log(keys)
    figures = _figures(contact) if keep_figures else None
    _, removed = contact.delete()
    # After the deletion, because it writes history itself.
    removed["stakeholders.HistoricalContact"] = history.delete()[0]
    removed["admin.LogEntry"] = forgotten
    # A waiting file may name the person anywhere. Its owner can upload it again.
    removed["stakeholders.ImportBatch"] = waiting.delete()[0]
    removed["core.Draft"] = Draft.objects.drop_naming({*emails, *names})
    removed["core.SavedAdminFilter"] = SavedAdminFilter.objects.drop_naming({*emails, *names})
    ImportBatch.objects.exclude(refused={}).update(refused={})
    # An address that somebody else has, too, is theirs in texts about others.
    theirs = emails - _addresses_in_use(emails)
    removed["texts about others"] = redact(names, theirs)
    for _, counts in person_erased.send(sender=Contact, names=names, emails=theirs):
        removed.update(counts)
    if figures:
        _keep(*figures)
    done = Erasure.objects.create(
        by=by,
        by_name=by.get_username() if by else "",
        reason=reason,
        row_hashes=rows,
        kept_figures=keep_figures,
        address_hashes=[] if may_return else sorted(address_hash(e) for e in emails if e),
        person_hashes=[] if may_return else _person_hashes(emails, names),
        counts={name: number for name, number in {**removed, **scrubbed}.items() if number},
        exports=exports,
    )
    transaction.on_commit(lambda: append_lines(ERASURES, [entry_of(done)]), robust=True)
    return done


def _person_hashes(emails, names):
    return sorted({person_hash(email, name) for email in emails if email for name in names})


def _addresses_in_use(emails):
    """Return those of the addresses that another contact has."""
    mains = Contact.objects.filter(email__in=emails).exclude(email="")
    others = ContactEmail.objects.filter(email__in=emails)
    return {*mains.values_list("email", flat=True), *others.values_list("email", flat=True)}


def _hash_of_merged(merged):
    """Return the hash of a merged row, which an older backup may contain."""
    return row_hash(merged.gone, parse_datetime(merged.data["gone"][0]["fields"]["created_at"]))


def _figures(contact):
    """Return an anonymous copy of the contact, and (kind, year) of its engagement."""
    anonymous = Contact(
        name="Anonymised person",
        anonymised_on=timezone.localdate(),
        groups=contact.groups,
        countries=contact.countries,
        do_not_contact=True,
        mailing_opt_out=True,
        is_demo=contact.is_demo,
    )
    return anonymous, {
        (row.kind, row.on.replace(month=1, day=1)) for row in contact.engagements.all()
    }


def _keep(anonymous, engagements):
    anonymous.save()
    Engagement.objects.bulk_create(
        Engagement(contact=anonymous, kind=kind, on=year) for kind, year in sorted(engagements)
    )


def withdrawn():
    """Return contacts whose only legal basis was a consent that was withdrawn."""
    return Contact.objects.filter(lawful_basis=LawfulBasis.CONSENT, consent=Consent.DECLINED)


def _forget_in_log(keys):
    kind = ContentType.objects.get_for_model(Contact)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys))
    return entries.update(object_repr=FORGOTTEN, change_message="")


def _scrub(contact, emails, names):
    """Clean searches for the person in exports, and delete saved lists that name the person."""
    searched = ExportEvent.objects.filter(entries__contact=contact, query__contains="q=")
    in_events = Q(pk__in=searched.values("pk"))
    for text in filter(None, emails | names):
        for written in (text, quote_plus(text)):
            in_events |= Q(filter_text__icontains=written) | Q(query__icontains=written)
    ContactCampaign.objects.filter(
        recipients__contact=contact, list_text__contains="Search: "
    ).update(list_text=FORGOTTEN)
    naming = _naming(contact, emails, names)
    lists = [saved.pk for saved in SavedList.objects.all() if naming(saved)]
    return {
        "export filters": ExportEvent.objects.filter(in_events).update(
            filter_text=FORGOTTEN, query=""
        ),
        "saved lists": SavedList.objects.filter(pk__in=lists).delete()[0],
    }


def _naming(contact, emails, names):
    """Return a function: whether a saved list names the person or searches for the name."""
    place = contact.organisation.search_text if contact.organisation_id else ""
    found_in = f"{search_text(*names, *emails)} {contact.search_text} {place}"
    whole = [set(person_key(name).split()) for name in names]
    parts = set().union(*whole)
    whole = [words for words in (*whole, *(set(search_words(email)) for email in emails)) if words]

    def names_them(saved):
        title = set(search_words(saved.name))
        asked = search_words(QueryDict(saved.query).get("q", ""))
        looks_for_them = parts.intersection(asked) and all(word in found_in for word in asked)
        return looks_for_them or any(words <= title or words <= {*asked} for words in whole)

    return names_them


def names_person(text, contact):
    """Return whether a text contains the whole name, in any order, or the address of a person."""
    words = set(search_words(text))
    parts = (person_key(contact.name).split(), search_words(contact.email))
    return any(part and words.issuperset(part) for part in parts)


# The ledger


def entry_of(erasure):
    """Return an erasure without the reason that was entered."""
    return {
        "at": erasure.at.isoformat(),
        "addresses": erasure.address_hashes,
        "people": erasure.person_hashes,
        "rows": erasure.row_hashes,
        "figures": erasure.kept_figures,
        "exports": erasure.exports,
    }


def ledger(*, with_database=True):
    """Return what was erased, by the database and by the file beside it."""
    rows = Erasure.objects.all() if with_database else ()
    return [entry_of(erasure) for erasure in rows] + kept_lines(ERASURES)


@transaction.atomic
def replay(entries):
    """Erase people again who are in a restored backup, and return their number.

    A row is found by its hash, and another row of the person by address and name. The latter
    applies only to contacts made before the erasure: a person who joins again later is kept.
    """
    known = {(erasure.at.isoformat(), *erasure.row_hashes) for erasure in Erasure.objects.all()}
    missing = {(entry["at"], *entry["rows"]): entry for entry in entries}
    missing = [entry for key, entry in sorted(missing.items()) if key not in known]
    if not missing:
        return 0
    rows = {each: entry for entry in missing for each in entry["rows"]}
    people = {each: entry for entry in missing for each in entry.get("people", ())}
    found = []
    for contact in Contact.objects.prefetch_related("other_emails"):
        entry = _first(rows, hashes_of_all_keys(row_hash, contact.pk, contact.created_at))
        for email in filter(None, (contact.email, *(o.email for o in contact.other_emails.all()))):
            also = _first(people, hashes_of_all_keys(person_hash, email, contact.name))
            if also and contact.created_at <= parse_datetime(also["at"]):
                entry = entry or also
        if entry:
            found.append((contact, entry))
    reason = "Erased before, and added again by a restored backup"
    for contact, entry in found:
        erase(contact, by=None, reason=reason, keep_figures=entry["figures"])
    ImportBatch.objects.filter(state=ImportState.WAITING).delete()
    Erasure.objects.bulk_create(
        Erasure(
            at=parse_datetime(entry["at"]),
            by_name="",
            reason="Kept from before a restore",
            address_hashes=entry["addresses"],
            person_hashes=entry.get("people", []),
            row_hashes=entry["rows"],
            kept_figures=entry["figures"],
            exports=entry["exports"],
        )
        for entry in missing
    )
    return len(found)


def _first(entries, hashes):
    return next((entries[each] for each in hashes if each in entries), None)
