"""Write all decisions about a file in one transaction.

SQLite lets one process write at a time, so everybody else who saves waits for this transaction:
10,000 rows need 3.7 s of a processor, and a save waits for up to 20 s (settings/database.py).
Several short transactions would let others in earlier, but a file that fails in the middle would
be half imported, which the page promises never to happen. On PostgreSQL nobody waits.
"""

from collections import Counter
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.packed_words import packed
from core.text import name_key

from ..choices import (
    Answer,
    AnswerChannel,
    DataUse,
    EmailKind,
    EngagementKind,
    OrganisationKind,
)
from ..hashes import address_hash
from ..models import (
    Choice,
    Contact,
    ContactEmail,
    Engagement,
    ImportRow,
    ImportState,
    Organisation,
    Outcome,
    PrivacyAnswer,
    RememberedRefusal,
)
from ..models.organisations import free_slug
from ..privacy import ANSWER_COLUMNS, Circumstances, put_answer
from .rows import LISTS, TEXTS
from .upload import Changed, locked_while_waiting, plan_of, replan, same_plan

ROWS_PER_STATEMENT = 500


def commit(batch, *, by, progress=None):
    """Write the chosen change of each row, all or nothing. Raise Changed."""
    with transaction.atomic():
        batch = locked_while_waiting(batch)
        plan = plan_of(batch, progress)
        if same_plan(batch, plan):
            return _Writer(batch, plan, by).write()
        replan(batch, plan)
    raise Changed(
        "The register has changed since this preview was made. Nothing was written. Check the "
        "new preview and decide again."
    )


