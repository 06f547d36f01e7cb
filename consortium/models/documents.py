"""Documents with versions. The bytes are rows of their own, so that lists do not read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change
from core.text import search_text

from ..choices import DocumentKind, Visibility
from ..querysets import DocumentQuerySet
from .bodies import Body
from .partners import WorkPackage


class Document(models.Model):
    """One document with a lasting address. A withdrawn document keeps its page and the reason."""

    title = models.CharField(max_length=250)
    slug = models.SlugField("address", max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.OTHER)
    text = models.TextField("summary", blank=True)
    licence = models.CharField(max_length=60, blank=True, help_text="Such as: CC BY 4.0.")
    doi = models.CharField("DOI", max_length=120, blank=True, help_text="Without https://doi.org/.")
    access = models.CharField(
        max_length=8, choices=Visibility, default=Visibility.MEMBERS, db_index=True
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Needed if only a body may read the document.",
    )
    work_package = models.ForeignKey(
        WorkPackage, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField("reason of the withdrawal", max_length=300, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = DocumentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(
                name="document_of_a_body_names_it",
                condition=~Q(access=Visibility.BODY) | Q(body__isnull=False),
                violation_error_message="Only a body may read it, but no body is selected. "
                "Select the body.",
            ),
            models.CheckConstraint(
                name="document_withdrawn_with_reason",
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
                violation_error_message="A withdrawn document has a day and a reason. "
                "Fill in both.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.text, self.doi)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:document", args=[self.slug])


class DocumentVersion(models.Model):
    """One uploaded file of a document. It is never changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("size in bytes")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(editable=False)
    note = models.CharField("what changed", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(name="document_version_once", fields=["document", "number"])
        ]

    def __str__(self):
        return f"{self.document}, version {self.number}"

    def get_absolute_url(self):
        return reverse("consortium:document-file", args=[self.document.slug, self.number])
