from types import MappingProxyType

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from core.fields import demonstration
from core.packed_words import packed, unpacked
from core.text import folded, search_text, with_other_spellings

from ..choices import Answer, Consent, DataUse, EmailKind, EngagementKind, LawfulBasis
from ..names import person_key
from ..phones import phone_digits
from ..privacy import (
    ANSWER_COLUMNS,
    Circumstances,
    RefusalNotLifted,
    answers_of,
    put_answer,
    refusals_of,
)
from ..querysets import ContactQuerySet
from .remembered import RememberedRefusal


def today():
    return timezone.localdate()


class Contact(models.Model):
    """One person in the register. These are personal data: `visible_to` decides who sees a row."""

    name = models.CharField(max_length=200, help_text="As the person writes it.")
    salutation = models.CharField(max_length=40, blank=True, help_text="Ms, Herr, Madame")
    title = models.CharField(max_length=60, blank=True, help_text="Prof. Dr.")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=60, blank=True, help_text="PhD, Jr.")
    position = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=60, blank=True)
    languages = models.CharField(
        max_length=60, blank=True, editable=False, help_text="ISO 639-1 codes, preferred one first"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation", models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    groups = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Numbers, the main group first"
    )
    countries = models.CharField(max_length=200, blank=True, editable=False)
    expertise = models.TextField(blank=True, max_length=2000)
    tags = models.CharField(max_length=400, blank=True, editable=False)
    notes = models.TextField(blank=True, max_length=5000)

    source = models.CharField(
        max_length=200, blank=True, help_text="The origin of these data (Art. 14)."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts_owned",
        help_text="The account that knows this person.",
    )
    lawful_basis = models.CharField(
        max_length=20, choices=LawfulBasis, default=LawfulBasis.UNDECIDED
    )
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    consent_on = models.DateField(
        "consent given or declined on", null=True, blank=True, validators=[MaxValueValidator(today)]
    )
    consent_proof = models.CharField(
        max_length=300, blank=True, help_text="The place of the answer, such as a form or a mail."
    )
    agreed_uses = models.CharField(
        max_length=60,
        blank=True,
        editable=False,
        help_text="Uses that the person allowed, except keeping",
    )
    refused_uses = models.CharField(
        max_length=60,
        blank=True,
        editable=False,
        help_text="Uses that the person refused, except keeping",
    )
    mailing_opt_out = models.BooleanField("no mailings", default=False)
    do_not_contact = models.BooleanField("do not contact", default=False)
    verified_on = models.DateField(
        "last verified on", null=True, blank=True, validators=[MaxValueValidator(today)]
    )
    confirmed_on = models.DateField(
        "confirmed by the person on",
        null=True,
        blank=True,
        editable=False,
        help_text="The person confirmed that these data are correct. Files do not "
        "overwrite them unless a user chooses so.",
    )

    anonymised_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which the person was removed from the row",
    )
    is_demo = demonstration()
    sort_name = models.CharField(max_length=200, editable=False)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    history = HistoricalRecords(excluded_fields=["search_text", "sort_name", "name_key"])
    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        indexes = [
            models.Index(fields=["sort_name", "id"], name="contact_in_order"),
            # The facets count by this index, and so read no whole rows.
            models.Index(
                fields=["groups", "countries", "consent", "lawful_basis", "organisation", "tags"],
                name="contact_facets",
            ),
        ]
        permissions = [
            ("import_contact", "Can import contacts"),
            ("export_contact", "Can export contacts"),
            ("merge_contact", "Can merge contacts"),
            ("erase_contact", "Can erase contacts for good"),
        ]
        constraints = [
            models.UniqueConstraint(
                # An assistant's mailbox may serve several people, but nobody twice.
                name="contact_once_at_an_email",
                fields=["email", "name_key"],
                condition=~Q(email=""),
            ),
            models.CheckConstraint(
                name="contact_email_in_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="contact_consent_has_a_date",
                condition=Q(consent=Consent.NOT_ASKED, consent_on=None)
                | (~Q(consent=Consent.NOT_ASKED) & Q(consent_on__isnull=False)),
                violation_error_message="A consent that was given or declined has a date, and "
                "one that was not asked for has none.",
            ),
        ]

    def __str__(self):
        """Return name and organisation. Never an address: admin logs and messages show it."""
        return f"{self.name}, {self.organisation.name}" if self.organisation_id else self.name

    def get_absolute_url(self):
        return reverse("stakeholders:contact", args=[self.pk])

    def clean(self):
        self.derive()
        # Forms leave out constraints on fields that they do not show, such as `name_key`.
        twins = Contact.objects.filter(email=self.email, name_key=self.name_key)
        if self.email and twins.exclude(pk=self.pk).exists():
            raise ValidationError(
                "Another contact has this e-mail address and name. Open that one."
            )

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row, keep every refusal that the database has, and log each new answer.

        Only `record_answers` lifts a refusal. Every other writer may have a copy from before the
        refusal, so its silence is not a permission.
        """
        before = self._settle_refusals()
        self.updated_at = timezone.now()
        self.derive()
        super().save(*args, **kwargs)
        self._log_answers(before)
        self._remember_address()

    @transaction.atomic
    def record_answers(self, answers, circumstances):
        """Record the person's answers about one or more uses: {use: "agreed" or "refused"}.

        This is the act that lifts a refusal, and the only one. It raises RefusalNotLifted without
        a reason and evidence for a yes after a no. Nothing else of the row is written.
        """
        row = Contact.objects.select_for_update().get(pk=self.pk)
        before = answers_of(row)
        row._lifted = frozenset(
            use
            for use, answer in answers.items()
            if before[use] == Answer.REFUSED and answer == Answer.AGREED
        )
        if row._lifted and not (circumstances.reason.strip() and circumstances.evidence.strip()):
            names = ", ".join(DataUse(use).label for use in sorted(row._lifted))
            raise RefusalNotLifted(
                f"The person refused this use: {names}. To lift a refusal, give the reason and "
                "say where the evidence is kept."
            )
        day = circumstances.on or today()
        for use, answer in answers.items():
            if before[use] != answer:
                put_answer(row, use, answer, on=day, proof=circumstances.evidence)
        if answers_of(row) != before:
            row.circumstances = circumstances
            row.save()
        if row._lifted:
            emails = [row.email, *row.other_emails.values_list("email", flat=True)]
            RememberedRefusal.objects.forget(emails, row.name, row._lifted)
        row._log_again({use for use in answers if before[use] == answers[use]}, circumstances)
        for column in (*ANSWER_COLUMNS, "updated_at"):
            setattr(self, column, getattr(row, column))

    def _log_again(self, uses, circumstances):
        """Log refusals that the person repeats: after a merge they are also the other contact's."""
        self.circumstances = circumstances
        now = answers_of(self)
        known = {
            use: answer
            for use, answer in now.items()
            if use not in uses or answer != Answer.REFUSED
        }
        self.privacy_answers.bulk_create(self.new_answers(known))

    remembers_address = True  # false if a mistake is undone: the address was never the person's
    # How the changed answers of the next save were given, and the refusals that it may lift.
    circumstances = Circumstances()
    _lifted = frozenset()

    def _stored_answers(self):
        """Return the stored columns of answers and lock the row; None for a new contact."""
        if not self.pk:
            return None
        rows = Contact.objects.select_for_update().filter(pk=self.pk)
        return rows.values_list("email", *sorted(ANSWER_COLUMNS), named=True).first()

    def _settle_refusals(self):
        stored = self._stored_answers()
        self._old_email = stored.email if stored else ""
        if stored is None or stored.email != self.email.strip().lower():
            self._take_remembered_refusals()
        if stored is None:
            return {}
        before, now = answers_of(stored), answers_of(self)
        for use, answer in before.items():
            if answer == Answer.REFUSED != now[use] and use not in self._lifted:
                put_answer(self, use, answer, on=stored.consent_on, proof=stored.consent_proof)
        return before

    def _take_remembered_refusals(self):
        """Take over refusals that arrived when nobody had this address, unless the person has just
        lifted them."""
        if not self.is_demo and not self.anonymised_on and self.email:
            for use in RememberedRefusal.objects.uses_of([self.email], self.name):
                if use not in self._lifted:
                    put_answer(self, use, Answer.REFUSED, on=self.consent_on or today())

    def take_refusals_of_other_address(self, email):
        """Take over refusals that arrived when nobody had this further address."""
        uses = RememberedRefusal.objects.uses_of([email], self.name)
        if not uses or self.is_demo or self.anonymised_on:
            return
        row = Contact.objects.select_for_update().get(pk=self.pk)
        for use in uses:
            put_answer(row, use, Answer.REFUSED, on=row.consent_on or today())
        row.save()
        for column in (*ANSWER_COLUMNS, "updated_at"):
            setattr(self, column, getattr(row, column))

    def _log_answers(self, before):
        if not self.anonymised_on:
            self.privacy_answers.bulk_create(self.new_answers(before))

    def new_answers(self, before=MappingProxyType({})):
        """Return unsaved rows for the log: each answer that differs from `before`. Bulk writes of
        new contacts call it themselves."""
        given = self.circumstances
        model = type(self).privacy_answers.rel.related_model
        return [
            model(
                contact=self,
                use=use,
                answer=answer or (Answer.AGREED if use in self._lifted else ""),
                on=given.on or (self.consent_on if use == DataUse.KEEP else None) or today(),
                channel=given.channel,
                by=given.by,
                reason=given.reason,
                evidence=given.evidence or (self.consent_proof if use == DataUse.KEEP else ""),
                wording=given.wording.get(use, ""),
                text_version=given.text_version,
                language=given.language,
            )
            for use, answer in answers_of(self).items()
            if answer != before.get(use, "")
        ]

    def _remember_address(self):
        """Keep a replaced address: by it, a later file finds this person and their refusals."""
        old = self._old_email if self.remembers_address else ""
        if old and old != self.email and not self.anonymised_on:
            self.other_emails.get_or_create(email=old, defaults={"kind": EmailKind.FORMER})

    @cached_property
    def at_the_same_address(self):
        """Return other contacts with the same main address, such as an assistant's mailbox."""
        others = Contact.objects.filter(email=self.email).exclude(Q(pk=self.pk) | Q(email=""))
        return list(others.select_related("organisation").defer("search_text"))

    @property
    def refusals(self):
        return refusals_of(self)

    @property
    def refusal_labels(self):
        return [use.label for use in self.refusals]

    def derive(self):
        """Set the columns that are made from other fields. Bulk writes call it themselves."""
        self.email = self.email.strip().lower()
        self._drop_parts_of_another_name()
        if not self.countries and self.organisation_id:
            self.countries = packed([self.organisation.country])
        self.sort_name = folded(self.name)[:200]
        # Anonymised rows have no namesakes.
        self.name_key = "" if self.anonymised_on else person_key(self.name)
        name, number = with_other_spellings(self.name), phone_digits(self.phone)
        self.search_text = search_text(
            name, self.email, number, self.position, self.expertise, self.tags
        )

    def _drop_parts_of_another_name(self):
        """Empty the given and family name if they do not belong to the changed name."""
        parts = person_key(f"{self.given_name} {self.family_name}").split()
        if parts and not set(parts) <= set(person_key(self.name).split()):
            self.given_name = self.family_name = ""

    @property
    def group_words(self):
        return unpacked(self.groups)

    @property
    def main_group(self):
        return self.groups.split()[0] if self.groups else ""

    @property
    def country_codes(self):
        return unpacked(self.countries)

    @property
    def language_codes(self):
        return unpacked(self.languages)

    @property
    def tag_names(self):
        return unpacked(self.tags)


class ContactEmail(models.Model):
    """A further address of a person: in use, or from before a change or a merge."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="other_emails")
    email = models.EmailField("e-mail")
    kind = models.CharField(max_length=6, choices=EmailKind, default=EmailKind.OTHER)

    class Meta:
        verbose_name = "other e-mail address"
        verbose_name_plural = "other e-mail addresses"
        constraints = [
            models.UniqueConstraint(name="contact_email_listed_once", fields=["email", "contact"]),
            models.CheckConstraint(
                name="other_email_in_lower_case", condition=Q(email=Lower("email"))
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        self.email = self.email.strip().lower()

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)
        self.contact.take_refusals_of_other_address(self.email)


class Engagement(models.Model):
    """One contact between the project and a person, on a day."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="engagements")
    kind = models.CharField(max_length=16, choices=EngagementKind)
    on = models.DateField("day", default=today)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        "stakeholders.ContactCampaign",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="engagements",
    )

    class Meta:
        ordering = ("-on", "-pk")
        indexes = [models.Index(fields=["kind", "contact"], name="engagement_of_kind")]
        constraints = [
            models.UniqueConstraint(
                name="engagement_once_per_campaign", fields=["campaign", "contact", "kind"]
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.on}"