class _Writer:
    def __init__(self, batch, plan, by):
        self.batch, self.by = batch, by
        self.now = timezone.now()
        self.stored = {row.number: row for row in batch.rows.all()}
        chosen = [(row, self.stored[row.number].choice) for row in plan]
        self.adds = [row for row, choice in chosen if choice == Choice.ADD]
        self.updates = [
            row
            for row, choice in chosen
            if choice in (Choice.UPDATE, Choice.FILL, Choice.REFUSAL)
            and row.contact
            and row.changes
        ]
        self.remembered = {
            address_hash(email) for row in plan if row.remembers for email in row.emails
        }
        for row, choice in chosen:
            _keep_only_what_was_chosen(row, choice)

    def write(self):
        hold([contact for row in self.updates for contact in (row.contact, *row.others)])
        self._make_places()
        self._add()
        self._update()
        RememberedRefusal.objects.remember(
            self.remembered, DataUse.MAILINGS, source=f"File {self.batch.file_name}"
        )
        return self._finish()

    def _make_places(self):
        """Create the organisations that the rows name and the register does not have."""
        self.places = {}
        wanted = {}
        named = [row for row in self.updates if "organisation" in row.updates]
        for row in (*self.adds, *named):
            name = row.values.get("organisation")
            if name:
                wanted.setdefault(name_key(name)[:200], row)
        known = Organisation.objects.filter(name_key__in=wanted).order_by("-pk")
        self.places.update({place.name_key: place for place in known})
        aliased = Organisation.objects.filter(aliases__key__in=wanted).prefetch_related("aliases")
        for place in aliased:
            for alias in place.aliases.all():
                self.places.setdefault(alias.key, place)
        taken, made = set(), []
        for key, row in wanted.items():
            if key not in self.places:
                made.append(self._place(row.values, taken))
                self.places[key] = made[-1]
        made = Organisation.objects.bulk_create(made, batch_size=ROWS_PER_STATEMENT)
        Organisation.history.bulk_history_create(
            made,
            batch_size=ROWS_PER_STATEMENT,
            default_user=self.by,
            default_change_reason=self._reason,
        )
        self.batch.organisations = [place.pk for place in made]

    def _place(self, values, taken):
        countries = values.get("countries", [])
        place = Organisation(
            name=values["organisation"],
            kind=values.get("kind", OrganisationKind.UNKNOWN),
            city=values.get("city", ""),
            country=countries[0] if len(countries) == 1 else "",
        )
        place.slug = free_slug(place.name, Organisation.objects.all(), taken)
        taken.add(place.slug)
        place.derive()
        return place

    @property
    def _reason(self):
        return f"Import of {self.batch.file_name}"[:100]

    def _place_of(self, values):
        return self.places.get(name_key(values.get("organisation", ""))[:200])

    def _add(self):
        contacts, emails = [], []
        for row in self.adds:
            values = row.values
            first, *others = row.emails or [""]
            contact = Contact(
                email=first,
                organisation=self._place_of(values),
                lawful_basis=self.batch.lawful_basis,
                created_at=self.now,
                updated_at=self.now,
                owner=self.by,
                source=values.get("source", self.batch.source),
            )
            for name in TEXTS:
                if name in values:
                    setattr(contact, name, python_value(name, values[name]))
            for name in LISTS:
                setattr(contact, name, packed(values.get(name, [])))
            if row.refusals:
                self._refuse_as_new(row, contact)
            contact.derive()
            contacts.append(contact)
            emails += [
                ContactEmail(contact=contact, email=email, kind=EmailKind.OTHER)
                for email in dict.fromkeys(others)
            ]
        Contact.objects.bulk_create(contacts, batch_size=ROWS_PER_STATEMENT)
        ContactEmail.objects.bulk_create(emails, batch_size=ROWS_PER_STATEMENT)
        PrivacyAnswer.objects.bulk_create(
            (
                answer
                for row, contact in zip(self.adds, contacts, strict=True)
                if row.refusals
                for answer in contact.new_answers()
            ),
            batch_size=ROWS_PER_STATEMENT,
        )
        self._history(contacts, update=False)
        for row, contact in zip(self.adds, contacts, strict=True):
            self._remember(row, contact, None, {})
        self._log(zip(self.adds, contacts, strict=True))

    def _circumstances(self, row):
        return Circumstances(
            channel=AnswerChannel.FILE,
            by=self.by,
            on=date.fromisoformat(row.refused_on) if row.refused_on else None,
            evidence=f"File {self.batch.file_name}"[:300],
        )

    def _refuse_as_new(self, row, contact):
        """Record the refusals of a new person, which are written with the contact itself."""
        contact.circumstances = circumstances = self._circumstances(row)
        day = circumstances.on or timezone.localdate()
        for use in row.refusals:
            put_answer(contact, use, Answer.REFUSED, on=day, proof=circumstances.evidence)

    def _refuse(self):
        """Record the refusals of known people as every other answer is recorded."""
        for row in self.updates:
            for contact in (row.contact, *row.others) if row.refusals else ():
                contact.record_answers(
                    dict.fromkeys(row.refusals, Answer.REFUSED), self._circumstances(row)
                )

    def _log(self, pairs):
        Engagement.objects.bulk_create(
            (
                Engagement(
                    contact=contact,
                    kind=EngagementKind.OTHER,
                    on=date.fromisoformat(row.last_contact),
                    note=logged_by(self.batch),
                    by=self.by,
                )
                for row, contact in pairs
                if row.last_contact
            ),
            batch_size=ROWS_PER_STATEMENT,
        )

    def _update(self):
        contacts, emails = [], []
        for row in self.updates:
            contact = row.contact
            values = dict(row.updates)
            if values.pop("organisation", None):
                values["organisation_id"] = self._place_of(row.values).pk
            before = {name: plain_value(getattr(contact, name)) for name in values}
            for name, value in values.items():
                setattr(contact, name, python_value(name, value))
            contact.updated_at = self.now
            contact.derive()
            contacts.append(contact)
            emails += [ContactEmail(contact=contact, email=email) for email in row.new_emails]
            after = {**values, "other_emails": row.new_emails}
            if row.last_contact:
                after["last_contact"] = row.last_contact
            if row.refusals:
                after["refusals"] = list(row.refusals)
            self._remember(row, contact, before, after)
        self._log((row, row.contact) for row in self.updates)
        write_again(contacts)
        ContactEmail.objects.bulk_create(emails, batch_size=ROWS_PER_STATEMENT)
        self._history(contacts, update=True)
        self._refuse()

    def _history(self, contacts, *, update):
        Contact.history.bulk_history_create(
            contacts,
            batch_size=ROWS_PER_STATEMENT,
            update=update,
            default_user=self.by,
            default_change_reason=self._reason,
        )

    def _remember(self, row, contact, before, after):
        stored = self.stored[row.number]
        stored.contact, stored.before, stored.after = contact, before, after
        stored.changes, stored.reason = [], ""

    def _finish(self):
        """Remove the file and every row about which nothing was written. Refused rows stay for a
        day, so that they can be corrected and imported again."""
        batch = self.batch
        written = {row.number for row in (*self.adds, *self.updates)}
        left_out = Counter(
            row.outcome for number, row in self.stored.items() if number not in written
        )
        batch.rows.all().delete()
        kept = [row for number, row in self.stored.items() if number in written]
        for row in kept:
            row.pk = None
        ImportRow.objects.bulk_create(kept, batch_size=ROWS_PER_STATEMENT)
        batch.counts = {
            "seen": len(self.stored),
            "created": len(self.adds),
            "changed": len(self.updates),
            "unchanged": left_out.pop(Outcome.SAME, 0),
            "failed": left_out.pop(Outcome.REFUSED, 0),
            "left_out": sum(left_out.values()),
        }
        batch.data, batch.state, batch.committed_at = b"", ImportState.COMMITTED, self.now
        batch.questions = []
        batch.save()
        return batch


def _keep_only_what_was_chosen(row, choice):
    if choice in (Choice.FILL, Choice.REFUSAL):
        row.updates = row.fills if choice == Choice.FILL else {}
    if choice == Choice.REFUSAL:
        row.new_emails, row.last_contact = [], ""


def logged_by(batch):
    """Return the note of log entries that were made from a file."""
    return f"Last contact, from the file {batch.file_name}"[:500]


def hold(contacts):
    """Lock contacts that are about to be written whole. Raise Changed if one is no longer as
    it was read: no edit is lost, and no erased person is added again."""
    read = {contact.pk: contact.updated_at for contact in contacts}
    held = Contact.objects.filter(pk__in=read).order_by("pk").select_for_update()
    if dict(held.values_list("pk", "updated_at")) != read:
        raise Changed("Another person changed the register. Nothing was written. Try again.")


def write_again(contacts):
    """Write contacts that exist already, without the answers of the person: an import cannot
    change these. `bulk_update` would need a case for each row."""
    fields = [f.name for f in Contact._meta.concrete_fields if not f.primary_key]
    fields = [name for name in fields if name not in ANSWER_COLUMNS]
    Contact.objects.bulk_create(
        contacts,
        batch_size=ROWS_PER_STATEMENT,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


def python_value(name, value):
    return date.fromisoformat(value) if name == "verified_on" and value else value


def plain_value(value):
    return value.isoformat() if isinstance(value, date) else value
