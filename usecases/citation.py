"""The citation of a use case. Only a finalised version has a permanent citation."""

from django.conf import settings
from django.utils.formats import date_format


def citation(snapshot, address, *, version=None, day=None):
    """Return one line of text; `version` is the CaseVersion shown, `day` dates a working text."""
    authors = snapshot["authors"].strip().rstrip(".") or "JOIN4ATMP consortium"
    if version:
        state = f"Version {version.number}, {date_format(version.finalised_on, 'j F Y')}"
    else:
        state = f"Working text as of {date_format(day, 'j F Y')}, not finalised"
    invented = " Invented for demonstration." if snapshot["is_demo"] else ""
    return (
        f"{authors}. {snapshot['title'].rstrip('.')}. JOIN4ATMP use case {snapshot['short_name']}. "
        f"{state}. {settings.SITE_URL.rstrip('/')}{address}{invented}"
    )
