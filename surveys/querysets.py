"""Questions asked of many rows of the questionnaire."""

from django.db import models
from django.db.models import Count, Q

from core.querysets import Searched

from .choices import InterviewState, Opened, Outcome


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see all projects; everybody else those with a published question, and what is
        invented for demonstration."""
        if user.is_authenticated:
            return self
        questions = self.model._meta.get_field("questions").related_model
        published = questions.objects.filter(published_on__isnull=False)
        return self.filter(Q(is_demo=True) | Q(pk__in=published.values("project")))

    def named(self, name):
        """By slug or name; None where there is none."""
        return self.filter(Q(slug=name) | Q(name=name)).first()


class QuestionQuerySet(Searched):
    def visible_to(self, user):
        """Questions whose figures a reader may see: members all, everybody else published ones and
        those of invented questionnaires. Personal ones are for nobody without the permission."""
        rows = self
        if not user.has_perm("surveys.view_personal_answers"):
            rows = rows.filter(is_personal=False)
        if user.is_authenticated:
            return rows
        return rows.filter(Q(published_on__isnull=False) | Q(project__is_demo=True))


class FindingQuerySet(Searched):
    def visible_to(self, user):
        """Members see all findings, but those on personal questions; everybody else what is
        published or invented for demonstration."""
        rows = self
        if not user.has_perm("surveys.view_personal_answers"):
            rows = rows.filter(question__is_personal=False)
        if user.is_authenticated:
            return rows
        return rows.filter(Q(published_on__isnull=False) | Q(project__is_demo=True))

    def with_sources(self):
        return self.select_related("question__project", "project")


class StatementQuerySet(Searched):
    def visible_to(self, user):
        """Members read what the interviewee approved; who conducts interviews reads everything;
        everybody else what is invented for demonstration."""
        if user.has_perm("surveys.conduct_interview"):
            return self
        approved = self.filter(interview__state=InterviewState.APPROVED)
        if user.is_authenticated:
            return approved
        return approved.filter(interview__project__is_demo=True)


class ParticipantQuerySet(models.QuerySet):
    def unmatched(self):
        return self.filter(contact=None)

    def to_remind(self):
        """Who was invited and neither finished, nor refused, nor cannot be reached. An address
        that refused once, or finished once, is not written to in its other lines either."""
        done = Q(opened=Opened.COMPLETE) | ~Q(outcome=Outcome.NONE)
        settled = self.model.objects.filter(done, project__in=self.values("project"))
        return (
            self.filter(is_sent=True, contact__isnull=False)
            .exclude(done)
            .exclude(email__in=settled.values("email"))
            .exclude(contact__in=settled.filter(contact__isnull=False).values("contact"))
        )

    def funnel(self):
        """Numbers of the steps of the invitation, over all rows."""
        return self.aggregate(
            listed=Count("pk"),
            invited=Count("pk", filter=Q(is_sent=True)),
            started=Count("pk", filter=Q(opened__gte=Opened.PARTIAL)),
            finished=Count("pk", filter=Q(opened=Opened.COMPLETE)),
            declined=Count("pk", filter=Q(outcome=Outcome.DECLINED)),
            bounced=Count("pk", filter=Q(outcome=Outcome.BOUNCED)),
            opted_out=Count("pk", filter=Q(outcome=Outcome.OPTED_OUT)),
        )
