"""Authorisations and accreditations of facilities, with a number, a scope and a last day."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from ..choices import AccreditationKind, AuthorisationState, AuthorisationType, SaidBy
from .facilities import Facility

ENDS_SOON_DAYS = 183
LICENCE_NUMBER = re.compile(r"[^\W_][\w ./()+–-]{1,98}[\w)]")


class AuthorisationQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Return authorisations that are not withdrawn and have not expired by `day`. One without a
        last day does not expire."""
        return self.filter(withdrawn_on=None).filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def shown(self):
        """Return authorisations that are public: the facility released them, or they are in a
        public register."""
        return self.filter(
            Q(facility__released__contains=" authorisations ") | Q(said_by=SaidBy.REGISTER)
        )


class Authorisation(models.Model):
    """An authorisation of a facility. A hospital exemption is an authorisation of one product at
    one site."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="authorisations",
        help_text="Facility that was authorised.",
    )
    type = models.CharField(
        max_length=10, choices=AuthorisationType, help_text="Kind of authorisation."
    )
    number = models.CharField(
        max_length=100,
        blank=True,
        help_text="Number as printed on the document. Empty: not stated.",
    )
    authority = models.CharField(
        max_length=200, blank=True, help_text="Authority that issued the authorisation."
    )
    scope = models.TextField(
        blank=True,
        help_text="Activities that the authorisation covers, one per line, such as 1.3.1.7.",
    )
    gmo_class = models.PositiveSmallIntegerField(
        "GMO class",
        null=True,
        blank=True,
        choices=[(level, str(level)) for level in range(1, 5)],
        help_text="Class of contained use, 1 to 4, for GMO authorisations only.",
    )
    product_name = models.CharField(
        "product", max_length=200, blank=True, help_text="Product of a hospital exemption."
    )
    treatments = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Number of treatments that the hospital exemption allows or that were given.",
    )
    first_on = models.DateField(
        "first issued", null=True, blank=True, help_text="Day of the first issue."
    )
    valid_until = models.DateField(
        null=True, blank=True, help_text="Last day of validity. Empty: no expiry."
    )
    withdrawn_on = models.DateField(null=True, blank=True, help_text="Day of its withdrawal.")
    register_url = models.URLField(
        "public register",
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Address of the entry in a public register.",
    )
    said_by = models.CharField(
        max_length=10, choices=SaidBy, default=SaidBy.FACILITY, help_text="Source of these facts."
    )
    checked_on = models.DateField(null=True, blank=True, help_text="Day of the last check.")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = AuthorisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("type", "number", "pk")
        indexes = [models.Index(name="authorisation_by_type", fields=["type", "valid_until"])]
        constraints = [
            models.CheckConstraint(
                name="authorisation_ends_after_its_start",
                condition=Q(first_on=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("first_on")),
                violation_error_message="The authorisation ends before it begins.",
            )
        ]

    def __str__(self):
        return f"{self.get_type_display()} {self.number}".strip()

    def clean(self):
        if self.number and not LICENCE_NUMBER.fullmatch(self.number):
            raise ValidationError(
                {
                    "number": f"{self.number[:60]} is not a licence number. Copy "
                    f"it from the document."
                }
            )
        if self.type == AuthorisationType.EXEMPTION and not self.product_name:
            raise ValidationError(
                {"product_name": "A hospital exemption belongs to a product. Name the product."}
            )

    def state_on(self, day):
        """Return the AuthorisationState on `day`. Without a number, a date and a register entry the
        state is UNKNOWN."""
        if self.withdrawn_on and self.withdrawn_on <= day:
            return AuthorisationState.WITHDRAWN
        if self.valid_until is None:
            is_known = self.number or self.first_on or self.register_url
            return AuthorisationState.VALID if is_known else AuthorisationState.UNKNOWN
        if self.valid_until < day:
            return AuthorisationState.EXPIRED
        if self.valid_until <= day + timedelta(days=ENDS_SOON_DAYS):
            return AuthorisationState.ENDS_SOON
        return AuthorisationState.VALID

    @property
    def state(self):
        return self.state_on(timezone.localdate())

    @property
    def scope_lines(self):
        return [line.strip() for line in self.scope.splitlines() if line.strip()]


class Accreditation(models.Model):
    """An accreditation of a facility by a body that is not an authority."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="accreditations",
        help_text="Facility that was accredited.",
    )
    kind = models.CharField(max_length=10, choices=AccreditationKind, help_text="Standard.")
    name = models.CharField(
        max_length=100, blank=True, help_text="Name of a standard that is not listed."
    )
    number = models.CharField(max_length=100, blank=True, help_text="Number as printed.")
    scope = models.CharField(
        max_length=300, blank=True, help_text="Activities that the accreditation covers."
    )
    valid_until = models.DateField(
        null=True, blank=True, help_text="Last day of validity. Empty: not stated."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("kind", "pk")

    def __str__(self):
        return self.name or self.get_kind_display()

    @property
    def is_expired(self):
        return bool(self.valid_until) and self.valid_until < timezone.localdate()
