"""Read fields of a CTIS record: a field that is missing, or that has
another type than expected, is empty."""

import html

from .records import Answer
from .values import day


def dict_at(parent, key):
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def list_at(parent, key):
    value = parent.get(key)
    return value if isinstance(value, list) else []


def dicts_at(parent, key):
    return [item for item in list_at(parent, key) if isinstance(item, dict)]


def text_at(parent, key):
    """Return a field as text; CTIS escapes some characters for HTML."""
    value = parent.get(key)
    if value is None or isinstance(value, dict | list):
        return ""
    return html.unescape(str(value)).strip()


def answer_of(value):
    if not isinstance(value, bool):
        return Answer.UNKNOWN
    return Answer.YES if value else Answer.NO


def any_answer(values):
    answers = {answer_of(value) for value in values if isinstance(value, bool)}
    return next((a for a in (Answer.YES, Answer.NO) if a in answers), Answer.UNKNOWN)


def day_at(parent, key):
    return day(text_at(parent, key))


def days_at(parents, key):
    """Return the days that the objects state under the key."""
    return list(filter(None, (day_at(parent, key) for parent in parents)))
