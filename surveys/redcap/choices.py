"""Choices of a field: `code, label | code, label`, and the names of checkbox columns."""

import re
from dataclasses import dataclass

IMPLIED = {
    "yesno": (("1", "Yes"), ("0", "No")),
    "truefalse": (("1", "True"), ("0", "False")),
}
OUTSIDE_NAMES = re.compile(r"[^a-z0-9]")
HTML_TAG = re.compile(r"<[^>]{0,500}>")
NONE_OF_THE_ABOVE = re.compile(r"@NONEOFTHEABOVE\s*=\s*[\"']?([^\"'\s]+)", re.IGNORECASE)
MEANS_NONE = re.compile(r"none\b", re.IGNORECASE)
USUAL_MISSING_CODES = ("-99",)


@dataclass(frozen=True)
class Choice:
    """One possible answer of a question. The code is a text: `01` is not `1`."""

    code: str
    label: str

    @property
    def words(self):
        return plain_text(self.label) or self.code


def plain_text(html):
    """Return the words of a label without markup, separated by single spaces."""
    return " ".join(HTML_TAG.sub(" ", html).split())


def parse_choices(text):
    """Return the choices in order. In a choice without a comma, the code is also the label."""
    choices = []
    for item in text.split("|"):
        code, _, label = (part.strip() for part in item.partition(","))
        if code or label:
            choices.append(Choice(code, label or code))
    return tuple(choices)


def checkbox_column(field, code):
    """Return the name of the column of one option of a checkbox field."""
    return f"{field}___{OUTSIDE_NAMES.sub('_', code.lower())}"


def usual_missing_codes(choices, annotation):
    """Return the codes of a field that mean a refused answer: -99, unless it means "none"."""
    alone = NONE_OF_THE_ABOVE.findall(annotation)
    kept_apart = {code for text in alone for code in text.split(",")}
    return frozenset(
        choice.code
        for choice in choices
        if choice.code in USUAL_MISSING_CODES
        and choice.code not in kept_apart
        and not MEANS_NONE.match(choice.words)
    )
