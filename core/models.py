"""Tables of core: entries that are not saved yet, forms that were sent, filters of lists, and mails
that wait."""

from datetime import timedelta
from urllib.parse import unquote_plus

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

KEPT_FOR = timedelta(days=3)
SENT_FORM_KEPT_FOR = timedelta(days=1)


class DraftQuerySet(models.QuerySet):
    def current(self):
        return self.filter(saved_at__gt=timezone.now() - KEPT_FOR)

    def of(self, user, path):
        """Return the draft of a person for a page, or None."""
        return self.current().filter(owner=user.pk, path=path).first()

    def drop_naming(self, texts):
        """Delete the entries that contain one of these texts, in any case; return their number."""
        wanted = [text.casefold() for text in texts if text]
        naming = [
            draft.pk
            for draft in self.only("entries")
            if any(text in str(value).casefold() for _, value in draft.entries for text in wanted)
        ]
        return self.filter(pk__in=naming).delete()[0]

    def drop_expired(self):
        return self.filter(saved_at__lte=timezone.now() - KEPT_FOR).delete()[0]


class Draft(models.Model):
    """The unsaved entries of one person in the form of one page. Nobody else can read them, and
    they expire."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    path = models.CharField(max_length=500, help_text="Address of the page, with its query.")
    entries = models.JSONField(help_text="[name, value] of each entry, in the order of the form.")
    was_sent = models.BooleanField(
        default=False,
        help_text="Yes: the person pressed a button, and the sign-in had expired.",
    )
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at",)
        constraints = [models.UniqueConstraint(name="one_draft_per_page", fields=["owner", "path"])]
        indexes = [models.Index(name="draft_by_age", fields=["saved_at"])]

    def __str__(self):
        return f"Draft for {self.path}"


class SentFormQuerySet(models.QuerySet):
    def drop_expired(self):
        return self.filter(sent_at__lte=timezone.now() - SENT_FORM_KEPT_FOR).delete()[0]


class SentForm(models.Model):
    """A form that added a row, so that it adds no second one when it is sent again; see
    `core.sent_forms`."""

    digest = models.CharField(max_length=16, primary_key=True, help_text="Of token and entries.")
    answer = models.TextField(blank=True, help_text="Address to which the form was redirected.")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="sent_form_by_age", fields=["sent_at"])]

    def __str__(self):
        return f"Form of {self.sent_at:%d %B %Y}"


class WaitingMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(given_up_at=None)

    def due(self):
        return self.waiting().filter(next_at__lte=timezone.now()).order_by("next_at", "pk")

    def drop_for(self, addresses):
        """Delete the mails to one of these addresses; return their number."""
        wanted = {address.casefold() for address in addresses}
        rows = self.values_list("pk", "recipients")
        keys = [key for key, found in rows if wanted & {each.casefold() for each in found}]
        return self.filter(pk__in=keys).delete()[0]

    def take(self, key, *, until):
        """Return a mail that is due, for one sender; None if another one has it."""
        taken = self.due().order_by().filter(pk=key).update(next_at=until, tries=F("tries") + 1)
        return self.get(pk=key) if taken else None


class WaitingMail(models.Model):
    """An e-mail that is not sent yet. It is removed when it is sent; see `core.mail_queue`."""

    subject = models.TextField()
    body = models.TextField()
    from_email = models.TextField()
    recipients = models.JSONField(default=list)
    reply_to = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    alternatives = models.JSONField(default=list, help_text="[content, type] of each other form.")
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now, help_text="When it is tried again.")
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingMailQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        indexes = [models.Index(name="mail_by_next_time", fields=["given_up_at", "next_at"])]

    def __str__(self):
        return f"Mail {self.pk}"

    @classmethod
    def of(cls, message):
        """Return the row for a message of Django, not saved. Attachments are not supported."""
        if message.attachments:
            raise ValueError("Mails with attachments cannot wait. Send a link to the file.")
        return cls(
            subject=str(message.subject),
            body=str(message.body),
            from_email=message.from_email,
            recipients=message.recipients(),
            reply_to=list(message.reply_to),
            headers={name: str(value) for name, value in message.extra_headers.items()},
            alternatives=[
                [str(content), kind] for content, kind in getattr(message, "alternatives", ())
            ],
        )

    def put_back(self, problem, *, after):
        type(self).objects.filter(pk=self.pk).update(
            next_at=timezone.now() + after, problem=problem[:200]
        )

    def give_up(self, problem):
        """Stop trying, and remove what was written and to whom."""
        type(self).objects.filter(pk=self.pk).update(
            given_up_at=timezone.now(),
            problem=problem[:200],
            body="",
            alternatives=[],
            recipients=[],
            reply_to=[],
            headers={},
        )


class SavedAdminFilterQuerySet(models.QuerySet):
    def drop_naming(self, texts):
        """Delete the filters whose name or search has one of these texts, in any case; return their
        number."""
        wanted = [text.casefold() for text in texts if text]
        naming = [
            row.pk
            for row in self
            if any(text in f"{row.name} {unquote_plus(row.query)}".casefold() for text in wanted)
        ]
        return self.filter(pk__in=naming).delete()[0]


class SavedAdminFilter(models.Model):
    """The filters, search and order of a list of the admin that one person keeps under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_admin_filters"
    )
    list = models.CharField(max_length=100, help_text="Model of the list, such as trials.trial.")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)

    objects = SavedAdminFilterQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                name="one_admin_filter_of_a_name", fields=["owner", "list", "name"]
            )
        ]

    def __str__(self):
        return self.name
