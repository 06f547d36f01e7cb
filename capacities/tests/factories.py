"""Factories of valid rows. A test sets only the fields that it is about."""

from itertools import count

from django.utils import timezone

from capacities.choices import Block
from capacities.models import (
    Capability,
    CapacityStatement,
    Facility,
    FacilityContact,
    Release,
    Site,
)
from capacities.shown import refresh_one
from core.packed_words import packed
from stakeholders.tests.factories import make_organisation

_numbers = count(1)
CITIES = {
    "AT": ("Vienna", 48.2082, 16.3738),
    "DE": ("Berlin", 52.52, 13.405),
    "IT": ("Milan", 45.4642, 9.19),
    "ES": ("Madrid", 40.4168, -3.7038),
    "FR": ("Paris", 48.8566, 2.3522),
}
PUBLIC = (Block.IDENTITY, Block.CAPABILITIES, Block.CAPACITY, Block.AUTHORISATIONS)


def make_site(country="AT", **fields):
    city, latitude, longitude = CITIES[country]
    values = {
        "city": city,
        "country": country,
        "latitude": latitude,
        "longitude": longitude,
        "precision": "city",
    } | fields
    if "organisation" not in values:
        values["organisation"] = make_organisation(country=country)
    return Site.objects.create(**values)


def make_facility(country="AT", *, released=PUBLIC, published=True, site=None, **fields):
    """A published facility in Vienna that makes cells and released its public blocks."""
    number = next(_numbers)
    for name in ("classes", "technologies", "steps", "age_groups", "languages"):
        if name in fields:
            fields[name] = packed(fields[name].split())
    values = {
        "reference": f"F-{number}",
        "kind": "GMP-C",
        "name": f"Cell unit {number}",
        "state": "operating",
        "verified_on": timezone.localdate(),
        "verified_by": "curator",
        "review": "published" if published else "draft",
        "published_on": timezone.localdate() if published else None,
    }
    facility = Facility.objects.create(site=site or make_site(country), **values | fields)
    release(facility, *released)
    return facility


def release(facility, *blocks):
    for block in blocks:
        Release.objects.create(
            facility=facility, block=block, given_by="Head", given_on=timezone.localdate()
        )
    refresh_one(facility)


def make_capability(facility, step="processing", **fields):
    values = {"atmp_class": "GTMP", "technology": "car-t", "scale": "clinical"}
    row = Capability.objects.create(facility=facility, step=step, **values | fields)
    refresh_one(facility)
    return row


def make_statement(facility, band="10-29", **fields):
    values = {"measure": "batches_per_year", "as_of": timezone.localdate(), "step": "processing"}
    return CapacityStatement.objects.create(facility=facility, band=band, **values | fields)


def make_contact(facility, **fields):
    number = next(_numbers)
    values = {
        "name": f"Person {number}",
        "email": f"person{number}@facility.example",
        "consent_on": timezone.localdate(),
    }
    return FacilityContact.objects.create(facility=facility, **values | fields)
