"""Import of a file in one transaction, as a person decided, and its undo."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.packed_words import packed, unpacked
from core.text import name_key
from stakeholders.imports.reader import read_table
from stakeholders.models import Organisation
from stakeholders.models.organisations import free_slug

from ..choices import AccreditationKind, Grade, Precision, ReviewState, SaidBy
from ..evidence import evidence_of
from ..measures.ranges import band_of
from ..models import (
    Accreditation,
    Authorisation,
    CapacityStatement,
    CleanRoom,
    Evidence,
    Facility,
    FacilityContact,
    FacilityImport,
    Release,
    Site,
)
from ..models.imports import ImportState, RowChoice
from ..shown import refresh
from .columns import split
from .journal import entry_of, take_back
from .plan import is_heading, make_plan, plan_signature
from .record import OTHER_GRADES, general_statement, with_parts


class Changed(RuntimeError):
    """The facilities or the file changed since the preview; nothing was written."""


@transaction.atomic
def commit(file, *, by):
    """Write the chosen rows in one transaction; return {"created": n, "changed": n}. Raise Changed
    if the preview that a person saw is out of date."""
    file = FacilityImport.objects.select_for_update().filter(pk=file.pk).first()
    if file is None or file.state != ImportState.WAITING:
        raise Changed("This file is already imported or discarded.")
    plan = make_plan(read_table(bytes(file.data), is_known=is_heading))
    if plan_signature(plan) != file.signature:
        raise Changed("The facilities changed after this preview was made. Upload the file again.")
    decided = {row.number: row for row in file.rows.all()}
    writer = _Writer(file, by)
    for row in plan:
        choice = decided[row.number].choice
        if choice == RowChoice.ADD and RowChoice.ADD in row.choices:
            row.facility, row.changes = None, []
            decided[row.number].facility = writer.add(row)
        elif choice == RowChoice.UPDATE and RowChoice.UPDATE in row.choices:
            writer.update(row.facility, row)
    Evidence.objects.bulk_create(writer.evidence, batch_size=500)
    touched = writer.created | writer.changed
    refresh(Facility.objects.filter(pk__in=touched))
    file.rows.bulk_update(decided.values(), ["facility"], batch_size=500)
    file.state, file.committed_at, file.by = ImportState.COMMITTED, timezone.now(), by
    file.journal, file.data = writer.journal, b""  # contacts are not kept in a second place
    file.save()
    return {"created": len(writer.created), "changed": len(writer.changed)}


class _Writer:
    """Writes rows and records the values of each object before and after."""

    def __init__(self, file, by):
        self.file, self.file_name, self.by = file, file.file_name, by
        self.evidence = []
        self.journal, self.created, self.changed = [], set(), set()
        self.organisations = {row.name_key: row for row in Organisation.objects.order_by("-pk")}

    def save(self, row, **values):
        """Set the values and save; return whether a value changed."""
        is_new = row.pk is None
        before = {name: getattr(row, name) for name in values}
        if not is_new and before == values:
            return False
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        self.journal.append(entry_of(row, None if is_new else before, values))
        return True

    def add(self, row):
        values = row.values
        organisation = self.organisations.get(name_key(values["organisation"]))
        if organisation is None:
            organisation = Organisation()
            self.save(organisation, name=values["organisation"], country=values["country"])
            self.organisations[organisation.name_key] = organisation
        site = self._site(organisation, _site_values(values))
        reference = values.get("facility_id") or free_slug(
            values["name"], Facility.objects.all(), fallback="facility"
        )
        facility = Facility(site=site, reference=reference)
        self.save(facility, **_facility_values(values, facility))
        self.created.add(facility.pk)
        (facility,) = with_parts(Facility.objects.filter(pk=facility.pk))
        self._parts(facility, values)
        self._note(facility, values, values)
        return facility

    def _note(self, facility, values, cells):
        """Note where the values are from: the source that the row names. The name of
        the file is not public."""
        day = cells.get("source_date")
        self.evidence += evidence_of(
            facility,
            values,
            source=cells.get("source") or "Imported file",
            source_on=date.fromisoformat(day) if day else None,
            said_by=SaidBy.CURATOR,
            by=self.by,
            file=self.file,
        )

    def update(self, facility, row):
        names = {name for name, *_ in row.changes}
        values = {name: text for name, text in row.values.items() if name in names}
        if "organisation" in values:
            organisation = self.organisations.get(name_key(values["organisation"]))
            if organisation is None:
                organisation = Organisation()
                self.save(organisation, name=values["organisation"], country=facility.site.country)
                self.organisations[organisation.name_key] = organisation
            self._move(facility, organisation_id=organisation.pk)
        self._move(facility, **_site_values(values))
        self.save(facility, **_facility_values(values, facility))
        # Cells of capacity, contact or consent depend on each other, so all of them are read.
        self._parts(facility, row.values)
        self._note(facility, values, row.values)
        self.changed.add(facility.pk)

    def _site(self, organisation, values):
        """Return the site with exactly these values, or create one."""
        found = Site.objects.filter(organisation=organisation, **values).first()
        if found is None:
            found = Site(organisation=organisation)
            self.save(found, **values)
        return found

    def _move(self, facility, **values):
        """Change the facility's site. If other facilities share it, create a separate site."""
        site = facility.site
        if all(getattr(site, name) == value for name, value in values.items()):
            return
        if site.facilities.exclude(pk=facility.pk).exists():
            same = {
                field.attname: getattr(site, field.attname)
                for field in site._meta.concrete_fields
                if field.editable and not field.primary_key
            }
            site = Site()
            self.save(site, **same | values)
            self.save(facility, site_id=site.pk)
            facility.site = site
        else:
            self.save(site, **values)

    def _parts(self, facility, values):
        self._rooms(facility, values)
        self._capacity(facility, values)
        for licence in split(values.get("licences", "")):
            self._licence(facility, *licence.split(":"))
        kept = {row.name or row.kind for row in facility.accreditations.all()}
        for name in split(values.get("accreditations", "")):
            if name not in kept:
                is_known = name in AccreditationKind.values and name != AccreditationKind.OTHER
                row = Accreditation(facility=facility)
                kind = name if is_known else AccreditationKind.OTHER
                self.save(row, kind=kind, name="" if is_known or name == "other" else name)
        kept = {row.block for row in facility.releases.all() if row.withdrawn_on is None}
        for block in split(values.get("consent_blocks", "")):
            if block not in kept:
                row = Release(facility=facility, given_on=_today())
                self.save(row, block=block, given_by=f"File {self.file_name}"[:200])
        if "contact_email" in values:
            self._contact(facility, values)

    def _rooms(self, facility, values):
        for name, grade in (
            ("rooms_a_in_b", Grade.A_IN_B),
            ("rooms_isolator", Grade.ISOLATOR),
            ("rooms_other", Grade.OTHER),
        ):
            if name not in values:
                continue
            group = OTHER_GRADES if grade == Grade.OTHER else {grade}
            rows = [row for row in facility.clean_rooms.all() if row.grade in group]
            first = next((row for row in rows if row.grade == grade), CleanRoom(facility=facility))
            rest = sum(row.rooms or 0 for row in rows if row.pk != first.pk)
            self.save(first, grade=grade, rooms=max(int(values[name]) - rest, 0))

    def _capacity(self, facility, values):
        """Update the statement of the same day and measure, or add one."""
        names = ("capacity_measure", "capacity_band", "capacity_exact", "utilisation_band", "as_of")
        if not any(name in values for name in names[1:4]):
            return
        measure, band, exact, utilisation, as_of = (values.get(name, "") for name in names)
        latest = general_statement(facility)
        day = date.fromisoformat(as_of)
        is_same = latest is not None and (latest.measure, latest.as_of) == (measure, day)
        row = latest if is_same else CapacityStatement(facility=facility)
        number = int(exact) if exact else row.exact
        band = band or (band_of(number) if number is not None else row.band)
        self.save(
            row,
            measure=measure,
            band=band,
            exact=number,
            utilisation=utilisation or row.utilisation,
            as_of=day,
        )

    def _licence(self, facility, kind, number, until):
        found = [
            row
            for row in facility.authorisations.all()
            if row.type == kind and name_key(row.number) == name_key(number)
        ]
        row = found[0] if found else Authorisation(facility=facility)
        day = date.fromisoformat(until) if until else row.valid_until
        self.save(row, type=kind, number=number, valid_until=day)

    def _contact(self, facility, values):
        people = {person.email: person for person in facility.contacts.all()}
        row = people.get(values["contact_email"])
        if row is None:
            row = FacilityContact(facility=facility, source=f"File {self.file_name}"[:200])
        name = values.get("contact_name", row.name)
        self.save(row, email=values["contact_email"], name=name)


