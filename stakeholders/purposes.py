"""The purposes of exports: for each one the columns, and the rules that leave contacts out.

A purpose is code and not a setting, because its rules were weighed and a change is a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from core.countries import country_name
from core.exports import XLSX
from core.packed_words import unpacked

from .choices import Consent, DataUse, EngagementKind, LawfulBasis, OrganisationKind
from .figures import HEADINGS, NOTE
from .languages import language_name
from .names import PART_NAMES

MAILABLE = (
    LawfulBasis.CONSENT,
    LawfulBasis.PUBLIC_TASK,
    LawfulBasis.LEGITIMATE_INTEREST,
)

KINDS = dict(OrganisationKind.choices) | {None: OrganisationKind.UNKNOWN.label}
ENGAGEMENTS = dict(EngagementKind.choices)


@dataclass(frozen=True)
class Format:
    label: str
    extension: str
    content_type: str


FORMATS = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8"),
    "xlsx": Format(
        "Excel (XLSX)",
        "xlsx",
        XLSX,
    ),
    "vcf": Format("vCard", "vcf", "text/vcard; charset=utf-8"),
    "emails": Format("E-mail addresses", "txt", "text/plain; charset=utf-8"),
    "redcap": Format("REDCap participant list", "csv", "text/csv; charset=utf-8"),
}
TABLES = ("csv", "xlsx")


@dataclass(frozen=True)
class Known:
    """Data for columns besides the row of a contact: names of groups by their words, and rows of
    other tables by the contact's key."""

    groups: dict
    other_emails: dict
    engagements: dict


