"""Who could answer for a product: people with an address in its cover sheet, and contacts.

Nobody is written to who refused it, was erased, or has no lawful basis as a contact.
"""

from collections import defaultdict
from dataclasses import dataclass

from core.text import name_key
from stakeholders.choices import DataUse
from stakeholders.erasure import erased_hashes
from stakeholders.models import Contact, ContactEmail, RememberedRefusal
from stakeholders.models.remembered import hashes_of
from stakeholders.names import person_key
from stakeholders.purposes import (
    DECLINED,
    DO_NOT_CONTACT,
    NO_BASIS,
    NO_EMAIL,
    NO_WRITING_CONSENT,
    WRITING_REFUSED,
)

from ..cover_sheet import ADDRESS, BY_KEY, PERSONS

ADDRESS_KEYS = {"pi_email": "pi", "sponsor_email": "sponsor"}  # and the field with the name
RULES = (DO_NOT_CONTACT, DECLINED, WRITING_REFUSED, NO_WRITING_CONSENT, NO_BASIS, NO_EMAIL)
USES = (DataUse.KEEP, DataUse.CONTACT, DataUse.WRITE)
MAX_COLLEAGUES = 5


@dataclass(frozen=True)
class Person:
    """Somebody who could answer. `value` names the person in a form."""

    value: str
    name: str
    why: str
    may_write: bool


def people_of(dossiers, user):
    """Return {key of the product: a Person for each who could answer}, in a fixed number of
    queries. Contacts are shown only to users who may see them."""
    named = {dossier.pk: list(_named(dossier)) for dossier in dossiers}
    barred = _barred((email, name) for people in named.values() for email, name, *_ in people)
    contacts = _Contacts(dossiers, user)
    found = {}
    for dossier in dossiers:
        people = {
            email: Person(value, name, why, email not in barred)
            for email, name, value, why in named[dossier.pk]
        }
        for contact, why in contacts.of(dossier):
            value = f"contact:{contact.pk}"
            person = Person(value, contact.name, why, not _is_barred(contact))
            people.setdefault(contact.email.casefold() or value, person)
        found[dossier.pk] = list(people.values())
    return found


def _named(dossier):
    """Yield (address, name, value, why) of the people with an address in a cell."""
    for study in dossier.studies.all():
        for key, key_of_name in ADDRESS_KEYS.items():
            if email := _address(study, key):
                why = f"{BY_KEY[key].name} of {study}"
                yield email, getattr(study, key_of_name) or email, f"study:{study.pk}:{key}", why


def _address(study, key):
    match = ADDRESS.search(getattr(study, key))
    return match[0].rstrip(".").casefold() if match else ""


class _Contacts:
    """Contacts who are named in cover sheets, or work at their sponsors."""

    def __init__(self, dossiers, user):
        rows = Contact.objects.visible_to(user).filter(anonymised_on=None)
        studies = [study for dossier in dossiers for study in dossier.studies.all()]
        names = {name for dossier in dossiers for name in self._names(dossier)}
        self.by_name, self.by_sponsor = defaultdict(list), defaultdict(list)
        for contact in rows.filter(name_key__in=names):
            self.by_name[contact.name_key].append(contact)
        sponsors = {_sponsor_key(study) for study in studies} - {""}
        colleagues = rows.filter(organisation__name_key__in=sponsors)
        for contact in colleagues.select_related("organisation"):
            self.by_sponsor[contact.organisation.name_key].append(contact)

    def _names(self, dossier):
        texts = [getattr(study, key) for study in dossier.studies.all() for key in PERSONS]
        return {person_key(text) for text in (*texts, dossier.reviewer)} - {""}

    def of(self, dossier):
        """Yield (contact, why) for one product."""
        found = [
            (contact, "named in the cover sheet")
            for name in sorted(self._names(dossier))
            for contact in self.by_name.get(name, ())
        ]
        sponsors = {_sponsor_key(study): None for study in dossier.studies.all()}
        for sponsor in sponsors:
            colleagues = self.by_sponsor.get(sponsor, ())[:MAX_COLLEAGUES]
            found += [(contact, f"works at {contact.organisation}") for contact in colleagues]
        return [pair for pair in found if pair[0].is_demo == dossier.is_demo]


def _sponsor_key(study):
    return name_key(study.sponsor)[:200]


def _is_barred(contact):
    return any(rule.applies(contact) for rule in RULES)


def _barred(people):
    """Return the addresses of (address, name) pairs that must not be used: a contact with the
    address, or the address alone, has a refusal, or was erased."""
    people = set(people)
    emails = {email for email, _ in people}
    contacts = Contact.objects.filter(email__in=emails)
    barred = {contact.email.casefold() for contact in contacts if _is_barred(contact)}
    others = ContactEmail.objects.filter(email__in=emails).select_related("contact")
    barred |= {row.email.casefold() for row in others if _is_barred(row.contact)}
    by_hash = defaultdict(set)
    for email, name in people:
        for each in hashes_of([email], name):
            by_hash[each].add(email)
    refused = RememberedRefusal.objects.filter(key_hash__in=by_hash, use__in=USES)
    forbidden = {*refused.values_list("key_hash", flat=True), *(erased_hashes() & set(by_hash))}
    return barred.union(*(by_hash[each] for each in forbidden))


def address_of(request):
    """Return the present address of a request; "" if there is none or it must not be used."""
    if request.contact_id:
        return "" if _is_barred(request.contact) else request.contact.email
    if not request.study_id or request.address_key not in ADDRESS_KEYS:
        return ""
    email = _address(request.study, request.address_key)
    return email if email and not _barred([(email, name_of(request))]) else ""


def name_of(request):
    """Return the name of the asked person for curators, who see names in cover sheets."""
    if request.contact_id:
        return request.contact.name
    if not request.study_id or request.address_key not in ADDRESS_KEYS:
        return "a person who was removed"
    name = getattr(request.study, ADDRESS_KEYS[request.address_key])
    return name or _address(request.study, request.address_key)
