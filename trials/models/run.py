"""A synchronisation as rows: its search queries, the run itself and the pages received."""

import gzip
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .. import choices

# Longer than the longest wait for one answer: a try takes REGISTER_TIMEOUT_SECONDS, and a register
# may ask for a pause of two minutes between two tries.
LEASE = timedelta(minutes=5)
ACTIVE_STATES = ("waiting", "fetching", "checking", "quarantined", "applying")


class SearchQuery(models.Model):
    """A search query that finds ATMP trials in a register; curators edit the list."""

    register = models.CharField(max_length=10, choices=choices.Register)
    text = models.CharField(max_length=500, help_text="In the register's own search syntax.")
    phases = models.CharField(
        max_length=40,
        blank=True,
        help_text="Only trials of these phases, such as: I II. Empty: of all phases.",
    )
    is_active = models.BooleanField("active", default=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("register", "pk")
        verbose_name_plural = "search queries"
        constraints = [
            models.UniqueConstraint(
                name="search_query_is_unique", fields=["register", "text", "phases"]
            )
        ]

    def __str__(self):
        return self.text

    @property
    def phase_list(self):
        return tuple(phase for phase in self.phases.split() if phase in choices.PHASES)


class ExcludedNumber(models.Model):
    """A trial that searches find but that is not an ATMP trial: it is ignored."""

    number = models.CharField(max_length=17, unique=True, help_text="EudraCT or EU CT number")
    reason = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("number",)

    def __str__(self):
        return self.number


class CanaryTrial(models.Model):
    """A trial that every full run must find, with the expected values: if
    not, the register has changed its form."""

    register = models.CharField(max_length=10, choices=choices.Register)
    number = models.CharField(max_length=17, unique=True, help_text="EudraCT or EU CT number")
    expected = models.JSONField(
        "expected values",
        default=dict,
        blank=True,
        help_text="The expected values of its record, as {fact: value}. Leave it empty to use the "
        "current values of the trial.",
    )

    class Meta:
        ordering = ("register", "number")

    def __str__(self):
        return self.number


class SyncRunQuerySet(models.QuerySet):
    def without_worker(self):
        """Return unfinished runs without a valid lease, which a worker could take."""
        free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
        return self.filter(free, state__in=("waiting", "fetching", "checking", "applying"))

    def abandoned(self):
        """Return runs whose worker died, and runs that waited for a worker longer than a lease."""
        now = timezone.now()
        left = Q(lease_until__lt=now) | Q(lease_until=None, created_at__lt=now - LEASE)
        return self.without_worker().filter(left)

    def brought_changes(self, register):
        """Return finished runs of a register that asked all queries without a limit."""
        return self.filter(
            register=register,
            kind__in=("incremental", "full"),
            state="done",
            is_dry_run=False,
            limit=None,
            texts=[],
        )


class SyncRun(models.Model):
    """One synchronisation of one register, with its progress.

    A worker has the run by a lease that it renews with every page; a run whose lease has expired is
    continued by another one. The database allows one active run per register.
    """

    class Kind(models.TextChoices):
        INCREMENTAL = "incremental", "Recent changes"
        FULL = "full", "Everything"
        TRIAL = "trial", "One trial"
        REPLAY = "replay", "Stored records again"
        FILE = "file", "Uploaded files"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        FETCHING = "fetching", "Fetching from the register"
        CHECKING = "checking", "Checking what would change"
        QUARANTINED = "quarantined", "In quarantine: waits for release by a person"
        APPLYING = "applying", "Writing to the database"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped by a person"
        UNDONE = "undone", "Undone"

    register = models.CharField(max_length=10, choices=choices.Source)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    is_dry_run = models.BooleanField("dry run", default=False)
    is_demo = models.BooleanField("with the invented register", default=False)
    number = models.CharField(
        max_length=17, blank=True, help_text="The trial, for a run of one trial."
    )
    since = models.DateField(null=True, blank=True)
    texts = models.JSONField(
        default=list, blank=True, help_text="Queries used instead of the list."
    )
    limit = models.PositiveIntegerField(null=True, blank=True, help_text="Maximum number of pages.")

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often a worker took the run since its last progress."
    )
    stop_requested = models.BooleanField(default=False)
    message = models.TextField(blank=True)

    # Progress. `expected` and `fetched` count trials, the others count records.
    position = models.BigIntegerField(default=0, help_text="Where a replay continues.")
    current = models.CharField("now at", max_length=600, blank=True)
    expected = models.PositiveIntegerField(default=0)
    fetched = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    vanished = models.PositiveIntegerField("not seen any more", default=0)

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = "run"
        constraints = [
            models.UniqueConstraint(
                name="one_active_run_a_register",
                fields=["register"],
                condition=Q(state__in=ACTIVE_STATES),
            )
        ]
        permissions = [("start_syncrun", "Can start, stop, release and undo runs")]

    def __str__(self):
        return f"{self.get_register_display()}: {self.get_kind_display()}, run {self.pk}"

    def get_absolute_url(self):
        return reverse("trials:run", args=[self.pk])

    @property
    def is_active(self):
        return self.state in ACTIVE_STATES

    @property
    def brought_trials(self):
        """Return whether its counts are of register records that are stored with trials."""
        is_stored = self.kind != self.Kind.REPLAY and not self.is_dry_run
        return is_stored and self.register in choices.Register and self.state != self.State.UNDONE

    @property
    def asks_for_everything(self):
        """Return whether the run asks all queries in full. Only then does a missing record
        matter."""
        return self.kind == self.Kind.FULL and not self.limit and not self.texts

    @property
    def percent(self):
        """Return the progress in per cent; fetching is the slow part, writing the last fifth.

        Return None for files, whose number of records is known only at their end.
        """
        if not self.is_active:
            return 100
        if self.kind == self.Kind.FILE:
            return None
        total = max(self.expected, 1)
        if self.state == self.State.APPLYING:
            return 80 + 20 * min(self.pages_applied, 1)
        return int(80 * min(self.fetched, total) / total)

    @property
    def pages_applied(self):
        """Return the share of fetched pages that are written, from 0 to 1."""
        pages = self.pages.aggregate(
            all=models.Count("pk"), applied=models.Count("pk", filter=Q(is_applied=True))
        )
        return pages["applied"] / max(pages["all"], 1)


