"""What was decided about a file, written in one transaction; and taken back."""

from collections import Counter
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.packed_words import packed
from core.text import name_key

from ..choices import EmailKind, OrganisationKind
from ..models import (
    Choice,
    Contact,
    ContactEmail,
    ImportBatch,
    ImportRow,
    ImportState,
    Organisation,
    Outcome,
)
from ..models.organisations import free_slug
from ..privacy import ANSWER_COLUMNS
from .plan import LISTS, TEXTS
from .upload import plan_of, replan, same_plan

AT_ONCE = 500


class Changed(RuntimeError):
    """The register or the batch is no longer what was decided on; nothing was written."""


def commit(batch, *, by, progress=None):
    """Writes what was chosen for each row, or nothing. Raises Changed."""
    with transaction.atomic():
        batch = _locked(batch)
        if batch.state != ImportState.WAITING:
            raise Changed("This file was imported already.")
        plan = plan_of(batch, progress)
        if same_plan(batch, plan):
            return _Writer(batch, plan, by).write()
        replan(batch, plan)
    raise Changed(
        "The register has changed since this preview was made. Nothing was written; look at the "
        "new preview and decide again."
    )


def _locked(batch):
    """Erasing a person locks and removes files that wait, so that none brings the person back."""
    found = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if found is None:
        raise Changed("This file is gone: it waited for too long, or somebody was erased.")
    return found


