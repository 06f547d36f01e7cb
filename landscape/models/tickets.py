"""Tickets of the help-desk, their askers, and the desks to which tickets are referred."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import demonstration

from ..choices import WITH_ANSWER, AtmpClass, Level, TicketState, YesNo
from ..querysets import TicketQuerySet
from .nonce import new_nonce
from .verified import Verified

MAX_QUESTION_LENGTH = 4000  # characters
MAX_ATTACHMENT_LENGTH = 20_000  # characters


class Desk(Verified):
    """One desk elsewhere that answers questions, such as the innovation office of an authority."""

    name = models.CharField(max_length=120, unique=True)
    countries = models.CharField(
        max_length=120, blank=True, help_text="Codes such as DE ES. Empty: for all of Europe."
    )
    scope = models.TextField(help_text="For whom it is and which questions it takes.")
    way_in = models.TextField(help_text="How to ask.")
    answer = models.TextField("what it answers, fee and time", blank=True)
    url = models.URLField("address", blank=True)
    text = models.TextField(
        "prefilled text",
        help_text="Text for the asker to send. Words in braces are filled in: {country}, {class}, "
        "{stage}, {gmo}, {question}.",
    )
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta(Verified.Meta):
        ordering = ("position", "name")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('landscape:desks')}#desk-{self.pk}"


class Ticket(models.Model):
    """One question to the help-desk, from its arrival to its answer.

    Name and address of the asker are in `TicketAsker` alone. A ticket is never public; its answer
    becomes public as a `LibraryAnswer`.
    """

    state = models.CharField(
        max_length=14,
        choices=TicketState,
        default=TicketState.NEW,
        editable=False,
        db_index=True,
    )
    question = models.TextField(max_length=MAX_QUESTION_LENGTH)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, or EU.")
    atmp_class = models.CharField("class", max_length=8, choices=AtmpClass, blank=True)
    stage = models.ForeignKey(
        "usecases.Stage", on_delete=models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    gmo = models.CharField("contains a GMO", max_length=4, choices=YesNo, blank=True)
    needed_by = models.DateField("answer needed by", null=True, blank=True)
    attachment_name = models.CharField(max_length=120, blank=True, editable=False)
    attachment_text = models.TextField(max_length=MAX_ATTACHMENT_LENGTH, blank=True, editable=False)
    may_publish = models.BooleanField(
        "may be published",
        default=False,
        help_text="The asker agrees that question and answer are published without names.",
    )

    # Triage
    step = models.ForeignKey(
        "landscape.Step",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        help_text="Step of the path that the question is about.",
    )
    category = models.ForeignKey(
        "usecases.HurdleCategory",
        verbose_name="hurdle category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
    )
    level = models.CharField(max_length=1, choices=Level, blank=True)
    triage_due_on = models.DateField(editable=False)
    target_on = models.DateField("target date", null=True, blank=True)

    # Answer
    answer = models.TextField(blank=True, help_text="Plain text.")
    sources = models.TextField(blank=True, help_text="One source per line.")
    valid_as_of = models.DateField(null=True, blank=True)
    not_when = models.TextField("does not apply when", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who wrote the answer last.",
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who checked the answer; another person than the author.",
    )
    checked_at = models.DateTimeField(null=True, editable=False)

    # Other ends
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    referral_text = models.TextField(
        blank=True, help_text="Text for the asker to send. Empty: filled in from the desk."
    )
    duplicate_of = models.ForeignKey(
        "landscape.LibraryAnswer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
    )
    library_answer = models.OneToOneField(
        "landscape.LibraryAnswer",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="ticket",
        help_text="The answer of the library that was made from the ticket.",
    )

    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    first_reply_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    times_reopened = models.PositiveSmallIntegerField(default=0, editable=False)
    is_demo = demonstration()

    objects = TicketQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["nonce"])

    class Meta:
        ordering = ("-created_at", "-pk")
        permissions = [("check_ticket", "Can check answers to tickets of other people")]
        constraints = [
            models.CheckConstraint(
                name="ticket_checked_by_another",
                condition=Q(checker=None) | ~Q(checker=F("author")),
            ),
            models.CheckConstraint(
                name="ticket_with_answer_is_checked",
                condition=~Q(state__in=WITH_ANSWER)
                | (~Q(answer="") & ~Q(sources="") & Q(author__isnull=False, checker__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_of_level_c_is_not_answered",
                condition=~Q(
                    level=Level.AUTHORITY, state__in=(TicketState.ANSWERING, *WITH_ANSWER)
                ),
                violation_error_message="A ticket with an answer of the portal cannot have level "
                "C. Change its status to “Triaged” first.",
            ),
            models.CheckConstraint(
                name="ticket_referred_names_a_desk",
                condition=~Q(state=TicketState.REFERRED) | Q(desk__isnull=False),
                violation_error_message="The ticket is referred, so it needs a desk. Choose a "
                "desk, or change the status first.",
            ),
            models.CheckConstraint(
                name="ticket_duplicate_names_an_answer",
                condition=~Q(state=TicketState.DUPLICATE) | Q(duplicate_of__isnull=False),
                violation_error_message="The ticket is a duplicate, so it needs the published "
                "answer. Choose an answer, or change the status first.",
            ),
        ]

    def __str__(self):
        return f"Ticket {self.number}"

    def clean(self):
        """Refuse to empty what the triage has set: a later ticket has a level and a topic."""
        if self.state == TicketState.NEW:
            return
        missing = {}
        if not self.level:
            missing["level"] = "The ticket is past its triage, so it needs a level. Choose a level."
        if not (self.step_id or self.category_id):
            missing["step"] = (
                "The ticket is past its triage, so it needs a topic. Choose a step or a hurdle "
                "category."
            )
        if missing:
            raise ValidationError(missing)

    @property
    def number(self):
        return f"HD-{self.pk}"


class TicketAsker(models.Model):
    """Name and address of the person who asked. Restricted, and deleted 12 months after the ticket
    was closed, or after the last step of one that had a reply and was never closed."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="asker")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "asker of a ticket"
        verbose_name_plural = "askers of tickets"

    def __str__(self):
        return f"Asker of {self.ticket}"


