"""Frozen issues, backups that were made, and troubles that operators were written about."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone


class Damaged(Exception):
    """The stored file differs from the frozen one."""


class Issue(models.Model):
    """A frozen issue: the published data as they were on a day, as one file with manifest,
    checksum and citation. It is never changed; a correction is another issue."""

    slug = models.SlugField(max_length=40, unique=True, editable=False)
    title = models.CharField(max_length=200)
    note = models.TextField(
        blank=True, max_length=5000, help_text="A note for the readers of this issue."
    )
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    citation = models.TextField(editable=False)
    manifest = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField("bytes", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    is_demo = models.BooleanField("demonstration", default=False)

    class Meta:
        ordering = ("-frozen_at", "-pk")

    def __str__(self):
        return f"{self.title} ({self.slug})"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("A frozen issue cannot be changed. Freeze another one.")
        super().save(*args, **kwargs)

    @property
    def file_name(self):
        return f"join4atmp-{self.slug}.zip"

    def content(self):
        """Return the file's bytes; raise Damaged if they do not match the checksum."""
        content = bytes(self.file.content)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise Damaged(self.slug)
        return content


class IssueFile(models.Model):
    """The file of an issue, in the database: every backup has it and every node serves it."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField(editable=False)

    def __str__(self):
        return self.issue.file_name


class BackupRun(models.Model):
    """One daily backup that was made, or that failed with a problem."""

    made_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField("bytes", default=0)
    rows = models.PositiveBigIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self):
        return self.file_name


class Trouble(models.Model):
    """Something that does not work at present. It is removed when it works again."""

    name = models.CharField(max_length=60, unique=True)
    words = models.TextField()
    since = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("since", "pk")
        default_permissions = ("view",)

    def __str__(self):
        return self.name
