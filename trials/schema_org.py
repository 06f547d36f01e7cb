"""Describe a trial in the words of schema.org. Invented trials are left out, because machines would
take them for real."""

from django.conf import settings

from core.countries import country_name


def of_trial(trial):
    if trial.is_demo:
        return {}
    numbers = (
        ("EudraCT", trial.eudract_number),
        ("EU CT", trial.eu_ct_number),
        ("NCT", trial.nct_number),
    )
    facts = (
        trial.get_atmp_class_display() if trial.atmp_class else "",
        trial.get_phase_display(),
    )
    return {
        "@type": "MedicalTrial",
        "name": trial.title,
        "alternateName": trial.lay_title if trial.lay_title != trial.title else "",
        "description": ", ".join(filter(None, facts)),
        "url": settings.SITE_URL.rstrip("/") + trial.get_absolute_url(),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": number}
            for name, number in numbers
            if number
        ],
        "healthCondition": named("MedicalCondition", trial.condition),
        "sponsor": named("Organization", trial.sponsor_name),
        "status": trial.get_status_display() if trial.status != "unknown" else "",
        "studyLocation": [named("Country", country_name(code)) for code in trial.country_codes],
    }


def named(kind, name):
    return {"@type": kind, "name": name} if name else {}
