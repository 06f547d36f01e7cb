"""Writes the public part of a facility's record into the columns that lists, maps and search read.

A block that is not released is not in these columns, so no filter can find it.
"""

from collections import defaultdict

from django.db import transaction

from core.countries import country_name
from core.packed_words import packed, unpacked
from core.text import search_text
from trials.choices import TECHNOLOGIES, Answer

from .choices import NOT_STATED, AtmpClass, Block, Step
from .models import Capability, Facility, Release

COLUMNS = ("released", "shown_classes", "shown_technologies", "shown_steps", "search_text")
ROWS_PER_STATEMENT = 500


@transaction.atomic
def refresh(facilities):
    """Write the columns of a queryset of facilities. Call it after every change of a facility."""
    rows = list(facilities.select_related("site__organisation").order_by("pk"))
    keys = [row.pk for row in rows]
    released = defaultdict(set)
    for key, block in (
        Release.objects.active().filter(facility__in=keys).values_list("facility", "block")
    ):
        released[key].add(block)
    capabilities = defaultdict(lambda: (set(), set(), set()))
    stated = Capability.objects.filter(facility__in=keys, answer=Answer.YES)
    for key, *words in stated.order_by().values_list(
        "facility", "atmp_class", "technology", "step"
    ):
        for found, word in zip(capabilities[key], words, strict=True):
            found.add(word)
    for row in rows:
        _derive(row, released[row.pk], capabilities[row.pk])
    Facility.objects.bulk_update(rows, COLUMNS, batch_size=ROWS_PER_STATEMENT)


def refresh_one(facility):
    """Write the columns of one facility, in the database and in `facility`."""
    refresh(Facility.objects.filter(pk=facility.pk))
    facility.refresh_from_db(fields=COLUMNS)


def _derive(row, released, capabilities):
    row.released = packed(block for block in Block.values if block in released)
    classes, technologies, steps = set(), set(), set()
    if Block.CAPABILITIES in released:
        classes, technologies, steps = (
            set(unpacked(short)) | detailed
            for short, detailed in zip(
                (row.classes, row.technologies, row.steps), capabilities, strict=True
            )
        )
    row.shown_classes = packed(word for word in AtmpClass.values if word in classes)
    row.shown_technologies = packed(
        word for word in TECHNOLOGIES if word in technologies and word != NOT_STATED
    )
    row.shown_steps = packed(word for word in Step.values if word in steps)
    row.search_text = ""
    if Block.IDENTITY in released:
        row.search_text = search_text(
            row.name,
            row.site.organisation.name,
            row.site.city,
            country_name(row.site.country),
            row.get_kind_display(),
            row.reference,
            *row.technology_names,
            *row.step_names,
            row.text,
        )
