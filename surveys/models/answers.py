"""Answers: one packed row per respondent, event and repeat, and columns with the answers of all
rows to one question, which are made from the rows."""

import zlib

import numpy as np
from django.conf import settings
from django.db import models

from ..choices import ImportState
from .projects import DictionaryVersion, Project

SEPARATOR = "\x1f"  # between cells; a cell never contains it
FAST = 1


def pack_cells(cells):
    text = SEPARATOR.join(cells)
    if text.count(SEPARATOR) >= len(cells):
        text = SEPARATOR.join(cell.replace(SEPARATOR, " ") for cell in cells)
    return zlib.compress(text.encode(), FAST)


def unpack_cells(packed):
    return zlib.decompress(packed).decode().split(SEPARATOR)


class DataImport(models.Model):
    """One import: the rows that it added and changed, so that it can be undone as a whole."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="imports")
    version = models.ForeignKey(
        DictionaryVersion,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The version that the import created, if any.",
    )
    file_names = models.CharField(max_length=600)
    sha256 = models.CharField(
        max_length=64, help_text="Checksum of the file of records.", blank=True
    )
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    questions_before = models.JSONField(default=list, help_text="Questions before the import.")
    state = models.CharField(max_length=6, choices=ImportState, default=ImportState.DONE)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "import"
        indexes = [models.Index(fields=["project", "-at"], name="survey_import_newest")]

    def __str__(self):
        return f"{self.file_names}, {self.at:%Y-%m-%d %H:%M}"


class Layout(models.Model):
    """The column names of packed rows. Many rows share one layout."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="layouts")
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="survey_layout_once", fields=["project", "sha256"])
        ]

    def __str__(self):
        return f"{len(self.columns):,} columns"


class Response(models.Model):
    """One row of a record export, without the answers of personal fields."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="responses")
    version = models.ForeignKey(DictionaryVersion, models.RESTRICT, related_name="responses")
    record = models.CharField(max_length=100)
    event = models.CharField(max_length=100, blank=True)
    instrument = models.CharField(max_length=100, blank=True)
    instance = models.PositiveIntegerField(default=0)
    layout = models.ForeignKey(Layout, models.RESTRICT, related_name="+")
    packed = models.BinaryField()
    digest = models.CharField(max_length=32)
    created_by_import = models.ForeignKey(DataImport, models.RESTRICT, related_name="created")
    is_missing = models.BooleanField(
        default=False, help_text="The newest file does not have this row, which is kept."
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="survey_response_once",
                fields=["project", "record", "event", "instrument", "instance"],
            )
        ]

    def __str__(self):
        parts = (self.record, self.event, self.instrument, str(self.instance or ""))
        return " / ".join(filter(None, parts))

    @property
    def cells(self):
        """Return {column: text} of the cells that are not empty."""
        pairs = zip(self.layout.columns, unpack_cells(self.packed), strict=True)
        return {name: text for name, text in pairs if text}


class PersonalAnswers(models.Model):
    """Answers of the personal fields of one row, stored separately under their own permission."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="personal")
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "personal answers"

    def __str__(self):
        return str(self.response)


class ResponseBefore(models.Model):
    """A row before an import changed it."""

    data_import = models.ForeignKey(DataImport, models.CASCADE, related_name="changed")
    response = models.ForeignKey(Response, models.CASCADE, related_name="befores")
    version = models.ForeignKey(DictionaryVersion, models.RESTRICT, related_name="+")
    layout = models.ForeignKey(Layout, models.RESTRICT, related_name="+")
    packed = models.BinaryField()
    digest = models.CharField(max_length=32)
    personal = models.JSONField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return str(self.response)


class AnswerColumn(models.Model):
    """The answers of all rows of a version to one question, made from the rows after each import.

    `kinds` has one byte per row, as in `redcap.decide`; `codes` has one number per row, the
    position of the answer in `values`. The order is that of the rows' primary keys.
    """

    version = models.ForeignKey(DictionaryVersion, models.CASCADE, related_name="columns")
    name = models.CharField(max_length=100)
    kinds = models.BinaryField()
    codes = models.BinaryField(blank=True)
    width = models.PositiveSmallIntegerField(default=0, help_text="Bytes of one code; 0: no codes.")
    values = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="survey_column_once", fields=["version", "name"])
        ]

    def __str__(self):
        return self.name

    @property
    def kinds_array(self):
        return np.frombuffer(zlib.decompress(self.kinds), dtype=np.uint8)

    @property
    def codes_array(self):
        """Return positions in `values`, or None if the answers are free texts."""
        if not self.width:
            return None
        dtype = {1: np.uint8, 2: np.uint16, 4: np.int32, 8: np.int64}[self.width]
        return np.frombuffer(zlib.decompress(self.codes), dtype=dtype)


class UploadedSurvey(models.Model):
    """Uploaded files that wait for the decision of their owner. They are removed after the import,
    or after a day."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    project = models.CharField(max_length=100)
    options = models.JSONField(default=dict)
    dictionary_name = models.CharField(max_length=200)
    dictionary = models.BinaryField()
    records_name = models.CharField(max_length=200, blank=True)
    records = models.BinaryField(blank=True)
    participants_name = models.CharField(max_length=200, blank=True)
    participants = models.BinaryField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self):
        return self.dictionary_name
