"""Interviews with their topics and statements, and the codes that coders gave to statements."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.fields import last_change
from core.text import search_text
from core.transitions import check_step

from ..choices import INTERVIEW_STEPS, InterviewState
from ..querysets import StatementQuerySet
from .projects import Project, Question


class InterviewTopic(models.Model):
    """A question for interviews, suggested by a question of the survey and often by one answer."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="topics")
    question = models.ForeignKey(Question, models.CASCADE, related_name="topics")
    answer = models.CharField(
        max_length=500,
        blank=True,
        help_text="The answer that suggested the topic, without its respondent.",
    )
    text = models.CharField(max_length=500, help_text="The question in one sentence.")
    created_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(name="survey_topic_once", fields=["question", "answer", "text"])
        ]

    def __str__(self):
        return self.text


class Interview(models.Model):
    """One conversation. Pages for members show the speaker's role, never the person."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="interviews")
    contact = models.ForeignKey(
        "stakeholders.Contact",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_interviews",
        help_text="The interviewee. Only users who may see contacts can see this.",
    )
    speaker_role = models.CharField(
        max_length=120, help_text="The speaker on pages, such as: regulator in a member state."
    )
    topics = models.ManyToManyField(InterviewTopic, blank=True, related_name="interviews")
    state = models.CharField(
        max_length=10, choices=InterviewState, default=InterviewState.PLANNED, editable=False
    )
    planned_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True, editable=False)
    approved_on = models.DateField(null=True, blank=True, editable=False)
    notes = models.TextField(blank=True, help_text="For curators only.")
    updated_at = last_change()

    class Meta:
        ordering = ("-planned_on", "-pk")
        permissions = [("conduct_interview", "Can plan interviews and record statements")]
        constraints = [
            models.CheckConstraint(
                name="survey_interview_held_has_a_day",
                condition=Q(held_on__isnull=False)
                | Q(state__in=[InterviewState.PLANNED, InterviewState.CANCELLED]),
            ),
            models.CheckConstraint(
                name="survey_interview_approved_has_a_day",
                condition=Q(approved_on__isnull=False) | ~Q(state=InterviewState.APPROVED),
            ),
        ]

    def __str__(self):
        """Return a name without the interviewee, because it appears in logs and messages."""
        return f"Interview {self.pk}: {self.speaker_role}"

    def get_absolute_url(self):
        return f"{reverse('surveys:interviews')}#interview-{self.pk}"

    @property
    def is_demo(self):
        return self.project.is_demo

    @transaction.atomic
    def move_to(self, state, *, on=None):
        """Change the state; raise InvalidTransition. Statements can be used only after the
        interviewee approved them."""
        old = Interview.objects.select_for_update().get(pk=self.pk).state
        check_step(INTERVIEW_STEPS, InterviewState, old, state)
        day = on or timezone.localdate()
        self.state = state
        if state == InterviewState.HELD:
            self.held_on = day
        elif state == InterviewState.APPROVED:
            self.approved_on = day
        self.save(update_fields=["state", "held_on", "approved_on", "updated_at"])


class InterviewStatement(models.Model):
    """A statement that was made in an interview."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="statements")
    quotation = models.TextField(help_text="The words of the speaker, without names.")
    may_quote = models.BooleanField(
        "may be quoted",
        default=False,
        help_text="Yes: the interviewee agreed to be quoted. No: readers see the summary.",
    )
    summary = models.TextField(blank=True, help_text="The statement in our own words.")
    position = models.PositiveSmallIntegerField(default=0)
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("interview", "position", "pk")
        constraints = [
            models.CheckConstraint(
                name="survey_statement_says_something_to_readers",
                condition=Q(may_quote=True) | ~Q(summary=""),
                violation_error_message="Write a summary, or record the consent to quote.",
            )
        ]

    def __str__(self):
        return self.shown[:120]

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.shown)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"{reverse('surveys:interviews')}#statement-{self.pk}"

    @property
    def shown(self):
        """Return the text for readers: the quotation if it may be quoted, else the summary."""
        return self.quotation if self.may_quote else self.summary


class Code(models.Model):
    """An entry of the code book: a tag for statements, with its meaning."""

    name = models.CharField(max_length=100, unique=True)
    meaning = models.TextField(
        blank=True, help_text="Which statements get this code and which do not."
    )
    hurdle_category = models.ForeignKey(
        "usecases.HurdleCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="survey_codes",
    )
    use_case = models.ForeignKey(
        "usecases.UseCase", models.SET_NULL, null=True, blank=True, related_name="survey_codes"
    )
    work_package = models.CharField(max_length=20, blank=True, help_text="Such as WP3.")
    is_demo = models.BooleanField("demonstration", default=False, editable=False)
    retired_on = models.DateField(
        null=True,
        blank=True,
        help_text="From this day on, nobody can use the code for new statements.",
    )

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name


class Coding(models.Model):
    """The decision of one coder that a code fits a statement."""

    statement = models.ForeignKey(InterviewStatement, models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, models.PROTECT, related_name="codings")
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="survey_codings"
    )

    class Meta:
        ordering = ("code__name", "pk")
        constraints = [
            models.UniqueConstraint(
                name="survey_coding_once", fields=["statement", "code", "coder"]
            )
        ]

    def __str__(self):
        return f"{self.code}: {self.statement_id}"

    def clean(self):
        if self.code_id and self.code.retired_on:
            raise ValidationError({"code": "This code is retired. Choose another one."})


class AnswerTag(models.Model):
    """A code given to a free-text answer. The answer is identified by a digest of its text, so that
    a tag does not lead to a respondent."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="tags")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text of the answer.")
    code = models.ForeignKey(Code, models.PROTECT, related_name="answer_tags")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("code__name", "pk")
        constraints = [
            models.UniqueConstraint(
                name="survey_answer_tag_once", fields=["question", "digest", "code"]
            )
        ]

    def __str__(self):
        return str(self.code)
