"""The current contacts, by each value that can recognise one of them."""

from collections import defaultdict

from ..choices import DataUse
from ..erasure import erased_hashes
from ..hashes import address_hash, hashes_of_all_keys, person_hash
from ..models import (
    Contact,
    ContactEmail,
    Engagement,
    Organisation,
    OrganisationAlias,
    RememberedRefusal,
)
from ..models.remembered import hashes_of
from ..names import person_key


class Register:
    """Read once for a whole file. Two people may have one address, such as an office's."""

    def __init__(self):
        people = Contact.objects.filter(anonymised_on=None)
        contacts = people.select_related("organisation").order_by("pk")
        self.by_key = {c.pk: c for c in contacts.defer("search_text")}
        self.by_email, self.emails_of = defaultdict(list), defaultdict(set)
        self.by_person = defaultdict(list)
        for contact in self.by_key.values():
            self.by_person[contact.name_key].append(contact)
            if contact.email:
                self.by_email[contact.email].append(contact)
        others = ContactEmail.objects.filter(contact__anonymised_on=None).order_by("pk")
        for key, email in others.values_list("contact", "email"):
            self.emails_of[key].add(email)
            if self.by_key[key] not in self.by_email[email]:
                self.by_email[email].append(self.by_key[key])
        self.places = dict(OrganisationAlias.objects.values_list("key", "organisation"))
        by_name = Organisation.objects.order_by("-pk").values_list("name_key", "pk")
        self.places.update(by_name)
        self.erased = erased_hashes()
        self.place_names = dict(Organisation.objects.values_list("pk", "name"))
        self._days = None
        self._remembered = defaultdict(set)
        for each, use in RememberedRefusal.objects.values_list("key_hash", "use"):
            self._remembered[each].add(use)

    def owners_of(self, emails):
        """Return the contacts that have one of the addresses, each once."""
        found = {}
        for email in emails:
            for contact in self.by_email.get(email, ()):
                found[contact.pk] = contact
        return list(found.values())

    def was_erased(self, emails, name):
        """Return whether this person was erased, by address and name: people share addresses.

        A person who joined again by their own wish is in the register with the address."""
        if not self.erased:
            return False
        key = person_key(name)
        unknown = (
            email
            for email in emails
            if all(contact.name_key != key for contact in self.by_email.get(email, ()))
        )
        return any(
            each in self.erased
            for email in unknown
            for each in hashes_of_all_keys(person_hash, email, name)
        )

    def is_erased_address(self, emails):
        """Return whether an unknown address was that of an erased person with another name."""
        unknown = (email for email in emails if not self.by_email.get(email))
        return bool(self.erased) and any(
            each in self.erased
            for email in unknown
            for each in hashes_of_all_keys(address_hash, email)
        )

    def remembered_uses(self, emails, name):
        """Return refusals that arrived when nobody had these addresses."""
        if not self._remembered:
            return []
        found = set().union(*(self._remembered.get(e, ()) for e in hashes_of(emails, name)))
        return [use for use in DataUse if use in found]

    def was_met_on(self, contact, day):
        """Return whether the log of the contact has an entry on that day."""
        if self._days is None:
            self._days = {
                (key, on.isoformat()) for key, on in Engagement.objects.values_list("contact", "on")
            }
        return (contact.pk, day) in self._days

    def of_reference(self, text):
        """Return the contact for a reference of our own exports, such as C12."""
        number = text[1:]
        return self.by_key.get(int(number)) if number.isascii() and number.isdigit() else None
