"""Queries on many contacts. Pages, counts, exports and the admin start from these."""

import re

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.packed_words import holds_any
from core.querysets import Searched

from .choices import Answer, Consent, DataUse
from .phones import asked_phone
from .privacy import ANSWER_COLUMNS, SWITCHES
from .purposes import PURPOSES

# The reference of a contact in exports, alone or with the number of an export or campaign.
REFERENCE = re.compile(r"c(\d{1,18})(?:-[ek]\d+)?")


class AnswersAreGuarded(TypeError):
    """A bulk write names a column of a person's answers; `Contact.record_answers` writes them."""


def _refuse_answers(columns):
    guarded = sorted(ANSWER_COLUMNS.intersection(columns))
    if guarded:
        raise AnswersAreGuarded(
            f"A bulk write cannot change {', '.join(guarded)}: it could lift a refusal. Use "
            "Contact.record_answers."
        )


class ContactQuerySet(Searched):
    def update(self, **columns):
        _refuse_answers(columns)
        return super().update(**columns)

    def bulk_update(self, objs, fields, batch_size=None):
        _refuse_answers(fields)
        return super().bulk_update(objs, fields, batch_size)

    def bulk_create(self, objs, *args, update_fields=None, **options):
        _refuse_answers(update_fields or ())
        return super().bulk_create(objs, *args, update_fields=update_fields, **options)

    def visible_to(self, user):
        """Return the contacts that a user may see. No other place decides this."""
        return self if user.has_perm("stakeholders.view_contact") else self.none()

    def found_by(self, query):
        """Return contacts with every word of the query, or with its telephone number."""
        found, digits = super().found_by(query), asked_phone(query)
        return found | self.filter(search_text__contains=digits) if digits else found

    def _has(self, word):
        """Match the texts of the contact, its other addresses or its organisation, or the
        reference of the contact. A subquery reads each row once, a join once per person."""
        places = self._related("organisation").order_by().filter(search_text__contains=word)
        emails = self._related("other_emails").filter(email__contains=word).values("contact")
        found = super()._has(word) | Q(organisation__in=places) | Q(pk__in=emails)
        reference = REFERENCE.fullmatch(word)
        return found | self._referred(int(reference[1])) if reference else found

    def _related(self, name):
        return self.model._meta.get_field(name).related_model.objects

    def _referred(self, key):
        merged = self._related("merges").filter(gone=key, contact__isnull=False)
        return Q(pk=key) | Q(pk__in=merged.values("contact"))

    def survivor_of(self, key):
        """Return the contact into which the contact with this key was merged; None without one."""
        merged = self._related("merges").filter(gone=key, contact__isnull=False)
        return self.filter(pk__in=merged.values("contact")).first()

    def in_group(self, words):
        """Filter by groups; `none` means contacts without a group."""
        missing = Q(groups="") if "none" in words else Q(pk__in=[])
        return self.filter(holds_any("groups", words) | missing)

    def at_kind_of_place(self, kinds):
        """Filter by the kind of organisation; people without one count as not stated."""
        missing = Q(organisation=None) if "unknown" in kinds else Q(pk__in=[])
        return self.filter(Q(organisation__kind__in=kinds) | missing)

    def at_place_with_role(self, roles):
        """Filter by roles; `none` means no organisation, or one without a role."""
        missing = Q(organisation=None) | Q(organisation__roles="")
        condition = missing if "none" in roles else Q(pk__in=[])
        return self.filter(holds_any("organisation__roles", roles) | condition)

    def in_country(self, codes):
        """Filter by countries; `none` means contacts without a country."""
        missing = Q(countries="") if "none" in codes else Q(pk__in=[])
        return self.filter(holds_any("countries", codes) | missing)

    def tagged(self, tags):
        return self.filter(holds_any("tags", tags))

    def engaged(self, kinds):
        """Filter by engagement; `none` means contacts without any."""
        logs = self.model._meta.get_field("engagements").related_model.objects
        of_contact = logs.filter(contact=OuterRef("pk"))
        condition = Exists(of_contact.filter(kind__in=kinds))
        if "none" in kinds:
            condition |= ~Exists(of_contact)
        return self.filter(condition)

    def verified_since(self, day):
        return self.filter(verified_on__gte=day)

    def not_verified_since(self, day):
        people = self.filter(anonymised_on=None)
        return people.filter(Q(verified_on__lt=day) | Q(verified_on=None, created_at__date__lt=day))


def refusing(uses, prefix=""):
    """Return a condition: the contact refuses one of the uses. `prefix` is the lookup of the
    contact."""
    condition = Q(pk__in=[])
    for use in uses:
        if use == DataUse.KEEP:
            condition |= Q(**{f"{prefix}consent": Consent.DECLINED})
        elif use in SWITCHES:
            condition |= Q(**{f"{prefix}{SWITCHES[use]}": True})
        else:
            condition |= Q(**{f"{prefix}refused_uses__contains": f" {use} "})
    return condition


class ExportedContactQuerySet(models.QuerySet):
    def to_remove(self):
        """Return people who are in exported files, have refused since, and are not yet removed
        from the copies.

        An export for a use counts every refusal of that use, which a merge may have added. Any
        other export counts the refusals that are newer than it.
        """
        answers = self.model._meta.get_field("contact").related_model.privacy_answers.rel
        newer = answers.related_model.objects.filter(
            contact=OuterRef("contact"), answer=Answer.REFUSED, at__gt=OuterRef("event__at")
        )
        condition = Exists(newer) & refusing(DataUse, "contact__")
        for purpose in PURPOSES.values():
            if purpose.uses:
                condition |= Q(event__purpose=purpose.code) & refusing(purpose.uses, "contact__")
        return self.filter(condition, reason="", removed_on=None)


class ExportEventQuerySet(models.QuerySet):
    def holding(self, contact):
        """Return exports whose file contains this person."""
        return self.filter(entries__contact=contact, entries__reason="")


class RecipientQuerySet(models.QuerySet):
    def bounced_marks(self, contacts):
        """Return {key of a contact: marks of its addresses that bounced}."""
        found = {}
        rows = self.filter(contact__in=contacts, bounced_at__isnull=False)
        for key, mark in rows.order_by().values_list("contact", "address_mark"):
            found.setdefault(key, set()).add(mark)
        return found