class TicketMessage(models.Model):
    """One message between desk and asker, shown on the asker's page of the ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    is_from_asker = models.BooleanField(default=False)
    text = models.TextField(max_length=MAX_QUESTION_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = "message of a ticket"
        verbose_name_plural = "messages of tickets"

    def __str__(self):
        return f"{'Asker' if self.is_from_asker else 'Desk'}, {self.at:%d %b %Y}"


class TicketEvent(models.Model):
    """One change of the state of a ticket: user, time and reason."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    old = models.CharField(max_length=14, choices=TicketState)
    new = models.CharField(max_length=14, choices=TicketState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.get_old_display()} to {self.get_new_display()}"


class RotaShift(models.Model):
    """The days on which one person does the triage. New tickets are mailed to this person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_shifts"
    )
    first_on = models.DateField("from")
    last_on = models.DateField("to")

    class Meta:
        ordering = ("first_on", "pk")
        verbose_name = "shift of the rota"
        verbose_name_plural = "rota"
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message="The shift ends before it starts. Correct one of the days.",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.first_on:%d %b %Y} to {self.last_on:%d %b %Y}"


class HurdleCandidate(models.Model):
    """A theme that was asked three times without an answer, and may be a hurdle."""

    step = models.ForeignKey(
        "landscape.Step", on_delete=models.CASCADE, null=True, related_name="candidates"
    )
    category = models.ForeignKey(
        "usecases.HurdleCategory", on_delete=models.CASCADE, null=True, related_name="candidates"
    )
    asked = models.PositiveSmallIntegerField("times asked")
    hurdle = models.ForeignKey(
        "usecases.Hurdle",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidates",
        help_text="The hurdle that was made from it.",
    )
    declined_because = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    is_demo = demonstration()

    class Meta:
        ordering = ("-asked", "pk")
        verbose_name = "candidate for a hurdle"
        verbose_name_plural = "candidates for hurdles"

    def __str__(self):
        return f"{self.theme}: asked {self.asked} times without an answer"

    @property
    def theme(self):
        return " · ".join(str(part) for part in (self.step, self.category) if part)