@dataclass(frozen=True)
class Column:
    """A column of a file. `value` makes its text from a row with at least these `fields` and from
    the `Known` data."""

    heading: str
    value: Callable
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A reason to leave a contact out: the event stores `reason`, people read `words`."""

    reason: str
    words: str
    applies: Callable


@dataclass(frozen=True)
class Purpose:
    code: str
    label: str
    text: str
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    formats: tuple[str, ...]
    uses: tuple[DataUse, ...] = ()  # a refusal of one of these takes a person out of its files
    is_counted: bool = False  # the file has figures of the columns, and no row per contact

    @property
    def headings(self):
        return list(HEADINGS) if self.is_counted else self.column_headings

    @property
    def column_headings(self):
        return [COLUMNS[name].heading for name in self.columns]

    @property
    def fields(self):
        """Return the fields of a contact that this purpose reads."""
        of_columns = chain.from_iterable(COLUMNS[name].fields for name in self.columns)
        return tuple(dict.fromkeys(("pk", *RULE_FIELDS, "is_demo", *of_columns)))

    @property
    def format_labels(self):
        return [(name, FORMATS[name].label) for name in self.formats]

    def reason_against(self, contact, format=""):
        """Return the first reason against a contact in such a file; "" if there is none."""
        rules = (*self.rules, NO_EMAIL) if format == "emails" else self.rules
        return next((rule.reason for rule in rules if rule.applies(contact)), "")


def _as_stored(heading, field):
    return Column(heading, lambda row, known: getattr(row, field), (field,))


def _of_organisation(heading, field):
    field = f"organisation__{field}"
    return Column(heading, lambda row, known: getattr(row, field) or "", (field,))


def _chosen(heading, field, labels):
    return Column(heading, lambda row, known: labels[getattr(row, field)], (field,))


def _yes_or_no(heading, field):
    return Column(heading, lambda row, known: "yes" if getattr(row, field) else "no", (field,))


def _several(heading, field, name_of=str):
    """Return a column of a packed field, with the name of each word."""

    def value(row, known):
        return "; ".join(map(name_of, unpacked(getattr(row, field))))

    return Column(heading, value, (field,))


def _use_name(word):
    return DataUse(word).label


def _groups(row, known):
    return "; ".join(known.groups.get(word, word) for word in unpacked(row.groups))


def _other_emails(row, known):
    return "; ".join(known.other_emails.get(row.pk, ()))


def _engagement(row, known):
    kinds = dict.fromkeys(known.engagements.get(row.pk, ()))
    return "; ".join(ENGAGEMENTS[kind] for kind in kinds)


COLUMNS = {
    "reference": Column("Reference", lambda row, known: f"C{row.pk}"),
    # A contact card needs the parts of the name too.
    "name": Column("Name", lambda row, known: row.name, ("name", *PART_NAMES)),
    "salutation": _as_stored("Salutation", "salutation"),
    "title": _as_stored("Title", "title"),
    "given_name": _as_stored("First name", "given_name"),
    "family_name": _as_stored("Last name", "family_name"),
    "suffix": _as_stored("Suffix", "suffix"),
    "email": _as_stored("E-mail", "email"),
    "other_emails": Column("Other e-mails", _other_emails),
    "phone": _as_stored("Phone", "phone"),
    "position": _as_stored("Position", "position"),
    "organisation": _of_organisation("Organisation", "name"),
    "kind": _chosen("Kind of organisation", "organisation__kind", KINDS),
    "city": _of_organisation("City", "city"),
    "groups": Column("Groups", _groups, ("groups",)),
    "countries": _several("Countries", "countries", country_name),
    "languages": _several("Languages", "languages", language_name),
    "expertise": _as_stored("Expertise", "expertise"),
    "tags": _several("Tags", "tags"),
    "notes": _as_stored("Notes", "notes"),
    "engagement": Column("Engagement", _engagement),
    "source": _as_stored("Source", "source"),
    "basis": _chosen("Lawful basis", "lawful_basis", dict(LawfulBasis.choices)),
    "consent": _chosen("Consent", "consent", dict(Consent.choices)),
    "consent_on": _as_stored("Consent on", "consent_on"),
    "consent_proof": _as_stored("Consent proof", "consent_proof"),
    "agreed_uses": _several("Agreed uses", "agreed_uses", _use_name),
    "refused_uses": _several("Refused uses", "refused_uses", _use_name),
    "mailing_opt_out": _yes_or_no("No mailings", "mailing_opt_out"),
    "do_not_contact": _yes_or_no("Do not contact", "do_not_contact"),
    "verified_on": _as_stored("Verified on", "verified_on"),
    "is_demo": _yes_or_no("Demonstration", "is_demo"),
}

# The fields that the rules read.
RULE_FIELDS = (
    "email",
    "consent",
    "agreed_uses",
    "refused_uses",
    "lawful_basis",
    "do_not_contact",
    "mailing_opt_out",
)
DO_NOT_CONTACT = Rule("do_not_contact", "do-not-contact", lambda c: c.do_not_contact)
DECLINED = Rule("declined", "declined", lambda c: c.consent == Consent.DECLINED)
OPTED_OUT = Rule("opted_out", "no mailings", lambda c: c.mailing_opt_out)


def _refused(use):
    return Rule("refused_use", "this use refused", lambda c: f" {use} " in c.refused_uses)


def _agreed(contact, use):
    return f" {use} " in contact.agreed_uses


def _not_consented(use):
    """Return a rule: if the lawful basis is consent, consent to keep and to this use must
    be given."""
    return Rule(
        "not_consented",
        "consent not given",
        lambda c: (
            c.lawful_basis == LawfulBasis.CONSENT
            and not (c.consent == Consent.GIVEN and _agreed(c, use))
        ),
    )


WRITING_REFUSED, SURVEY_REFUSED = _refused(DataUse.WRITE), _refused(DataUse.SURVEY)
NO_WRITING_CONSENT = _not_consented(DataUse.WRITE)
NO_SURVEY_CONSENT = _not_consented(DataUse.SURVEY)
# Newsletters need the yes, with any lawful basis of the entry.
WITHOUT_CONSENT = Rule(
    "not_consented", "consent not given", lambda c: not _agreed(c, DataUse.WRITE)
)
NO_BASIS = Rule("no_basis", "lawful basis not decided", lambda c: c.lawful_basis not in MAILABLE)
NO_EMAIL = Rule("no_email", "no e-mail address", lambda c: not c.email)
REASONS = {
    rule.reason: rule.words
    for rule in (
        DO_NOT_CONTACT,
        DECLINED,
        OPTED_OUT,
        WRITING_REFUSED,
        NO_WRITING_CONSENT,
        NO_BASIS,
        NO_EMAIL,
    )
}

_ALL = (
    Purpose(
        "survey",
        "Survey invitation",
        "Invites people to the questionnaire. Leaves out people who declined or opted out, and "
        "people without an address.",
        ("reference", "name", "email", "languages", "organisation", "countries", "groups"),
        (
            DO_NOT_CONTACT,
            DECLINED,
            SURVEY_REFUSED,
            NO_SURVEY_CONSENT,
            NO_BASIS,
            OPTED_OUT,
            NO_EMAIL,
        ),
        ("csv", "xlsx", "emails", "redcap"),
        (DataUse.CONTACT, DataUse.KEEP, DataUse.SURVEY, DataUse.MAILINGS),
    ),
    Purpose(
        "meeting",
        "Meeting",
        "Invites to a meeting and lists its guests, with telephone and position.",
        (
            "reference",
            "name",
            "position",
            "organisation",
            "city",
            "countries",
            "email",
            "phone",
            "languages",
            "groups",
        ),
        (DO_NOT_CONTACT, DECLINED, WRITING_REFUSED, NO_WRITING_CONSENT, NO_BASIS),
        ("csv", "xlsx", "vcf", "emails"),
        (DataUse.CONTACT, DataUse.KEEP, DataUse.WRITE),
    ),
    Purpose(
        "newsletter",
        "Newsletter",
        "Only people who agreed that we write to them and did not opt out of mailings.",
        ("reference", "name", "email", "languages"),
        (DO_NOT_CONTACT, DECLINED, WRITING_REFUSED, WITHOUT_CONSENT, OPTED_OUT, NO_EMAIL),
        ("csv", "xlsx", "emails"),
        (DataUse.CONTACT, DataUse.KEEP, DataUse.WRITE, DataUse.MAILINGS),
    ),
    Purpose(
        "report",
        "Reporting to the funder",
        f"Figures per group, country, kind of organisation and engagement. {NOTE}",
        ("groups", "countries", "kind", "engagement"),
        (),
        TABLES,
        is_counted=True,
    ),
    Purpose(
        "backup",
        "Full backup",
        "Every column of every contact found, for safe keeping. Write to nobody from this file.",
        tuple(COLUMNS),
        (),
        TABLES,
    ),
)
PURPOSES = {purpose.code: purpose for purpose in _ALL}
# The purpose of an answer to one person. It cannot be chosen for a list.
ACCESS = "access"
OTHER_LABELS = {ACCESS: "Answer to the person (Art. 15)", "json": "JSON", "pdf": "PDF"}
