"""Queries over many rows of the questionnaire."""

from django.db import models
from django.db.models import Count, Q

from core.querysets import Searched

from .choices import InterviewState, Opened, Outcome


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Filter the projects that a user may see: members see all, everybody else sees projects
        with a published question and demonstration projects."""
        if user.is_authenticated:
            return self
        questions = self.model._meta.get_field("questions").related_model
        published = questions.objects.filter(published_on__isnull=False)
        return self.filter(Q(is_demo=True) | Q(pk__in=published.values("project")))

    def named(self, name):
        """Return the project with this slug or name, or None."""
        return self.filter(Q(slug=name) | Q(name=name)).first()


class QuestionQuerySet(Searched):
    def visible_to(self, user):
        """Filter the questions whose figures a user may see: members see all, everybody else sees
        published and demonstration questions. Personal questions need the permission
        `view_personal_answers`."""
        rows = self
        if not user.has_perm("surveys.view_personal_answers"):
            rows = rows.filter(is_personal=False)
        if user.is_authenticated:
            return rows
        return rows.filter(Q(published_on__isnull=False) | Q(project__is_demo=True))


class FindingQuerySet(Searched):
    def visible_to(self, user):
        """Filter the findings that a user may see: members see all, everybody else sees published
        and demonstration findings. Findings on personal questions need the permission
        `view_personal_answers`."""
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
        """Filter the statements that a user may see: interviewers see all, members see approved
        ones, everybody else sees approved demonstration ones."""
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
        """Filter invited participants with a contact who have not finished, declined, bounced or
        opted out. An address or contact with another such line is not reminded either."""
        done = Q(opened=Opened.COMPLETE) | ~Q(outcome=Outcome.NONE)
        settled = self.model.objects.filter(done, project__in=self.values("project"))
        return (
            self.filter(is_sent=True, contact__isnull=False)
            .exclude(done)
            .exclude(email__in=settled.values("email"))
            .exclude(contact__in=settled.filter(contact__isnull=False).values("contact"))
        )

    def funnel(self):
        """Return the number of participants at each step of the invitation."""
        return self.aggregate(
            listed=Count("pk"),
            invited=Count("pk", filter=Q(is_sent=True)),
            started=Count("pk", filter=Q(opened__gte=Opened.PARTIAL)),
            finished=Count("pk", filter=Q(opened=Opened.COMPLETE)),
            declined=Count("pk", filter=Q(outcome=Outcome.DECLINED)),
            bounced=Count("pk", filter=Q(outcome=Outcome.BOUNCED)),
            opted_out=Count("pk", filter=Q(outcome=Outcome.OPTED_OUT)),
        )
