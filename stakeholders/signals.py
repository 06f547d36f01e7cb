"""The signals of the register of contacts, for the apps above it."""

from dataclasses import dataclass

from django.dispatch import Signal

# Sent in the transaction of an erasure, with `names` and `emails` of the person: a receiver removes
# them from the texts of its app, and returns {kind of row: number of changed or removed rows}.
person_erased = Signal()
# Sent with the same, before an erasure and for an answer to the person. Receivers return Mentions.
person_sought = Signal()


@dataclass(frozen=True)
class Mention:
    """A row of an app above that is about a person, or a sentence that names the person.

    `is_kept` says that an erasure leaves the text as it is, for a person to decide.
    """

    where: str
    url: str  # "" if the row has no page
    text: str
    is_kept: bool
