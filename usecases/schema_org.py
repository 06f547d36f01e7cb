"""Metadata of use cases and recommendations in the schema.org vocabulary.

Invented and unfinished texts have no metadata, and no names of people are included.
"""

from django.conf import settings

from core.rich_text import plain

PUBLISHER = {"@type": "Organization", "name": "JOIN4ATMP consortium"}


def of_case(page):
    """Return the metadata of a `CasePage`; empty if it does not show a finalised version."""
    if page.version is None or page.snapshot["is_demo"]:
        return {}
    return {
        "@type": "Report",
        "name": page.snapshot["title"],
        "abstract": page.snapshot["summary"],
        "about": page.snapshot["disease"],
        "version": page.version.number,
        "datePublished": page.version.finalised_on.isoformat(),
        "inLanguage": "en",
        "publisher": PUBLISHER,
        "url": settings.SITE_URL.rstrip("/") + page.version.get_absolute_url(),
    }


def of_recommendation(recommendation):
    if recommendation.is_demo or recommendation.published_on is None:
        return {}
    return {
        "@type": "CreativeWork",
        "name": recommendation.title,
        "text": plain(recommendation.text),
        "datePublished": recommendation.published_on.isoformat(),
        "inLanguage": "en",
        "publisher": PUBLISHER,
        "url": settings.SITE_URL.rstrip("/") + recommendation.get_absolute_url(),
    }
