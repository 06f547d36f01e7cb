from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from ..choices import Answer, AnswerChannel, DataUse
from ..hashes import REFUSALS, append_lines, person_hash, row_hash


class PrivacyAnswerQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **options):
        """Store answers, and note them in the file that survives the database."""
        made = super().bulk_create(objs, *args, **options)
        lines = [entry_of_answer(answer) for answer in made if not answer.contact.is_demo]
        if lines:
            transaction.on_commit(lambda: append_lines(REFUSALS, lines), robust=True)
        return made


def entry_of_answer(answer):
    """Return an answer without the person, as the file beside the database keeps it."""
    contact = answer.contact
    return {
        "at": answer.at.isoformat(),
        "row": row_hash(contact.pk, contact.created_at),
        "person": person_hash(contact.email, contact.name) if contact.email else "",
        "use": str(answer.use),
        "answer": str(answer.answer),
    }


class PrivacyAnswer(models.Model):
    """One answer of a person about one use of their data: use, answer, day, way, and who recorded
    it.

    Rows are written by `Contact.save` and never changed. The columns of the contact have the valid
    answers; these rows prove their origin, and keep refusals that were lifted.
    """

    contact = models.ForeignKey(
        "stakeholders.Contact", models.CASCADE, related_name="privacy_answers"
    )
    use = models.CharField(max_length=12, choices=DataUse)
    answer = models.CharField(
        max_length=8, choices=Answer, blank=True, help_text="Empty: an answer was withdrawn"
    )
    on = models.DateField("answered on")
    channel = models.CharField("how", max_length=16, choices=AnswerChannel)
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    wording = models.TextField(
        "question", blank=True, max_length=1000, help_text="As the person read it"
    )
    text_version = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="recorded by",
    )
    at = models.DateTimeField("recorded at", default=timezone.now)

    objects = PrivacyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["contact", "answer", "at"], name="answer_of_contact")]

    def __str__(self):
        return f"{self.get_use_display()}: {self.get_answer_display() or 'no answer'}"
