"""Questions asked of many use cases, hurdles, solutions and recommendations."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.querysets import Searched

from .choices import AttemptOutcome, CaseStatus


class VocabularyQuerySet(models.QuerySet):
    def offered(self):
        """Rows that may be chosen today."""
        return self.filter(retired_on=None)


class PublishedQuerySet(Searched):
    """Rows that the public sees from the day they were published."""

    def visible_to(self, user):
        """The one place that decides who sees which row: what is published and what is invented
        for demonstration is for everyone, all else for signed-in members."""
        if user.is_authenticated:
            return self
        return self.filter(Q(published_on__isnull=False) | Q(is_demo=True))

    def published(self):
        """What counts as the project's own: no demonstration data."""
        return self.filter(is_demo=False)

    def changed_since_approval(self):
        """Saved after somebody approved the text: candidates, for saving may change nothing."""
        return self.filter(updated_at__gt=F("approved_at"))

    def in_country(self, codes):
        """Codes stand in the column with a blank between them; none is part of another."""
        condition = Q()
        for code in codes:
            condition |= Q(countries="") if code == "unknown" else Q(countries__contains=code)
        return self.filter(condition)


class CaseQuerySet(PublishedQuerySet):
    def readable_live(self, user):
        """Cases whose rows a reader may see as they are now. A case that is being rewritten is
        public only as its latest version."""
        visible = self.visible_to(user)
        return (
            visible
            if user.is_authenticated
            else visible.filter(Q(status=CaseStatus.FINALISED) | Q(is_demo=True))
        )

    def with_numbers(self):
        """With the numbers of milestones and hurdles, for lists."""
        return self.annotate(
            milestone_count=_count_of(self.model, "milestones"),
            hurdle_count=_count_of(self.model, "case_hurdles"),
        )


def _count_of(model, relation):
    """The number of related rows, as a subquery: two joins would multiply each other."""
    field = model._meta.get_field(relation)
    rows = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
    counted = rows.order_by().values(field.field.name).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


class HurdleQuerySet(PublishedQuerySet):
    def with_numbers(self, user):
        """With the numbers of cases (those this reader sees) and of solutions, and with the
        severity as a number for sorting."""
        in_cases = self.model._meta.get_field("in_cases").related_model
        case = in_cases._meta.get_field("use_case").related_model
        counted = (
            in_cases.objects.filter(
                hurdle=OuterRef("pk"), use_case__in=case.objects.visible_to(user).values("pk")
            )
            .order_by()
            .values("hurdle")
            .annotate(number=Count("pk"))
        )
        attempts = self.model._meta.get_field("attempts").related_model
        worked = attempts.objects.filter(hurdle=OuterRef("pk"), outcome=AttemptOutcome.WORKED)
        return self.annotate(
            case_count=Coalesce(Subquery(counted.values("number")), 0),
            attempt_count=_count_of(self.model, "attempts"),
            is_solved=Exists(worked),
            severity_known=Coalesce("severity", 0),
        )

    def solved(self, yes=True):
        """Hurdles on which some solution worked; "in part" is not enough."""
        attempts = self.model._meta.get_field("attempts").related_model
        worked = attempts.objects.filter(hurdle=OuterRef("pk"), outcome=AttemptOutcome.WORKED)
        return self.filter(Exists(worked) if yes else ~Exists(worked))

    def solved_as(self, answers):
        return self if len(set(answers)) > 1 else self.solved("yes" in answers)


UNPROVEN = Q(evidence="", quotation="", source="")


class SolutionQuerySet(PublishedQuerySet):
    def without_evidence(self):
        return self.filter(UNPROVEN)

    def proven_as(self, answers):
        if len(set(answers)) > 1:
            return self
        return self.exclude(UNPROVEN) if "yes" in answers else self.without_evidence()
