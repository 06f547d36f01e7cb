"""What a page is about, for search engines: schema.org as JSON-LD.

It is a block of data and no script, so the content security policy has nothing against it.
"""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# Inside <script> nothing is escaped as HTML; these letters could end it.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data):
    """Empty values are left out; nothing is written for an empty dictionary."""
    stated = {key: value for key, value in data.items() if value not in ("", None, [], {})}
    if not stated:
        return ""
    text = json.dumps({"@context": "https://schema.org", **stated}, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPES)),
    )
