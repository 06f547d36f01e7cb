"""Querysets of use cases, hurdles, solutions and recommendations."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.filters import NOT_STATED
from core.packed_words import holds_any
from core.querysets import Searched
from core.text import search_words

from .choices import AttemptOutcome, CaseStatus


class VocabularyQuerySet(models.QuerySet):
    def offered(self):
        """Return the rows that are not retired."""
        return self.filter(retired_on=None)


class PublishedQuerySet(Searched):
    """Rows that are public from their publication date."""

    def visible_to(self, user):
        """Return the rows that the user may see. All access rules are in this method.

        Everyone sees published and demonstration rows; signed-in members see all rows.
        """
        if user.is_authenticated:
            return self
        return self.filter(Q(published_on__isnull=False) | Q(is_demo=True))

    def published(self):
        """Return the project's own rows, without demonstration data."""
        return self.filter(is_demo=False)

    def changed_since_approval(self):
        """Return rows saved after their approval; a save may have changed no text."""
        return self.filter(updated_at__gt=F("approved_at"))

    def in_country(self, codes):
        """Return the rows of these country codes; "unknown" means that none is stated."""
        condition = holds_any("countries", [code for code in codes if code != NOT_STATED])
        if NOT_STATED in codes:
            condition |= Q(countries="")
        return self.filter(condition)


class CaseQuerySet(PublishedQuerySet):
    def readable_live(self, user):
        """Return the cases whose current text the user may see.

        The public sees only the latest version of a case that is being rewritten.
        """
        visible = self.visible_to(user)
        return (
            visible
            if user.is_authenticated
            else visible.filter(Q(status=CaseStatus.FINALISED) | Q(is_demo=True))
        )

    def in_work_package(self, number):
        """Return the cases whose text of work packages, such as "WP2, WP3", names this one."""
        # Word borders are written differently for the two databases, so they are spelled out.
        return self.filter(work_packages__iregex=rf"(^|[^0-9a-z])wp ?{int(number)}([^0-9]|$)")

    def named_in_public_sources(self):
        """Return cases without a finalised version of which public sources say something."""
        return self.filter(
            published_on=None, is_demo=False, sourced_sentences__isnull=False
        ).distinct()

    def with_public_page(self):
        """Return the cases that have a page for visitors."""
        named = self.model.objects.named_in_public_sources().order_by()
        published = Q(published_on__isnull=False) | Q(is_demo=True)
        return self.filter(published | Q(pk__in=named.values("pk")))

    def found_in_public(self, query):
        """Return cases by the words that visitors may read. Of an invented case this is the current
        text."""
        words = search_words(query)
        if not words:
            return self.none()
        live = Q(*(Q(search_text__contains=word) for word in words), is_demo=True)
        return self.filter(live | Q(*(Q(public_text__contains=word) for word in words)))

    def with_numbers(self):
        """Add the numbers of milestones and hurdles, for lists."""
        return self.annotate(
            milestone_count=_count_of(self.model, "milestones"),
            hurdle_count=_count_of(self.model, "case_hurdles"),
        )


def _count_of(model, relation):
    """Return the number of related rows as a subquery, because two joins would multiply rows."""
    field = model._meta.get_field(relation)
    rows = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
    counted = rows.order_by().values(field.field.name).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


class HurdleQuerySet(PublishedQuerySet):
    def with_numbers(self, user):
        """Add the numbers of solutions and of the cases that this user sees, and a severity for
        sorting that is 0 where it is not stated."""
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
        """Return hurdles with (or without) a solution that worked; "in part" does not count."""
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
