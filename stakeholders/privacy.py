"""The answers of a person about the use of their data, as the columns of a contact keep them.

`Contact.save` compares these states before and after each write, so that no way of writing can lift
a refusal unnoticed. This module does not use the database.
"""

from dataclasses import dataclass, field
from datetime import date

from core.packed_words import packed, unpacked

from .choices import CONSENT_USES, Answer, AnswerChannel, Consent, DataUse

# No bulk write may name these columns: it would bypass the rule in `Contact.save`.
ANSWER_COLUMNS = frozenset(
    {
        "consent",
        "consent_on",
        "consent_proof",
        "agreed_uses",
        "refused_uses",
        "mailing_opt_out",
        "do_not_contact",
    }
)
CONSENT_OF_ANSWER = {
    "": Consent.NOT_ASKED,
    Answer.AGREED: Consent.GIVEN,
    Answer.REFUSED: Consent.DECLINED,
}
ANSWER_OF_CONSENT = {consent: answer for answer, consent in CONSENT_OF_ANSWER.items()}
SWITCHES = {DataUse.MAILINGS: "mailing_opt_out", DataUse.CONTACT: "do_not_contact"}
LISTED_USES = tuple(use for use in CONSENT_USES if use != DataUse.KEEP)


class RefusalNotLifted(ValueError):
    """A yes after a no lacks its reason or evidence; the text says so."""


@dataclass(frozen=True)
class Circumstances:
    """How an answer was given: the parts of its row in the log besides use and answer."""

    channel: str = AnswerChannel.REGISTER
    by: object = None
    on: date | None = None
    reason: str = ""
    evidence: str = ""
    wording: dict = field(default_factory=dict)  # {use: the question as the person read it}
    text_version: str = ""
    language: str = ""


def answers_of(row):
    """Return {use: "agreed", "refused" or "" for no answer} of a contact, or of a row with its
    columns."""
    agreed, refused = unpacked(row.agreed_uses), unpacked(row.refused_uses)
    found = {DataUse.KEEP: ANSWER_OF_CONSENT[row.consent]}
    for use in LISTED_USES:
        found[use] = Answer.REFUSED if use in refused else Answer.AGREED if use in agreed else ""
    for use, column in SWITCHES.items():
        found[use] = Answer.REFUSED if getattr(row, column) else ""
    return found


def refusals_of(row):
    """Return the uses that the person refused, in the order of the choices."""
    return tuple(use for use, answer in answers_of(row).items() if answer == Answer.REFUSED)


def put_answer(contact, use, answer, *, on=None, proof=""):
    """Set the columns of one use. Saves nothing."""
    if use == DataUse.KEEP:
        contact.consent = CONSENT_OF_ANSWER[answer]
        contact.consent_on, contact.consent_proof = on, proof[:300]
    elif use in SWITCHES:
        setattr(contact, SWITCHES[use], answer == Answer.REFUSED)
    else:
        for column, here in (("agreed_uses", Answer.AGREED), ("refused_uses", Answer.REFUSED)):
            words = [word for word in unpacked(getattr(contact, column)) if word != use]
            setattr(contact, column, packed([*words, use] if answer == here else words))
