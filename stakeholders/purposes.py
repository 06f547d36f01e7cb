"""What contacts may leave the portal for, with which columns, and who stays out.

A purpose is code and no setting: what it takes out was weighed, and changing that is a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.countries import country_name

from .choices import Consent, EmailKind, EngagementKind, LawfulBasis, OrganisationKind
from .languages import language_name

MAILABLE = (
    LawfulBasis.CONSENT,
    LawfulBasis.PUBLIC_TASK,
    LawfulBasis.LEGITIMATE_INTEREST,
)

KINDS, ENGAGEMENTS = dict(OrganisationKind.choices), dict(EngagementKind.choices)


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
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "vcf": Format("vCard", "vcf", "text/vcard; charset=utf-8"),
    "emails": Format("E-mail addresses", "txt", "text/plain; charset=utf-8"),
    "redcap": Format("REDCap participant list", "csv", "text/csv; charset=utf-8"),
}
TABLES = ("csv", "xlsx")


@dataclass(frozen=True)
class Column:
    """A column of a file; `value` makes it of a contact and the names of the groups. `related`
    names the rows of other tables that it is made of."""

    heading: str
    value: Callable
    related: str = ""


@dataclass(frozen=True)
class Rule:
    """Why a contact stays out: `reason` is kept with the event, `words` are read by people."""

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

    @property
    def headings(self):
        return [COLUMNS[name].heading for name in self.columns]

    @property
    def related(self):
        return {COLUMNS[name].related for name in self.columns} - {""}

    @property
    def format_labels(self):
        return [(name, FORMATS[name].label) for name in self.formats]

    def reason_against(self, contact):
        """The first rule that keeps a contact out; "" where it belongs to the file."""
        return next((rule.reason for rule in self.rules if rule.applies(contact)), "")


def _countries(contact, groups):
    return "; ".join(country_name(code) for code in contact.country_codes)


def _groups(contact, groups):
    return "; ".join(groups.get(word, word) for word in contact.group_words)


def _languages(contact, groups):
    return "; ".join(language_name(code) for code in contact.language_codes)


def _of_organisation(field):
    def value(contact, groups):
        return getattr(contact.organisation, field) if contact.organisation_id else ""

    return value


def _field(name):
    return lambda contact, groups: getattr(contact, name)


def _choice(name, words):
    """Labels looked up here: `get_..._display` builds the whole list anew for each row."""
    labels = dict(words.choices)
    return lambda contact, groups: labels[getattr(contact, name)]


def _kind(contact, groups):
    kind = contact.organisation.kind if contact.organisation_id else OrganisationKind.UNKNOWN
    return KINDS[kind]


def _other_emails(contact, groups):
    return "; ".join(row.email for row in contact.other_emails_found if row.kind == EmailKind.OTHER)


def _engagement(contact, groups):
    return "; ".join(dict.fromkeys(ENGAGEMENTS[row.kind] for row in contact.engagements_found))


def _yes(name):
    return lambda contact, groups: "yes" if getattr(contact, name) else "no"


COLUMNS = {
    "reference": Column("Reference", lambda contact, groups: f"C{contact.pk}"),
    "name": Column("Name", _field("name")),
    "email": Column("E-mail", _field("email")),
    "other_emails": Column("Other e-mails", _other_emails, "other_emails"),
    "phone": Column("Phone", _field("phone")),
    "position": Column("Position", _field("position")),
    "organisation": Column("Organisation", _of_organisation("name")),
    "kind": Column("Kind of organisation", _kind),
    "city": Column("City", _of_organisation("city")),
    "groups": Column("Groups", _groups),
    "countries": Column("Countries", _countries),
    "languages": Column("Languages", _languages),
    "expertise": Column("Expertise", _field("expertise")),
    "tags": Column("Tags", lambda contact, groups: "; ".join(contact.tag_names)),
    "notes": Column("Notes", _field("notes")),
    "engagement": Column("Engagement", _engagement, "engagements"),
    "source": Column("Source", _field("source")),
    "basis": Column("Lawful basis", _choice("lawful_basis", LawfulBasis)),
    "consent": Column("Consent", _choice("consent", Consent)),
    "consent_on": Column("Consent on", _field("consent_on")),
    "consent_proof": Column("Consent proof", _field("consent_proof")),
    "mailing_opt_out": Column("No mailings", _yes("mailing_opt_out")),
    "do_not_contact": Column("Do not contact", _yes("do_not_contact")),
    "verified_on": Column("Verified on", _field("verified_on")),
    "is_demo": Column("Demonstration", _yes("is_demo")),
}

DO_NOT_CONTACT = Rule("do_not_contact", "do-not-contact", lambda c: c.do_not_contact)
DECLINED = Rule("declined", "declined", lambda c: c.consent == Consent.DECLINED)
OPTED_OUT = Rule("opted_out", "no mailings", lambda c: c.mailing_opt_out)
NOT_CONSENTED = Rule(
    "not_consented",
    "consent not given",
    lambda c: c.lawful_basis == LawfulBasis.CONSENT and c.consent != Consent.GIVEN,
)
WITHOUT_CONSENT = Rule("not_consented", "consent not given", lambda c: c.consent != Consent.GIVEN)
NO_BASIS = Rule("no_basis", "lawful basis not decided", lambda c: c.lawful_basis not in MAILABLE)
NO_EMAIL = Rule("no_email", "no e-mail address", lambda c: not c.email)
REASONS = {
    rule.reason: rule.words
    for rule in (DO_NOT_CONTACT, DECLINED, OPTED_OUT, NOT_CONSENTED, NO_BASIS, NO_EMAIL)
}

_ALL = (
    Purpose(
        "survey",
        "Survey invitation",
        "Invites to the questionnaire. Leaves out who declined, opted out or has no address.",
        ("reference", "name", "email", "languages", "organisation", "countries", "groups"),
        (DO_NOT_CONTACT, DECLINED, NOT_CONSENTED, NO_BASIS, OPTED_OUT, NO_EMAIL),
        ("csv", "xlsx", "emails", "redcap"),
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
        (DO_NOT_CONTACT, DECLINED, NOT_CONSENTED, NO_BASIS),
        ("csv", "xlsx", "vcf", "emails"),
    ),
    Purpose(
        "newsletter",
        "Newsletter",
        "Only people who consented and did not opt out of mailings.",
        ("reference", "name", "email", "languages"),
        (DO_NOT_CONTACT, DECLINED, WITHOUT_CONSENT, OPTED_OUT, NO_EMAIL),
        ("csv", "xlsx", "emails"),
    ),
    Purpose(
        "report",
        "Reporting to the funder",
        "One row for each contact without name, address or organisation: for counting only.",
        ("groups", "countries", "kind", "engagement"),
        (),
        TABLES,
    ),
    Purpose(
        "backup",
        "Full backup",
        "Every column of every contact found, for safe keeping. Nobody may be written to from it.",
        tuple(COLUMNS),
        (),
        TABLES,
    ),
)
PURPOSES = {purpose.code: purpose for purpose in _ALL}
# What leaves the portal for one person and on their demand; nobody chooses it for a list.
ACCESS = "access"
OTHER_LABELS = {ACCESS: "Answer to the person (Art. 15)", "json": "JSON"}
