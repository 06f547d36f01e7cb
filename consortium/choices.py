"""The vocabulary of the consortium, and which state may follow which."""

from django.db import models


class Qualifier(models.TextChoices):
    """How a source states a figure."""

    NONE = "", "No figure"
    EXACT = "exact", "Exact"
    COUNTED = "counted", "Counted in the text of the source"
    MORE_THAN = "more_than", "More than"
    ABOUT = "about", "About"
    NEARLY = "nearly", "Nearly"


QUALIFIER_WORDS = {
    Qualifier.MORE_THAN: "more than ",
    Qualifier.ABOUT: "about ",
    Qualifier.NEARLY: "nearly ",
}


class Subject(models.TextChoices):
    PROJECT = "project", "Project and partners"
    BODIES = "bodies", "Bodies"
    EVENTS = "events", "Events and meetings"
    COMMUNICATION = "communication", "Communication"
    TRIALS = "trials", "Trials"
    USE_CASES = "use_cases", "Use cases"
    STAKEHOLDERS = "stakeholders", "Stakeholders"
    SURVEY = "survey", "Questionnaire"
    ECONOMICS = "economics", "Health economics"
    RELATED = "related", "Related initiatives"


class PartnerKind(models.TextChoices):
    PARTNER = "partner", "Partner"
    ASSOCIATED = "associated", "Associated consortium"


class Visibility(models.TextChoices):
    PUBLIC = "public", "Everyone"
    MEMBERS = "members", "Members of the consortium"
    BODY = "body", "Members of the body only"


class MeetingState(models.TextChoices):
    DRAFT = "draft", "Draft"
    CALLED = "called", "Called"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