def _site_values(values):
    names = ("ror_id", "address", "postcode", "city", "country")
    found = {name: values[name] for name in names if name in values}
    if "latitude" in values or "longitude" in values:
        for name in ("latitude", "longitude"):
            if name in values:
                found[name] = float(values[name])
        found["precision"] = Precision.CITY
    if "nuts" in values:
        code, _, year = values["nuts"].partition(":")
        found |= {"nuts_code": code, "nuts_version": int(year)}
    return found


def _facility_values(values, facility):
    found = {n: values[n] for n in ("name", "kind", "state", "website", "source") if n in values}
    if "open_to_others" in values:
        found["open_to"] = values["open_to_others"]
    if "square_metres" in values:
        found["clean_room_area"] = float(values["square_metres"])
    if "source_date" in values:
        found["source_on"] = date.fromisoformat(values["source_date"])
    for name in ("classes", "technologies", "steps", "age_groups", "languages"):
        if name in values:
            words = [*unpacked(getattr(facility, name)), *split(values[name])]
            found[name] = packed(words)
    return found


def _today():
    return timezone.localdate()


@transaction.atomic
def undo(file, *, by):
    """Undo an import; return sentences on rows that were kept because they changed afterwards.
    Raise Changed if the file is not imported."""
    file = FacilityImport.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.COMMITTED:
        raise Changed("This file is not imported, so there is nothing to undo.")
    # A row that is deleted has no key any more, but the facility of a part of it.
    facilities = {entry["pk"] for entry in file.journal if entry["model"] == Facility._meta.label}
    rows, kept = take_back(file.journal, _is_needed)
    touched = facilities | {getattr(row, "facility_id", None) for row in rows}
    refresh(Facility.objects.filter(pk__in=touched - {None}))
    file.evidence.all().delete()
    file.state, file.undone_at, file.journal = ImportState.UNDONE, timezone.now(), []
    file.save()
    return kept


def _is_needed(row):
    if isinstance(row, Facility):
        return row.review != ReviewState.DRAFT
    if isinstance(row, Site):
        return row.facilities.exists()
    if isinstance(row, Organisation):
        return not Organisation.objects.unneeded().filter(pk=row.pk).exists()
    return False
