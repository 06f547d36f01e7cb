"""Saved scenarios. A version never changes, so that it can be cited."""

from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.fields import demonstration, last_change
from core.text import search_text

from ..model import MODEL_VERSION
from ..model.inputs import BY_NAME
from ..model.scenario import Scenario
from ..querysets import ScenarioQuerySet
from .fields import origin, person


class SavedScenario(models.Model):
    """The economics of one therapy, with all its versions."""

    title = models.CharField(max_length=200, help_text="The therapy and the question.")
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="Last part of the address of the page.",
    )
    summary = models.TextField(blank=True, help_text="What is assumed, and how to read the result.")
    trial = origin("trials.Trial", "trial")
    product = origin("products.Dossier", "product")
    use_case = origin("usecases.UseCase", "use case")
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Place among the worked examples. Empty: not an example."
    )
    created_by = person(related_name="scenarios", editable=False)
    created_at = models.DateTimeField(
        auto_now_add=True, help_text="Time at which the scenario was first saved."
    )
    shared_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since this time everyone who has the address can read it.",
    )
    published_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since this day everyone can read it, and lists show it.",
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()
    is_demo = demonstration()

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scenario"
        ordering = ("position", "-updated_at", "pk")
        permissions = [("publish_scenario", "Can publish scenarios")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.summary)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("economics:scenario", args=[self.slug])

    @property
    def is_example(self):
        return self.position is not None

    @property
    def is_shared(self):
        return bool(self.shared_at or self.published_on or self.is_demo)

    def can_be_changed_by(self, user):
        if not user.is_authenticated:
            return False
        if user.has_perm("economics.change_savedscenario"):
            return True
        return self.created_by_id == user.pk and not self.is_demo

    @transaction.atomic
    def add_version(self, inputs, *, by, ranges=None, references=None, tables=None, note=""):
        """Create a version with its results; return it. `references` is {input: key of the
        value}."""
        SavedScenario.objects.select_for_update().get(pk=self.pk)
        number = (self.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = ScenarioVersion(
            scenario=self,
            number=number,
            inputs=inputs,
            ranges=ranges or {},
            references=references or {},
            tables=tables or {},
            note=note,
            saved_by=by,
        )
        version.calculate()
        version.save()
        self.save(update_fields=["updated_at", "search_text"])
        return version

    @transaction.atomic
    def share(self):
        """Let everyone who has the address read the scenario. Lists do not show it."""
        if not self.shared_at:
            self.shared_at = timezone.now()
            self.save(update_fields=["shared_at"])

    @transaction.atomic
    def publish(self, *, is_public=True):
        self.published_on = timezone.localdate() if is_public else None
        self.save(update_fields=["published_on"])


class ScenarioVersion(models.Model):
    """All inputs of a scenario as they were saved, and the results of that day. It never changes,
    not even with a new reference value or model."""

    scenario = models.ForeignKey(SavedScenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    inputs = models.JSONField(help_text="Value of every input, by name.")
    ranges = models.JSONField(default=dict, help_text="{input: [low, high]}")
    references = models.JSONField(default=dict, help_text="{input: key of its reference value}")
    tables = models.JSONField(default=dict, help_text="{table: rows}, of economics.model.tables")
    results = models.JSONField(help_text="{result: {value} or {code, message}}")
    model_version = models.CharField(max_length=12)
    note = models.TextField("changes", blank=True)
    saved_by = person()
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                name="scenario_version_is_unique", fields=["scenario", "number"]
            ),
        ]

    def __str__(self):
        day = date_format(timezone.localdate(self.saved_at), "j F Y")
        return f"version {self.number}, {day}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise VersionIsFinal("A version cannot be changed. Save a new one.")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("economics:version", args=[self.scenario.slug, self.number])

    def calculate(self):
        self.model_version = MODEL_VERSION
        self.results = {
            name: {"value": one.value}
            if one.value is not None
            else {"code": one.note.code, "message": one.note.message}
            for name, one in self.model_scenario().results.items()
        }

    def model_scenario(self):
        known = {name: value for name, value in self.inputs.items() if name in BY_NAME}
        return Scenario(known, self.ranges, self.tables)


class VersionIsFinal(RuntimeError):
    """A saved version cannot be changed."""
