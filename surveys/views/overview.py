"""The overview of a questionnaire: respondents, invitations and findings."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..coverage import coverage, funnel, funnel_by_group
from ..models import Finding
from ..redcap.dependencies import unread_logic
from .projects import project_of, projects_of

SEES_PEOPLE = "surveys.view_participants"


@login_not_required
@require_safe
def overview(request):
    project = project_of(request)
    context = {"project": project, "projects": projects_of(request)}
    if project is None:
        return render(request, "surveys/overview.html", context)
    newest = project.newest
    sees_people = request.user.has_perm(SEES_PEOPLE)
    steps = funnel(project)
    context |= {
        "newest": newest,
        "coverage": coverage(project) if newest else None,
        "funnel": steps,
        "funnel_most": max((number for *_, number in steps), default=0),
        "groups": funnel_by_group(project) if sees_people else [],
        "sees_people": sees_people,
        "unmatched": project.participants.unmatched().count() if sees_people else 0,
        "to_remind": project.participants.all().to_remind().count() if sees_people else 0,
        "unread": len(unread_logic(newest.dictionary)) if newest else 0,
        "question_count": project.questions.visible_to(request.user).count(),
        "findings": Finding.objects.visible_to(request.user)
        .filter(project=project)
        .with_sources()[:5],
        "is_demo": project.is_demo,
    }
    return render(request, "surveys/overview.html", context)
