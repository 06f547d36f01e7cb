"""The choices of the stakeholder register."""

from django.db import models

PROPOSAL = (
    "The project has published that there are 15 target groups, from preclinical research to "
    "patients' representatives, and not their names. This list is our proposal; coordinators "
    "change it in the admin."
)


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", "University"
    HOSPITAL = "hospital", "Hospital"
    INSTITUTE = "institute", "Research institute or infrastructure"
    COMPANY = "company", "Company"
    INDUSTRY_ASSOCIATION = "industry_association", "Industry association"
    AUTHORITY = "authority", "Regulatory authority"
    HTA_PAYER = "hta_payer", "HTA body or payer"
    ETHICS = "ethics", "Ethics committee"
    MINISTRY_FUNDER = "ministry_funder", "Ministry, policy maker or funder"
    PATIENTS = "patients", "Patient organisation"
    NETWORK = "network", "Network or consortium"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not stated"


class OrganisationRole(models.TextChoices):
    """The part of an organisation in the project or in a trial. It may have several."""

    PARTNER = "partner", "Partner of the project"
    ASSOCIATED = "associated", "Associated consortium"
    SPONSOR = "sponsor", "Sponsor of trials"
    AUTHORITY = "authority", "Authority"
    FACILITY = "facility", "Manufacturing facility"
    SITE = "site", "Treatment or trial site"
    SUPPLIER = "supplier", "Supplier"


class Consent(models.TextChoices):
    NOT_ASKED = "not_asked", "Not asked"
    GIVEN = "given", "Given"
    DECLINED = "declined", "Declined"


class DataUse(models.TextChoices):
    """A use of a person's data. The person answers yes or no to each use separately."""

    KEEP = "keep", "Keep my data in the register"
    WRITE = "write", "Write to me about the project"
    SURVEY = "survey", "Invite me to surveys"
    PUBLISH_NAME = "publish_name", "Publish my name"
    MAILINGS = "mailings", "Newsletters and other mailings"
    CONTACT = "contact", "Any contact"


# Uses that need a yes. The two others are allowed until the person objects (Art. 21).
CONSENT_USES = (DataUse.KEEP, DataUse.WRITE, DataUse.SURVEY, DataUse.PUBLISH_NAME)


class Answer(models.TextChoices):
    AGREED = "agreed", "Yes"
    REFUSED = "refused", "No"


class AnswerChannel(models.TextChoices):
    """How an answer reached the project."""

    PERSONAL_PAGE = "personal_page", "Personal page"
    MAIL = "mail", "E-mail or letter"
    PHONE = "phone", "Telephone"
    MEETING = "meeting", "Meeting"
    PAPER_FORM = "paper_form", "Paper form"
    FILE = "file", "Imported file"
    MERGE = "merge", "Merge with another contact"
    UNSUBSCRIBE_LINK = "unsubscribe_link", "Link in a mail of a campaign"
    RESTORE = "restore", "Kept after a backup was restored"
    REGISTER = "register", "Recorded in the register"


# Channels that a coordinator can name; the portal itself records the others.
NAMED_CHANNELS = (
    AnswerChannel.MAIL,
    AnswerChannel.PHONE,
    AnswerChannel.MEETING,
    AnswerChannel.PAPER_FORM,
)


class LawfulBasis(models.TextChoices):
    """The legal bases of Article 6(1) of Regulation (EU) 2016/679 that the project may use."""

    CONSENT = "consent", "Consent, Art. 6(1)(a)"
    PUBLIC_TASK = "public_task", "Task in the public interest, Art. 6(1)(e)"
    LEGITIMATE_INTEREST = "legitimate_interest", "Legitimate interest, Art. 6(1)(f)"
    UNDECIDED = "undecided", "Not decided yet"


class EngagementKind(models.TextChoices):
    INVITED = "invited", "Invited"
    CALLED = "called", "Telephone call"
    MAILED = "mailed", "E-mail"
    MET = "met", "Meeting"
    LETTER = "letter", "Letter"
    ANSWERED = "answered", "Answered a questionnaire"
    INTERVIEWED = "interviewed", "Interviewed"
    ATTENDED = "attended", "Attended an event"
    ADVISORY_BOARD = "advisory_board", "Advisory board"
    DECLINED = "declined", "Declined to take part"
    OTHER = "other", "Other"


# Kinds that a person logs with one button.
QUICK_KINDS = (
    EngagementKind.CALLED,
    EngagementKind.MAILED,
    EngagementKind.MET,
    EngagementKind.LETTER,
)


class EmailKind(models.TextChoices):
    OTHER = "other", "Another address in use"
    FORMER = "former", "Former address"
