"""About 40 invented facilities in 12 countries, marked on every page and removed as a whole."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from core.packed_words import packed
from core.text import name_key
from stakeholders.models import Organisation

from ..choices import Block, FacilityKind, ReviewState
from ..models import (
    Accreditation,
    Authorisation,
    Capability,
    CapacityStatement,
    CleanRoom,
    Facility,
    FacilityContact,
    Release,
    Site,
)
from ..places import CITIES
from ..shown import refresh
from .words import CITIES_IN_ORDER, KINDS, LANGUAGES, PROFILES

FACILITIES = 40
STALE = {5, 17}  # numbers of the facilities with a stale record
EXPIRED, WITHOUT_COORDINATES, REFUSING = 6, 12, 20
HISTORIES = (
    Site,
    Facility,
    Capability,
    CleanRoom,
    CapacityStatement,
    Authorisation,
    Accreditation,
)


@transaction.atomic
def load():
    """Add the demonstration facilities if there are none; return their number."""
    if not Facility.objects.filter(is_demo=True).exists():
        random = Random(2026)
        for number in range(1, FACILITIES + 1):
            _facility(number, random)
        refresh(Facility.objects.filter(is_demo=True))
    return Facility.objects.filter(is_demo=True).count()


def _facility(number, random):
    today = timezone.localdate()
    kind = KINDS[(number - 1) % len(KINDS)]
    profile = PROFILES[kind]
    city, country = CITIES_IN_ORDER[(number * 8) % len(CITIES_IN_ORDER)]
    verified = today - timedelta(days=700 if number in STALE else random.randrange(20, 420))
    facility = Facility.objects.create(
        reference=f"DEMO-{number:03}",
        site=_site(number, city, country, profile, random),
        kind=kind,
        name=f"Demo {profile['noun']} {city}",
        since=str(2024 - random.randrange(1, 20)),
        state="commissioning" if number % 13 == 0 else "operating",
        open_to=random.choice(("collaboration", "service", "both", "no", "unknown")),
        text=profile["text"],
        website=f"https://demo-facility-{number}.example/",
        age_groups=packed(random.choice((["adults"], ["children", "adolescents", "adults"], []))),
        languages=packed(sorted({"en", LANGUAGES[country]})),
        apheresis_places=random.randrange(2, 9) if kind == FacilityKind.COLLECTION else None,
        atmp_beds=random.randrange(2, 16) if kind in ("TRIAL", "TC") else None,
        intensive_care="yes" if kind == FacilityKind.TREATMENT else "unknown",
        referral_from_abroad=random.choice(("yes", "no", "unknown")),
        source="Invented for demonstration",
        source_on=verified,
        verified_on=verified,
        verified_by=random.choice(("facility", "curator")),
        review=ReviewState.PUBLISHED,
        published_on=verified,
        is_demo=True,
    )
    _capabilities(facility, profile, random)
    _rooms(facility, profile, random)
    _statements(facility, profile, verified, random)
    _authorisations(facility, number, profile, today, random)
    _releases(facility, number, verified)
    FacilityContact.objects.create(
        facility=facility,
        name=f"Demo Contact {number}",
        email=f"contact@demo-facility-{number}.example",
        role="Head of the facility",
        source="Invented for demonstration",
        consent_on=verified if number % 9 else None,
        is_demo=True,
    )


def _site(number, city, country, profile, random):
    name = f"Demo {profile['organisation']} {city}"
    organisation = Organisation.objects.filter(name_key=name_key(name), is_demo=True).first()
    if organisation is None:
        organisation = Organisation.objects.create(
            name=name, kind=profile["organisation_kind"], country=country, city=city, is_demo=True
        )
    values = {"organisation": organisation, "city": city, "country": country, "is_demo": True}
    if number != WITHOUT_COORDINATES:
        latitude, longitude = CITIES[city, country]
        values |= {
            "latitude": round(latitude + random.uniform(-0.04, 0.04), 4),
            "longitude": round(longitude + random.uniform(-0.04, 0.04), 4),
            "precision": "city",
        }
    return Site.objects.create(**values)


def _capabilities(facility, profile, random):
    rows = []
    for atmp_class, technology, source in random.sample(
        profile["products"], min(len(profile["products"]), 2)
    ):
        for step in profile["steps"]:
            rows.append(
                Capability(
                    facility=facility,
                    atmp_class=atmp_class,
                    technology=technology,
                    cell_source=source,
                    step=step,
                    scale=profile["scale"],
                    experience=random.choice(("planned", "validated", "in_trial", "released")),
                    since=str(random.randrange(2012, 2026)),
                )
            )
    if rows and "construct" not in profile["steps"]:
        rows.append(Capability(facility=facility, step="construct", answer="no"))
    for row in rows:
        row.save()


def _rooms(facility, profile, random):
    if profile["rooms"]:
        CleanRoom.objects.create(
            facility=facility,
            grade=random.choice(("a_in_b", "isolator", "closed")),
            rooms=random.randrange(1, 7),
            square_metres=random.randrange(40, 700, 10),
            closed_system=random.choice(("yes", "no", "unknown")),
            parallel_products=random.choice(("yes", "no", "unknown")),
        )


def _statements(facility, profile, day, random):
    for step, band in profile["capacity"].items():
        CapacityStatement.objects.create(
            facility=facility,
            measure="batches_per_year",
            band=band,
            utilisation=random.choice(("<50", "50-75", "75-90", ">90", ">100", "")),
            next_free=f"{day.year + 1}-{random.randrange(1, 13):02}",
            step=step,
            as_of=day,
            source="Invented for demonstration",
        )


def _authorisations(facility, number, profile, today, random):
    for kind in profile["authorisations"]:
        days = -40 if number == EXPIRED else random.choice((90, 400, 900))
        Authorisation.objects.create(
            facility=facility,
            type=kind,
            number=f"DEMO-{kind}-{number:03}",
            authority="Demonstration authority",
            scope="1.3.1.3 Cell therapy products\n1.3.1.4 Gene therapy products",
            first_on=today - timedelta(days=1500),
            valid_until=today + timedelta(days=days),
        )
    if "GMP" in profile["authorisations"] and number % 2:
        Accreditation.objects.create(facility=facility, kind="JACIE", number=f"DEMO-J-{number}")


def _releases(facility, number, day):
    if number == REFUSING:
        return
    blocks = [Block.IDENTITY, Block.CAPABILITIES, Block.CAPACITY, Block.AUTHORISATIONS]
    if number % 6 == 0:
        blocks.remove(Block.CAPACITY)
    if number % 3 == 0:
        blocks += [Block.EXACT, Block.UTILISATION]
    for block in blocks:
        Release.objects.create(
            facility=facility, block=block, given_by="Head of the facility (demo)", given_on=day
        )


@transaction.atomic
def remove():
    """Delete every demonstration row of this app with its history; return the number of facilities.
    Organisations that only these facilities need are deleted too."""
    facilities = list(Facility.objects.filter(is_demo=True).values_list("pk", flat=True))
    sites = Site.objects.filter(is_demo=True)
    site_keys = list(sites.values_list("pk", flat=True))
    organisations = list(sites.values_list("organisation", flat=True).distinct())
    Facility.objects.filter(is_demo=True).delete()
    sites.filter(facilities=None).delete()
    unneeded = Organisation.objects.unneeded().filter(pk__in=organisations, is_demo=True)
    organisation_keys = list(unneeded.values_list("pk", flat=True))
    unneeded.delete()
    Organisation.history.filter(id__in=organisation_keys).delete()
    for model in HISTORIES:
        if model is Site:
            model.history.filter(id__in=site_keys).delete()
        elif model is Facility:
            model.history.filter(id__in=facilities).delete()
        else:
            model.history.filter(facility_id__in=facilities).delete()
    return len(facilities)
