"""The facts on which the records of a trial disagree."""

CONFLICT_LABELS = {
    "phase": "Phase",
    "status": "Status",
    "atmp": "Advanced therapy",
    "atmp_class": "Class",
    "sponsor_type": "Sponsor type",
    "subjects": "Planned subjects",
    "nct_number": "NCT number",
}


def conflict_rows(trial):
    """Yield (label of the fact, [(label of the value, records that state it)])."""
    curated = {field.name: field for field in trial._meta.fields if field.choices}
    for fact, values in trial.conflicts.items():
        field = curated.get(f"curated_{fact}")
        words = dict(field.flatchoices) if field else {}
        rows = [(words.get(value, value), records) for value, records in values.items()]
        yield CONFLICT_LABELS.get(fact, fact), rows
