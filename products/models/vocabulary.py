"""The meaning of the words of cover sheets: spellings as written, and terms for filters."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from simple_history.models import HistoricalRecords

from core.countries import country_codes_by_name, country_name
from core.text import name_key


class TermVocabulary(models.TextChoices):
    ATMP_TYPE = "atmp_type", "Type of ATMP"
    CELL_SOURCE = "cell_source", "Cell source"
    CELL_TYPE = "cell_type", "Cell type"
    CENTER = "center", "Centres"
    COUNTRY = "country", "Country or region"
    GENE_DELIVERY = "gene_delivery", "Gene delivery new or used before"
    GENE_TRANSFER = "gene_transfer", "Mode of gene transfer"
    PATIENT_CLASSIFICATION = "patient_classification", "Patient classification"
    PATIENT_COHORT = "patient_cohort", "Patient cohort"
    PHASE = "phase", "Phase"
    REVIEW_STATUS = "review_status", "Review status"
    ROUTE = "route", "Route of administration"
    SPONSOR_TYPE = "sponsor_type", "Type of sponsor"
    TRIAL_STATUS = "trial_status", "Status of the study"
    YES_NO = "yes_no", "Yes or no"


class Term(models.Model):
    """A word that pages show and filter by."""

    vocabulary = models.CharField(max_length=24, choices=TermVocabulary)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("vocabulary", "name")
        constraints = [
            models.UniqueConstraint(name="term_is_unique", fields=["vocabulary", "name"])
        ]

    def __str__(self):
        return self.name


class SpellingQuerySet(models.QuerySet):
    def with_uses(self):
        """Annotate `uses`, the number of dossiers and studies with the spelling."""
        return self.annotate(
            uses=Count("dossiers", distinct=True) + Count("studies", distinct=True)
        )

    def unmapped(self):
        """Filter spellings in use that have no term."""
        used = Q(dossiers__isnull=False) | Q(studies__isnull=False)
        return self.filter(used, term=None).distinct()

    def unused(self):
        """Filter spellings that no sheet has any more and on which nobody decided."""
        undecided = Q(term=None) | Q(is_automatic=True)
        return self.filter(undecided, dossiers=None, studies=None)

    def for_words(self, words):
        """Return the rows of (vocabulary, text) pairs. Missing rows are created, with a term if
        their meaning is certain."""
        words = list(dict.fromkeys(words))
        texts = {text for _, text in words}
        known = {(row.vocabulary, row.text): row for row in self.filter(text__in=texts)}
        for vocabulary, text in words:
            if (vocabulary, text) not in known:
                term = certain_term(vocabulary, text)
                known[vocabulary, text], _ = self.get_or_create(
                    vocabulary=vocabulary,
                    text=text,
                    defaults={"term": term, "is_automatic": term is not None},
                )
        return [known[pair] for pair in words]

    @transaction.atomic
    def map_to(self, term, *, by):
        """Map all spellings to one term, or to none; return the number of changed ones. The texts
        of products do not change."""
        changed = 0
        for spelling in self:
            changed += spelling.map_to(term, by=by)
        return changed


def certain_term(vocabulary, text):
    """Return the term of a text that is the name of a country, or differs from a known text only in
    capitals, spaces and punctuation; else None, because a person must decide."""
    key = name_key(text)[:200]
    same = Spelling.objects.filter(vocabulary=vocabulary, key=key).exclude(term=None)
    found = same.select_related("term").first() if key else None
    if found:
        return found.term
    for term in Term.objects.filter(vocabulary=vocabulary):
        if key and name_key(term.name) == key:
            return term
    if vocabulary == TermVocabulary.COUNTRY and key in country_codes_by_name():
        name = country_name(country_codes_by_name()[key])
        return Term.objects.get_or_create(vocabulary=vocabulary, name=name)[0]
    return None


class Spelling(models.Model):
    """A word as it is written in a cell. If it differs from a known one only in capitals, spaces
    and punctuation, it is mapped automatically; else it waits for a curator."""

    vocabulary = models.CharField(max_length=24, choices=TermVocabulary)
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="spellings"
    )
    is_automatic = models.BooleanField("mapped automatically", default=False, editable=False)

    history = HistoricalRecords(excluded_fields=["key"])
    objects = SpellingQuerySet.as_manager()

    class Meta:
        ordering = ("vocabulary", "text")
        constraints = [
            models.UniqueConstraint(name="spelling_is_unique", fields=["vocabulary", "text"])
        ]

    def __str__(self):
        return f"{self.get_vocabulary_display()}: {self.text}"

    def save(self, *args, **kwargs):
        self.key = name_key(self.text)[:200]
        super().save(*args, **kwargs)

    def clean(self):
        if self.term and self.term.vocabulary != self.vocabulary:
            raise ValidationError(
                {
                    "term": f"“{self.term}” is a term of another vocabulary. Choose a term of "
                    f"“{self.get_vocabulary_display()}”."
                }
            )

    def map_to(self, term, *, by, reason="Mapped"):
        """Map the spelling to a term or to none; return whether this was a change."""
        if self.term == term:
            return False
        self.term, self.is_automatic = term, False
        self.clean()
        self._history_user, self._change_reason = by, reason
        self.save()
        return True

    def undo(self, *, by):
        """Restore the term before the last decision; return False if there was none."""
        versions = list(self.history.order_by("-history_id")[:2])
        if len(versions) < 2:
            return False
        before = versions[1]
        term = Term.objects.filter(pk=before.term_id).first()
        return self.map_to(term, by=by, reason="Undone")
