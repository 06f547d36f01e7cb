"""Refuses that a person publishes their own work: finds everybody who changed a facility's
record."""

from core.transitions import refuse_own_work


def writers_of(facility):
    """Return the ids of accounts that changed the facility, its site or its parts since its last
    review."""
    changes = [
        facility.history.all(),
        facility.site.history.all(),
        *(
            relation.related_model.history.filter(facility_id=facility.pk)
            for relation in facility._meta.related_objects
            if hasattr(relation.related_model, "history") and relation.field.name == "facility"
        ),
    ]
    writers = set()
    for rows in changes:
        if facility.reviewed_at:
            rows = rows.filter(history_date__gt=facility.reviewed_at)
        writers.update(rows.values_list("history_user", flat=True))
    return writers - {None}


def refuse_writers(facility, by):
    """Raise InvalidTransition if `by` changed the facility since its last review."""
    refuse_own_work(writers_of(facility), by)
