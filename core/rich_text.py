"""Rich text: cleaning, and messages about removed parts.

Text is cleaned when it is saved and again when it is displayed. Only this module marks rich text
as safe.
"""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import mark_safe
from django_prose_editor.fields import ProseEditorFormField

TAGS = {"p", "br", "strong", "em", "h3", "h4", "ul", "ol", "li", "blockquote", "a"}
SCHEMES = {"http", "https", "mailto"}
# Tags of word processors with the same meaning.
SYNONYMS = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
WITH_CONTENT = {"script", "style", "title", "iframe", "object", "svg", "math", "template", "head"}
MAX_TEXT_LENGTH = 200_000
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": sorted(SCHEMES)},
}
SYNONYM = re.compile(r"<(/?)(b|i|h[1256])(?=[\s>])", re.IGNORECASE)
EMPTY_PARAGRAPHS = re.compile(r"(?:<(p|h3|h4)>(?:\s|&nbsp;|<br>)*</\1>\s*)+")


def clean(html):
    """Return the allowed part of the HTML."""
    html = SYNONYM.sub(lambda found: f"<{found[1]}{SYNONYMS[found[2].lower()]}", html)
    kept = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        clean_content_tags=WITH_CONTENT,
        link_rel="noopener nofollow",
    )
    return EMPTY_PARAGRAPHS.sub("", kept).strip()


def shown(html):
    """Return the HTML cleaned again and marked as safe."""
    return mark_safe(clean(html or ""))


def removed(html):
    """Return the parts that `clean` removes, in words for the writer; empty if there are none."""
    before, after = _Parts.of(html), _Parts.of(clean(html))
    return [f"{number} × {name}" for name, number in (before - after).most_common()]


def plain(html):
    """Return the text without HTML, with line breaks between paragraphs."""
    reader = _Words()
    reader.feed(clean(html or ""))
    reader.close()
    return re.sub(r"\n{2,}", "\n", "".join(reader.pieces)).strip()


class _Parts(HTMLParser):
    """Count the tags and attributes of a text."""

    NAMES = {
        "script": "script",
        "img": "picture (pictures cannot be pasted into a text)",
        "style": "style sheet",
        "iframe": "embedded page",
        "table": "table (use the export, or a list)",
    }
    QUIET = {"tbody", "thead", "tr", "td", "th", "col", "colgroup", "meta", "html", "head", "body"}

    def __init__(self):
        super().__init__()
        self.found = Counter()

    @classmethod
    def of(cls, html):
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.found

    def handle_starttag(self, tag, attributes):
        if tag in self.NAMES:
            self.found[self.NAMES[tag]] += 1
        elif tag not in TAGS and tag not in SYNONYMS and tag not in self.QUIET:
            self.found[f"tag “{tag}”"] += 1
        for name, value in attributes:
            self._attribute(tag, name, (value or "").strip())

    def _attribute(self, tag, name, value):
        if name.startswith("on"):
            self.found["event handler"] += 1
        elif name == "href":
            # Zero-width characters can hide the scheme.
            address = re.sub(r"[\s\x00-\x20]", "", value).lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
            if scheme and scheme[1] not in SCHEMES:
                self.found[f"link with “{scheme[1]}:”"] += 1
        elif name in {"style", "class"} and tag != "img":
            self.found["formatting of another program"] += 1

    def handle_comment(self, data):
        self.found["hidden comment"] += 1


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.pieces = []

    def handle_starttag(self, tag, attributes):
        if tag in {"p", "br", "h3", "h4", "li", "blockquote"}:
            self.pieces.append("\n")

    def handle_data(self, data):
        self.pieces.append(data)


def validate_length(html):
    if len(html) > MAX_TEXT_LENGTH:
        raise ValidationError(
            f"The text has {len(html):,} characters with its formatting. "
            f"The limit is {MAX_TEXT_LENGTH:,}. Paste plain text without pictures, or split it."
        )


class RichTextField(models.TextField):
    """HTML with a few tags, cleaned on every save, also without a form."""

    default_validators = [validate_length]

    def pre_save(self, instance, add):
        value = clean(getattr(instance, self.attname) or "")
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(
            **{"form_class": ProseEditorFormField, "extensions": EXTENSIONS, **kwargs}
        )
