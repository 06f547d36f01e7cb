import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.packed_fields import WordsField

from ..choices import LawfulBasis

MAX_ROWS_WITHOUT_WORKER = 2_000  # rows; a worker imports larger files


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waits for a decision"
    COMMITTED = "committed", "Imported"
    PARTLY = "partly", "Partly undone"
    UNDONE = "undone", "Undone"


class ImportJob(models.TextChoices):
    """A worker's job with a large file."""

    PREVIEW = "preview", "Making the preview"
    COMMIT = "commit", "Importing"
    UNDO = "undo", "Undoing the import"


class ImportKind(models.TextChoices):
    CONTACTS = "contacts", "Contacts"
    UNSUBSCRIBE = "unsubscribe", "Unsubscribe list: addresses that want no mailings"


class ImportMode(models.TextChoices):
    """How a file changes people who are already in the register."""

    UPDATE = "update", "Add new people, update known ones"
    FILL = "fill", "Add new people, fill empty fields of known ones"
    ADD = "add", "Add new people only"
    ASK = "ask", "Add new people, ask about known ones"


class Outcome(models.TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    DUPLICATE = "duplicate", "Possible duplicate"
    ASKED = "asked", "Waits for you"
    REFUSED = "refused", "Refused"
    SAME = "same", "Same"


class Choice(models.TextChoices):
    ADD = "add", "Add as new"
    UPDATE = "update", "Update the contact"
    FILL = "fill", "Fill empty fields"
    REFUSAL = "refusal", "Take only the No"
    SKIP = "skip", "Leave out"


class ImportShape(models.Model):
    """The answers about files with the same headings: the field of each column, and the order of
    dates."""

    key = models.CharField(max_length=64, unique=True, help_text="Hash of the headings")
    mapping = models.JSONField(default=dict)
    date_orders = models.JSONField(default=dict, help_text="Heading -> ymd, dmy or mdy")

    def __str__(self):
        return f"{len(self.mapping)} headings"


class ImportHeading(models.Model):
    """The field of a heading as a person chose it, for all files with this heading; asked once."""

    key = models.CharField(max_length=200, unique=True)
    field = models.CharField(max_length=20, blank=True, help_text="Empty: the column is left out")

    def __str__(self):
        return f"{self.key}: {self.field or 'left out'}"


class ImportValue(models.Model):
    """The meaning of a word in a cell as a person chose it, for all files; asked once."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=200)
    text = models.CharField(max_length=200, help_text="In the spelling of the first file")
    value = WordsField(
        max_length=60,
        blank=True,
        help_text="Codes separated by spaces. Empty: the word is left out",
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="import_value_once", fields=["kind", "key"])]

    def __str__(self):
        return f"{self.text}: {self.value or 'left out'}"


class ImportBatch(models.Model):
    """One file of contacts: waiting for a decision with its bytes, or done and without them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contact_imports"
    )
    by_name = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField(default=b"")
    kind = models.CharField(max_length=12, choices=ImportKind, default=ImportKind.CONTACTS)
    mode = models.CharField(max_length=8, choices=ImportMode, default=ImportMode.UPDATE)
    sheet = models.CharField(
        max_length=100, blank=True, help_text="For a workbook with several sheets"
    )
    note = models.TextField(blank=True, help_text="Notes for the person to check, one per line")
    mapping = models.JSONField(default=dict)
    date_orders = models.JSONField(default=dict, help_text="Heading -> ymd, dmy or mdy")
    questions = models.JSONField(default=list, help_text="Unknown words, to be explained")
    refused = models.JSONField(
        default=dict, help_text="Headings and rows that were refused; kept for a day"
    )
    source = models.CharField(max_length=200, blank=True)
    lawful_basis = models.CharField(
        max_length=20, choices=LawfulBasis, default=LawfulBasis.UNDECIDED
    )
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(default=dict)
    organisations = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_note = models.TextField(blank=True)
    job = models.CharField(max_length=8, choices=ImportJob, blank=True)
    job_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    job_until = models.DateTimeField(null=True, help_text="When the lease of the worker ends")
    job_attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often a worker took the job"
    )
    job_problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                name="import_keeps_no_file_once_done",
                condition=Q(state=ImportState.WAITING) | Q(data=b""),
            ),
        ]

    def __str__(self):
        return f"{self.file_name}, {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("stakeholders:import-batch", args=[self.pk])

    @property
    def is_large(self):
        """Return whether the file has too many rows to be written during a request."""
        rows = self.counts.get("seen") or sum(self.counts.get(name, 0) for name in Outcome.values)
        return rows > MAX_ROWS_WITHOUT_WORKER


class ImportRow(models.Model):
    """A row of a file: what would happen, what a person chose, and afterwards what did."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    choice = models.CharField(max_length=8, choices=Choice)
    choices = WordsField(max_length=40, help_text="Possible choices, separated by spaces")
    reason = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=list, help_text="[label, old, new] of each cell")
    contact = models.ForeignKey(
        "stakeholders.Contact", models.CASCADE, null=True, related_name="import_rows"
    )
    before = models.JSONField(null=True, help_text="Field -> value; none for a new contact")
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(name="import_row_once", fields=["batch", "number"])]

    def __str__(self):
        return f"Row {self.number}: {self.get_outcome_display()}"

    @property
    def possible(self):
        labels = dict(Choice.choices)
        return [(choice, labels[choice]) for choice in self.choices.split()]