class RunQuery(models.Model):
    """How many trials a query found in a run, and how many of them were new."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="queries")
    text = models.CharField(max_length=500)
    phases = models.CharField(max_length=40, blank=True)
    found = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "queries of runs"
        constraints = [
            models.UniqueConstraint(name="run_query_is_unique", fields=["run", "text", "phases"])
        ]

    def __str__(self):
        return self.text


class RegisterPage(models.Model):
    """Bytes as a register sent them in a run; `key` names the question that they answer."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="pages")
    key = models.CharField(max_length=600)
    packed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64)
    trials = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(default=timezone.now)
    trials_applied = models.PositiveIntegerField(default=0)
    is_applied = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="register_page_is_unique", fields=["run", "key"])
        ]

    def __str__(self):
        return self.key

    @property
    def data(self):
        return gzip.decompress(self.packed)


class RegisterTurn(models.Model):
    """The turn to ask a host: one request at a time, with a pause between, for all
    workers. The turn of a killed worker ends by itself."""

    host = models.CharField(max_length=200, unique=True)
    holder = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True)
    free_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.host


class SyncSchedule(models.Model):
    """A scheduled kind of run, with its interval."""

    register = models.CharField(max_length=10, choices=choices.Source)
    kind = models.CharField(max_length=12, choices=SyncRun.Kind)
    every_hours = models.PositiveIntegerField("every ... hours")
    is_active = models.BooleanField("on", default=True)
    last_started_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("register", "every_hours")
        verbose_name = "schedule"
        constraints = [
            models.UniqueConstraint(name="schedule_is_unique", fields=["register", "kind"])
        ]

    def __str__(self):
        return f"{self.get_register_display()}: {self.get_kind_display()}"

    @property
    def rhythm(self):
        """Return the interval in its largest unit: `every 12 hours`, `every day`, `every 4
        weeks`."""
        units = (("week", 7 * 24), ("day", 24), ("hour", 1))
        unit, hours = next(each for each in units if self.every_hours % each[1] == 0)
        number = self.every_hours // hours
        return f"every {unit}" if number == 1 else f"every {number} {unit}s"

    @property
    def next_at(self):
        """Return when the next run is due, None if inactive. A schedule that never ran is
        due now."""
        if not self.is_active:
            return None
        if not self.last_started_at:
            return timezone.now()
        return self.last_started_at + timedelta(hours=self.every_hours)

    @property
    def is_due(self):
        return self.is_active and self.next_at <= timezone.now()
