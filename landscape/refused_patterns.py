"""Patterns of what nobody may send: patient data, secrets of a product, HTML, mail headers.

Each finding is one sentence that says what was found and how to correct it. The text itself is
never repeated, so that no log and no page keeps it.
"""

import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HTML = re.compile(r"<\s*/?\s*[a-z!][^>]{0,2000}>", re.IGNORECASE)
HEADER = re.compile(r"[\r\n\x00]|\b(?:bcc|cc|to|from|subject|content-type)\s*:", re.IGNORECASE)
LINK = re.compile(r"\b(?:https?://|www\.)", re.IGNORECASE)
MAX_LINKS = 3

_DAY = r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
PATIENT = (
    (
        re.compile(
            rf"\b(?:born|d\.?o\.?b\.?|date of birth|birth ?date|geboren|né|née|nacid[oa]|nat[oa])\b"
            rf"\W{{0,12}}(?:on |am |le |el |il )?(?:{_DAY})",
            re.IGNORECASE,
        ),
        "The text seems to have a date of birth. Write the age group instead.",
    ),
    (
        re.compile(
            r"\b(?:patient|subject|case|hospital|medical record|mrn|fallnummer|patientennummer)\s*"
            r"(?:id|no|nr|number|#|nummer)\b\W{0,4}[A-Z]{0,4}[-/ ]?\d{3,}",
            re.IGNORECASE,
        ),
        "The text seems to have the number of a patient. Remove it.",
    ),
    (
        re.compile(
            r"\b(?:social security|insurance|sozialversicherung\w*|svnr|nhs)\b\W{0,12}"
            r"(?:no|nr|number)?\W{0,4}\d[\d -]{6,}",
            re.IGNORECASE,
        ),
        "The text seems to have an insurance number. Remove it.",
    ),
    (
        re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b"),
        "The text seems to have an Italian tax code. Remove it.",
    ),
    (
        re.compile(r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b"),
        "The text seems to have a French social security number. Remove it.",
    ),
    (
        re.compile(
            r"\b(?:patient|Mr|Mrs|Ms|Herr|Frau|Sig\.?|Sra?\.?|Monsieur|Madame)\.? "
            r"(?-i:[A-Z][a-zà-ÿ]+ [A-Z][a-zà-ÿ]+)\b"
        ),
        "The text seems to name a person. Write “a patient” and no name.",
    ),
    (EMAIL, "The text has an e-mail address. Enter yours in its own field and remove it here."),
    (
        re.compile(r"(?<![\w/])(?:\+|00)\d{2}[ /()-]{0,2}\d(?:[\d /()-]{6,})\d"),
        "The text has a telephone number. Remove it.",
    ),
)
SECRETS = (
    (
        re.compile(r"\b[ACGTU]{25,}\b"),
        "The text seems to have a nucleotide sequence. Remove it: the desk needs no sequence.",
    ),
    (
        re.compile(r"\b[ACDEFGHIKLMNPQRSTVWY]{30,}\b"),
        "The text seems to have a protein sequence. Remove it: the desk needs no sequence.",
    ),
    (
        re.compile(
            r"\b(?:strictly confidential|confidential information|trade secrets?|company secret|"
            r"commercially confidential|proprietary information|under (?:an? )?NDA|"
            r"vertraulich|geschäftsgeheimnis|unpublished patent)\b",
            re.IGNORECASE,
        ),
        "The text says that it is confidential. Ask without the secret: class, stage and country "
        "are enough.",
    ),
    (
        re.compile(
            r"\b(?:batch|lot|charge)\s*(?:no|nr|number|#)\.?\s*:?\s*[A-Z0-9][\w/-]{3,}", re.I
        ),
        "The text seems to have the number of a batch. Remove it.",
    ),
)


def refusals_of(text):
    """Return the reasons why a text may not be sent, one sentence each; [] if it may."""
    found = [reason for pattern, reason in (*PATIENT, *SECRETS) if pattern.search(text)]
    if HTML.search(text):
        found.append("The text has HTML. Write plain text without tags.")
    if len(LINK.findall(text)) > MAX_LINKS:
        found.append(f"The text has more than {MAX_LINKS} links. Leave only those that you need.")
    return list(dict.fromkeys(found))


def refusal_of_name(name):
    """Return why a name may not be sent, "" if it may."""
    if HEADER.search(name):
        return "The name has a line break or a mail header. Enter only a name."
    if HTML.search(name) or LINK.search(name):
        return "The name has HTML or a link. Enter only a name."
    return ""
