"""Read fields of a CTIS record: a field that is missing, or that has
another type than expected, is empty."""

from .records import Answer
from .values import day, without_entities


def dict_at(parent, key):
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def list_at(parent, key):
    """Return a list; one object or text in place of it is its only item."""
    value = parent.get(key)
    if isinstance(value, list):
        return value
    return [value] if value and isinstance(value, dict | str) else []


def dicts_at(parent, key):
    return [item for item in list_at(parent, key) if isinstance(item, dict)]


def text_at(parent, key):
    """Return a field as text; CTIS escapes some characters for HTML."""
    value = parent.get(key)
    if value is None or isinstance(value, dict | list):
        return ""
    return without_entities(str(value)).strip()


def texts_at(parent, key):
    """Return the texts of a list, also those that are fields of objects in it."""
    texts = []
    for item in list_at(parent, key):
        texts += item.values() if isinstance(item, dict) else [item]
    return [without_entities(text).strip() for text in texts if isinstance(text, str)]


def answer_of(value):
    """Return the answer of true and false, which scripts also write as words."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    if not isinstance(value, bool):
        return Answer.UNKNOWN
    return Answer.YES if value else Answer.NO


def any_answer(values):
    answers = set(map(answer_of, values))
    return next((a for a in (Answer.YES, Answer.NO) if a in answers), Answer.UNKNOWN)


def day_at(parent, key):
    return day(text_at(parent, key))


def days_at(parents, key):
    """Return the days that the objects state under the key."""
    return list(filter(None, (day_at(parent, key) for parent in parents)))
