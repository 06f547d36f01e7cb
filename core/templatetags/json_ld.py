"""Metadata of a page for search engines: schema.org as JSON-LD.

JSON-LD is a data block, not a script, so the content security policy allows it.
"""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# HTML escapes do not work inside <script>; these characters could end it.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data):
    """Return the data as JSON-LD without empty values; an empty dictionary returns ""."""
    stated = {key: value for key, value in data.items() if value not in ("", None, [], {})}
    if not stated:
        return ""
    text = json.dumps({"@context": "https://schema.org", **stated}, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPES)),
    )
