"""Values from the literature, with which scenarios start."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ..choices import Mark, Topic
from ..model.inputs import BY_NAME
from ..querysets import ReferenceQuerySet
from .fields import amount, person

MIN_PRODUCTS_PER_RATE = 10


class ReferenceValue(models.Model):
    """One published, unverified or invented value with its source. A row never changes: a new row
    replaces it, so that saved scenarios keep their value."""

    topic = models.CharField(
        max_length=12, choices=Topic, help_text="Subject of the value; the page is grouped by it."
    )
    input = models.CharField(
        max_length=40,
        blank=True,
        help_text="Name of the scenario input that can use the value. Empty: context only.",
    )
    label = models.CharField(max_length=200, help_text="The quantity and its scope.")
    applies_to = models.CharField(
        max_length=80,
        blank=True,
        help_text="Country, class or kind of product, such as: NL, CAR-T, rare diseases.",
    )
    value = amount("Shares and rates as a fraction: 0.08 is 8 %. Empty: only a range is known.")
    low = amount("Low end of the published range.")
    high = amount("High end of the published range.")
    unit = models.CharField(max_length=40, help_text="Such as: share, per year, in total.")
    currency = models.CharField(
        max_length=3, blank=True, help_text="Currency of an amount, such as: EUR."
    )
    price_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Price year of an amount."
    )
    source = models.CharField(max_length=300, help_text="Publication, guideline or data set.")
    link = models.URLField(
        blank=True,
        max_length=300,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Web address of the source.",
    )
    year = models.PositiveSmallIntegerField(help_text="Year of the source.")
    products = models.PositiveIntegerField(
        "number of products",
        null=True,
        blank=True,
        help_text=f"Number of products of a success rate. Fewer than {MIN_PRODUCTS_PER_RATE} "
        f"are marked.",
    )
    mark = models.CharField(
        "standing",
        max_length=12,
        choices=Mark,
        default=Mark.UNVERIFIED,
        help_text="Reliability of the value.",
    )
    verified_by = person(blank=True, help_text="The person who compared the value with its source.")
    verified_on = models.DateField(
        null=True, blank=True, help_text="Day on which the value was compared with its source."
    )
    note = models.TextField(blank=True, help_text="Notes on the value for readers.")
    is_default = models.BooleanField(
        "default", default=False, help_text="New scenarios start with this value."
    )
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        editable=False,
        help_text="The newer value; empty for a value in use.",
    )
    replaced_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Time at which a newer value replaced it."
    )
    created_by = person(editable=False)
    created_at = models.DateTimeField(auto_now_add=True, help_text="When the row was added.")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("topic", "input", "label", "pk")
        permissions = [("verify_referencevalue", "Can confirm that a value is in its source")]
        constraints = [
            models.UniqueConstraint(
                name="one_default_per_input",
                fields=["input"],
                condition=Q(is_default=True, replaced_at=None),
            ),
            models.CheckConstraint(
                name="reference_replaced_together",
                condition=Q(replaced_by=None, replaced_at=None)
                | Q(replaced_by__isnull=False, replaced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reference_has_a_value_or_a_range",
                condition=Q(value__isnull=False) | Q(low__isnull=False, high__isnull=False),
            ),
            models.CheckConstraint(
                name="reference_low_is_not_above_high",
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
            ),
            models.CheckConstraint(
                name="reference_default_has_an_input_and_a_value",
                condition=Q(is_default=False) | (~Q(input="") & Q(value__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.label}, {self.source} {self.year}"

    def get_absolute_url(self):
        return f"{reverse('economics:references')}#reference-{self.pk}"

    def clean(self):
        if self.input and self.input not in BY_NAME:
            raise ValidationError({"input": f"There is no input named {self.input}."})
        if self.value is None and (self.low is None or self.high is None):
            raise ValidationError({"value": "Enter a value, or a low and a high value."})
        if self.is_default and (not self.input or self.value is None):
            raise ValidationError({"is_default": "A default needs an input and a value."})

    @property
    def title(self):
        """Return the label with its scope, unless the label contains it."""
        if not self.applies_to or self.applies_to.casefold() in self.label.casefold():
            return self.label
        return f"{self.label} ({self.applies_to})"

    @property
    def age_in_years(self):
        return timezone.localdate().year - self.year

    @property
    def has_small_base(self):
        return self.products is not None and self.products < MIN_PRODUCTS_PER_RATE

    @property
    def is_current(self):
        return self.replaced_at is None

    @transaction.atomic
    def replace(self, *, by, **changes):
        """Add a row with the changed values that replaces this one, and return it. Raise
        AlreadyReplaced."""
        old = ReferenceValue.objects.select_for_update().get(pk=self.pk)
        if not old.is_current:
            raise AlreadyReplaced("This value was already replaced. Change the newer one.")
        fields = [one.name for one in self._meta.fields if one.name not in NOT_COPIED]
        values = {name: getattr(old, name) for name in fields} | changes
        if old.value != values["value"] and "verified_on" not in changes:
            values |= {"verified_by": None, "verified_on": None}
        new = ReferenceValue(created_by=by, **values | {"is_default": False})
        new.save()
        ReferenceValue.objects.filter(pk=old.pk).update(
            replaced_by=new, replaced_at=timezone.now(), is_default=False
        )
        if values["is_default"]:
            ReferenceValue.objects.filter(pk=new.pk).update(is_default=True)
            new.is_default = True
        self.refresh_from_db()
        return new

    @transaction.atomic
    def verify(self, *, by):
        """Record that `by` compared the value with its source."""
        ReferenceValue.objects.filter(pk=self.pk).update(
            mark=Mark.VERIFIED, verified_by=by, verified_on=timezone.localdate()
        )
        self.refresh_from_db()


NOT_COPIED = {"id", "replaced_by", "replaced_at", "created_by", "created_at"}


class AlreadyReplaced(ValueError):
    """Another value replaced this one meanwhile."""