MEETING_STEPS = {
    MeetingState.DRAFT: {MeetingState.CALLED, MeetingState.HELD, MeetingState.CANCELLED},
    MeetingState.CALLED: {MeetingState.HELD, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.CANCELLED: set(),
}


class ItemState(models.TextChoices):
    BACKLOG = "backlog", "Waits in the backlog"
    ON_AGENDA = "on_agenda", "On the agenda"
    DISCUSSED = "discussed", "Discussed"


class AttendanceAnswer(models.TextChoices):
    UNKNOWN = "unknown", "Not stated"
    ATTENDING = "attending", "Attending"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class MinutesState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Public part published"


MINUTES_STEPS = {
    MinutesState.DRAFT: {MinutesState.PROPOSED},
    MinutesState.PROPOSED: {MinutesState.DRAFT, MinutesState.APPROVED},
    MinutesState.APPROVED: {MinutesState.PUBLISHED},
    MinutesState.PUBLISHED: set(),
}


class Reaction(models.TextChoices):
    """What a person who attended said about proposed minutes."""

    SILENCE = "silence", "Silence"
    AGREED = "agreed", "Agreed"
    OBJECTED = "objected", "Objected"


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ADOPTED = "adopted", "Adopted"
    REJECTED = "rejected", "Rejected"
    POSTPONED = "postponed", "Postponed"
    CARRIED_OUT = "carried_out", "Carried out"
    REPLACED = "replaced", "Replaced"
    WITHDRAWN = "withdrawn", "Withdrawn"


DECISION_STEPS = {
    DecisionState.PROPOSED: {
        DecisionState.ADOPTED,
        DecisionState.REJECTED,
        DecisionState.POSTPONED,
        DecisionState.WITHDRAWN,
    },
    DecisionState.POSTPONED: {
        DecisionState.ADOPTED,
        DecisionState.REJECTED,
        DecisionState.WITHDRAWN,
    },
    DecisionState.ADOPTED: {
        DecisionState.CARRIED_OUT,
        DecisionState.REPLACED,
        DecisionState.WITHDRAWN,
    },
    DecisionState.CARRIED_OUT: {DecisionState.REPLACED},
    DecisionState.REJECTED: set(),
    DecisionState.REPLACED: set(),
    DecisionState.WITHDRAWN: set(),
}
# The text of a decision in these states may still be edited.
OPEN_DECISIONS = (DecisionState.PROPOSED, DecisionState.POSTPONED)
# The public sees decisions of public visibility in these states.
SETTLED_DECISIONS = (
    DecisionState.ADOPTED,
    DecisionState.CARRIED_OUT,
    DecisionState.REPLACED,
    DecisionState.WITHDRAWN,
)


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    IN_WORK = "in_work", "In work"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


ACTION_STEPS = {
    ActionState.OPEN: {ActionState.IN_WORK, ActionState.DONE, ActionState.DROPPED},
    ActionState.IN_WORK: {ActionState.OPEN, ActionState.DONE, ActionState.DROPPED},
    ActionState.DONE: set(),
    ActionState.DROPPED: {ActionState.OPEN},
}
OPEN_ACTIONS = (ActionState.OPEN, ActionState.IN_WORK)


class AdviceState(models.TextChoices):
    GIVEN = "given", "Given"
    REPLY_DUE = "reply_due", "Reply due"
    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Accepted in part"
    DECLINED = "declined", "Declined"
    ACTED_ON = "acted_on", "Acted on"


ANSWERS = {AdviceState.ACCEPTED, AdviceState.PARTLY, AdviceState.DECLINED}
ADVICE_STEPS = {
    AdviceState.GIVEN: {AdviceState.REPLY_DUE, *ANSWERS},
    AdviceState.REPLY_DUE: set(ANSWERS),
    AdviceState.ACCEPTED: {AdviceState.ACTED_ON},
    AdviceState.PARTLY: {AdviceState.ACTED_ON},
    AdviceState.DECLINED: set(),
    AdviceState.ACTED_ON: set(),
}
WAITING_ADVICE = (AdviceState.GIVEN, AdviceState.REPLY_DUE)


class EventKind(models.TextChoices):
    CONGRESS = "congress", "Congress"
    PROJECT = "project", "Meeting of the project"
    SESSION = "session", "Session or round table"
    AUTHORITY = "authority", "Meeting with an authority"
    OTHER = "other", "Other"


class EventState(models.TextChoices):
    ANNOUNCED = "announced", "Announced"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    UNKNOWN = "unknown", "Not known whether it was held"


EVENT_STEPS = {
    EventState.ANNOUNCED: {EventState.HELD, EventState.CANCELLED, EventState.UNKNOWN},
    EventState.UNKNOWN: {EventState.HELD, EventState.CANCELLED},
    EventState.CANCELLED: {EventState.ANNOUNCED},
    EventState.HELD: set(),
}


class AudienceKind(models.TextChoices):
    UNKNOWN = "unknown", "Not stated"
    SCIENTISTS = "scientists", "Scientists"
    INDUSTRY = "industry", "Industry"
    AUTHORITIES = "authorities", "Authorities and policy makers"
    PATIENTS = "patients", "Patients and their organisations"
    PUBLIC = "public", "General public"
    MIXED = "mixed", "Several"


class NewsKind(models.TextChoices):
    NEWS = "news", "News"
    NEWSLETTER = "newsletter", "Newsletter"


class DocumentKind(models.TextChoices):
    DELIVERABLE = "deliverable", "Deliverable"
    MINUTES = "minutes", "Minutes"
    SLIDES = "slides", "Slides"
    NEWSLETTER = "newsletter", "Newsletter"
    REPORT = "report", "Report or paper"
    PICTURE = "picture", "Picture"
    OTHER = "other", "Other"


class DeliverableState(models.TextChoices):
    """States of the funder's reporting module."""

    PENDING = "pending", "Pending"
    DRAFT = "draft", "Draft uploaded"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"


DELIVERABLE_STEPS = {
    DeliverableState.PENDING: {DeliverableState.DRAFT},
    DeliverableState.DRAFT: {DeliverableState.PENDING, DeliverableState.SUBMITTED},
    # The funder may ask for a revision; the deliverable is pending again.
    DeliverableState.SUBMITTED: {DeliverableState.ACCEPTED, DeliverableState.PENDING},
    DeliverableState.ACCEPTED: set(),
}


class Level(models.TextChoices):
    PUBLIC = "PU", "Public"
    SENSITIVE = "SEN", "Sensitive"


class Degree(models.TextChoices):
    UNKNOWN = "unknown", "Not stated"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class ActivityKind(models.TextChoices):
    COMMUNICATION = "communication", "Communication"
    DISSEMINATION = "dissemination", "Dissemination"


class ActivityState(models.TextChoices):
    """States of the funder's reporting module."""

    ONGOING = "ongoing", "Ongoing"
    DELIVERED = "delivered", "Delivered"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"
    OTHER = "other", "Other"


class PackState(models.TextChoices):
    WAITING = "waiting", "Waits for a worker"
    RUNNING = "running", "Is being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Failed"