class _Writer:
    def __init__(self, batch, plan, by):
        self.batch, self.by = batch, by
        self.now = timezone.now()
        self.stored = {row.number: row for row in batch.rows.all()}
        chosen = [(row, self.stored[row.number].choice) for row in plan]
        self.adds = [row for row, choice in chosen if choice == Choice.ADD]
        self.updates = [
            row for row, choice in chosen if choice == Choice.UPDATE and row.contact and row.changes
        ]

    def write(self):
        _hold([row.contact for row in self.updates])
        self._make_places()
        self._add()
        self._update()
        return self._finish()

    def _make_places(self):
        """Organisations that the rows name and nobody knows yet."""
        self.places = {}
        wanted = {}
        for row in (*self.adds, *self.updates):
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
        made = Organisation.objects.bulk_create(made, batch_size=AT_ONCE)
        Organisation.history.bulk_history_create(
            made, batch_size=AT_ONCE, default_user=self.by, default_change_reason=self._reason
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
            first, *others = [*values.get("email", []), *values.get("other_emails", [])] or [""]
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
                    setattr(contact, name, _python(name, values[name]))
            for name in LISTS:
                setattr(contact, name, packed(values.get(name, [])))
            contact.derive()
            contacts.append(contact)
            emails += [
                ContactEmail(contact=contact, email=email, kind=EmailKind.OTHER)
                for email in dict.fromkeys(others)
            ]
        Contact.objects.bulk_create(contacts, batch_size=AT_ONCE)
        ContactEmail.objects.bulk_create(emails, batch_size=AT_ONCE)
        self._history(contacts, update=False)
        for row, contact in zip(self.adds, contacts, strict=True):
            self._remember(row, contact, None, {})

    def _update(self):
        contacts, emails = [], []
        for row in self.updates:
            contact = row.contact
            values = dict(row.updates)
            if values.pop("organisation", None):
                values["organisation_id"] = self._place_of(row.values).pk
            before = {name: _plain(getattr(contact, name)) for name in values}
            for name, value in values.items():
                setattr(contact, name, _python(name, value))
            contact.updated_at = self.now
            contact.derive()
            contacts.append(contact)
            emails += [ContactEmail(contact=contact, email=email) for email in row.new_emails]
            self._remember(row, contact, before, {**values, "other_emails": row.new_emails})
        write_again(contacts)
        ContactEmail.objects.bulk_create(emails, batch_size=AT_ONCE)
        self._history(contacts, update=True)

    def _history(self, contacts, *, update):
        Contact.history.bulk_history_create(
            contacts,
            batch_size=AT_ONCE,
            update=update,
            default_user=self.by,
            default_change_reason=self._reason,
        )

    def _remember(self, row, contact, before, after):
        stored = self.stored[row.number]
        stored.contact, stored.before, stored.after = contact, before, after
        stored.changes, stored.reason = [], ""

    def _finish(self):
        """The file goes, and so does every row about which nothing was written."""
        batch = self.batch
        written = {row.number for row in (*self.adds, *self.updates)}
        left_out = Counter(
            row.outcome for number, row in self.stored.items() if number not in written
        )
        batch.rows.all().delete()
        kept = [row for number, row in self.stored.items() if number in written]
        for row in kept:
            row.pk = None
        ImportRow.objects.bulk_create(kept, batch_size=AT_ONCE)
        batch.counts = {
            "seen": len(self.stored),
            "created": len(self.adds),
            "changed": len(self.updates),
            "unchanged": left_out.pop(Outcome.SAME, 0),
            "failed": left_out.pop(Outcome.REFUSED, 0),
            "left_out": sum(left_out.values()),
        }
        batch.data, batch.state, batch.committed_at = b"", ImportState.COMMITTED, self.now
        batch.save()
        return batch


def _hold(contacts):
    """Locks contacts that are about to be written whole. Raises Changed where one is no longer as
    it was read: no edit is lost, and nobody who was erased meanwhile comes back."""
    read = {contact.pk: contact.updated_at for contact in contacts}
    held = Contact.objects.filter(pk__in=read).order_by("pk").select_for_update()
    if dict(held.values_list("pk", "updated_at")) != read:
        raise Changed("Somebody changed the register meanwhile. Nothing was written; try again.")


def write_again(contacts):
    """Write contacts that exist already, without the answers of the person: an import cannot
    change these. `bulk_update` would need a case for each row."""
    fields = [f.name for f in Contact._meta.concrete_fields if not f.primary_key]
    fields = [name for name in fields if name not in ANSWER_COLUMNS]
    Contact.objects.bulk_create(
        contacts,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


def _python(name, value):
    return date.fromisoformat(value) if name == "verified_on" and value else value


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def undo(batch, *, by):
    """Takes an import back. What people did since stays: the batch's note names it."""
    batch = _locked(batch)
    if batch.state != ImportState.COMMITTED:
        raise Changed("There is nothing to undo.")
    rows = _rows_of(batch)
    _hold([row.contact for row in rows])
    exported = set(
        Contact.objects.filter(import_rows__batch=batch, export_entries__isnull=False).values_list(
            "pk", flat=True
        )
    )
    kept, gone, restored = [], [], []
    for row in rows:
        contact = row.contact
        if row.before is None:
            if contact.updated_at != batch.committed_at or contact.pk in exported:
                kept.append(row.number)
            else:
                gone.append(contact.pk)
        elif not _restore(row):
            kept.append(row.number)
            restored.append(contact)
        else:
            restored.append(contact)
    write_again(restored)
    Contact.history.bulk_history_create(
        restored, batch_size=AT_ONCE, update=True, default_user=by,
        default_change_reason=f"Undo of the import of {batch.file_name}"[:100],
    )  # fmt: skip
    Contact.objects.filter(pk__in=gone).delete()
    Contact.history.filter(id__in=gone).delete()
    places = Organisation.objects.unneeded().filter(pk__in=batch.organisations)
    keys = list(places.values_list("pk", flat=True))
    places.delete()
    Organisation.history.filter(id__in=keys).delete()
    batch.rows.all().delete()
    batch.state, batch.undone_at = ImportState.UNDONE, timezone.now()
    batch.undo_note = f"{len(gone):,} contacts removed, {len(restored):,} restored." + (
        f" Changed or exported since, and so kept as they are: rows {', '.join(map(str, kept))}."
        if kept
        else ""
    )
    batch.save()
    return batch


def _rows_of(batch):
    return list(batch.rows.select_related("contact").prefetch_related("contact__other_emails"))


def _restore(row):
    """Puts back what is still as the import left it; False where something was changed since."""
    contact, whole = row.contact, True
    after = dict(row.after)
    for email in after.pop("other_emails", []):
        contact.other_emails.filter(email=email).delete()
    for name, value in after.items():
        if _plain(getattr(contact, name)) != value:
            whole = False
            continue
        setattr(contact, name, _python(name, row.before[name]))
    contact.updated_at = timezone.now()
    contact.derive()
    return whole
