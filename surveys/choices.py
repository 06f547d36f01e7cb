"""Choices of the models of the questionnaire."""

from django.db import models


class Kind(models.TextChoices):
    """The result of one question on one row. The first kind that applies is used."""

    HIDDEN = "hidden", "Not asked"
    REFUSED = "refused", "Refused"
    ANSWERED = "answered", "Answered"
    NOT_REACHED = "not_reached", "Not reached"
    SHOWN_NOT_ANSWERED = "shown_not_answered", "Shown, not answered"


class ImportState(models.TextChoices):
    DONE = "done", "Imported"
    UNDONE = "undone", "Undone"


class Opened(models.IntegerChoices):
    """The progress of a participant, with REDCap's numbers."""

    NOT_OPENED = 0, "Not opened"
    PARTIAL = 1, "Opened"
    COMPLETE = 2, "Complete"


class Outcome(models.TextChoices):
    """The reply of a participant or of a mail server."""

    NONE = "", "No reply"
    DECLINED = "declined", "Declined"
    BOUNCED = "bounced", "Bounced"
    OPTED_OUT = "opted_out", "Opted out"


class InterviewState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    APPROVED = "approved", "Approved by the interviewee"
    CANCELLED = "cancelled", "Cancelled"


INTERVIEW_STEPS = {
    InterviewState.PLANNED: {InterviewState.HELD, InterviewState.CANCELLED},
    InterviewState.HELD: {InterviewState.APPROVED, InterviewState.CANCELLED},
    InterviewState.APPROVED: set(),
    InterviewState.CANCELLED: {InterviewState.PLANNED},
}
