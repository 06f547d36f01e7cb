"""The library of answers: questions that people ask, and the published answers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import demonstration
from core.text import search_text
from usecases.models.case import CountriesField

from ..choices import Ageing, AnswerState, AtmpClass, Level
from ..querysets import AnswerQuerySet
from ..refused_patterns import EMAIL
from ..word_index import packed

MAX_WORDS_LENGTH = 4000  # characters of an answer that the search knows


class LibraryAnswer(models.Model):
    """One question with its answer. It is public once a second person has checked it.

    An open one has a title and no answer yet: readers see which questions nobody has answered.
    """

    title = models.CharField("question", max_length=200, help_text="The question in one sentence.")
    theme = models.CharField(max_length=60, help_text="Group in the library, such as Trials.")
    step = models.ForeignKey(
        "landscape.Step",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        help_text="Step of the path that the question belongs to.",
    )
    category = models.ForeignKey(
        "usecases.HurdleCategory",
        verbose_name="hurdle category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="library_answers",
    )
    countries = CountriesField()
    atmp_class = models.CharField("class", max_length=8, choices=AtmpClass, blank=True)
    level = models.CharField(max_length=1, choices=Level, default=Level.FACT)
    answer = models.TextField(blank=True, help_text="Plain text. Names no person or product.")
    sources = models.TextField(blank=True, help_text="One source per line; required to publish.")
    valid_as_of = models.DateField(null=True, blank=True, help_text="Required to publish.")
    not_when = models.TextField("does not apply when", blank=True)
    ageing = models.CharField(max_length=4, choices=Ageing, default=Ageing.LAW)
    review_on = models.DateField("review due", null=True, blank=True, editable=False, db_index=True)
    asked_by = models.CharField(
        "where the question is from",
        max_length=200,
        blank=True,
        help_text="Source of the question, such as a list of frequent questions. Empty: a ticket.",
    )
    state = models.CharField(
        max_length=10, choices=AnswerState, default=AnswerState.OPEN, editable=False
    )
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
    published_on = models.DateField(null=True, editable=False)
    helped = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often a reader said that it answered a question."
    )
    search_text = models.TextField(editable=False, blank=True)
    index_words = models.TextField(
        editable=False, blank=True, help_text="Stems of title and answer, for the nearest answers."
    )
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = demonstration()

    objects = AnswerQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["search_text", "index_words", "updated_at", "helped"]
    )

    class Meta:
        ordering = ("theme", "title", "pk")
        verbose_name = "answer of the library"
        verbose_name_plural = "answers of the library"
        permissions = [("check_libraryanswer", "Can check and publish answers of other people")]
        indexes = [
            models.Index(name="library_answer_state", fields=["state", "updated_at"]),
            models.Index(name="library_answer_changed", fields=["updated_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="library_answer_checked_by_another",
                condition=Q(checker=None) | ~Q(checker=F("author")),
            ),
            models.CheckConstraint(
                name="library_answer_published_is_complete",
                condition=~Q(state=AnswerState.PUBLISHED)
                | (
                    ~Q(answer="")
                    & ~Q(sources="")
                    & Q(valid_as_of__isnull=False, review_on__isnull=False)
                    & Q(published_on__isnull=False)
                    & (Q(checker__isnull=False) | Q(is_demo=True))
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.answer, max_length=MAX_WORDS_LENGTH)
        self.index_words = packed(self.title, self.answer)
        super().save(*args, **kwargs)

    def clean(self):
        for name in ("title", "answer", "sources", "not_when"):
            if EMAIL.search(getattr(self, name)):
                raise ValidationError(
                    {name: "The text has an e-mail address. Remove it: answers are public."}
                )

    def get_absolute_url(self):
        return reverse("landscape:answer", args=[self.pk])

    @property
    def country_codes(self):
        return self.countries.split()

    @property
    def is_published(self):
        return self.state == AnswerState.PUBLISHED

    @property
    def source_lines(self):
        return [line for line in self.sources.splitlines() if line.strip()]
