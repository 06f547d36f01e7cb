"""Rows made for a test: valid by default, the test says only what it is about."""

from itertools import count

from registers import read_bytes
from trials.models import Trial
from trials.querysets import has_country_outside
from trials.sync import Synchronisation

_numbers = count(1)


def make_trial(countries="DE", first_year=2020, **fields):
    """A new ATMP trial from EUCTR, visible to members."""
    values = {
        "eudract_number": f"2020-{next(_numbers):06}-11",
        "title": "A trial of cells",
        "register_phase": "II",
        "register_atmp": "yes",
        "register_atmp_class": "GTMP",
        "register_status": "ongoing",
        "register_sponsor_type": "commercial",
        "register_disease_areas": "C04",
        "registers": "euctr",
        "first_entered_on": f"{first_year}-06-01" if first_year else None,
    } | fields
    return Trial.objects.create(
        countries=countries,
        has_country_outside=has_country_outside(countries.split()),
        first_year=first_year,
        **values,
    )


def import_bytes(*files, **options):
    """Applies register files and returns the run's report."""
    run = Synchronisation(**options)
    for place, data in enumerate(files, 1):
        name = f"file{place}"
        run.apply(read_bytes(data, name), name)
    return run.report
