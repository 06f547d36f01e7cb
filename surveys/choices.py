"""The words of the questionnaire."""

from django.db import models


class Kind(models.TextChoices):
    """What became of a question on one row; the order is that in which it is decided."""

    HIDDEN = "hidden", "Not asked"
    REFUSED = "refused", "Refused"
    ANSWERED = "answered", "Answered"
    NOT_REACHED = "not_reached", "Not reached"
    SHOWN_NOT_ANSWERED = "shown_not_answered", "Shown, not answered"


class ImportState(models.TextChoices):
    DONE = "done", "Imported"
    UNDONE = "undone", "Undone"


class Opened(models.IntegerChoices):
    """How far a participant came, with the numbers of REDCap."""

    NOT_OPENED = 0, "Not opened"
    PARTIAL = 1, "Opened"
    COMPLETE = 2, "Complete"


class Outcome(models.TextChoices):
    """What a participant or a mail server answered."""

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
