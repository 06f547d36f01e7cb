"""Pages of participants, and reminder lists as exports of the register of stakeholders."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import page_of
from stakeholders.access import EXPORT, only_with
from stakeholders.export import NotExportable, Selection, file_name, make_export
from stakeholders.purposes import FORMATS, PURPOSES

from ..choices import Outcome
from ..coverage import funnel_by_group
from ..models import Participant
from .posting import posted_with
from .projects import project_of, projects_of

SEES_PEOPLE = "surveys.view_participants"
PURPOSE = PURPOSES["survey"]


def _page_of(project):
    return f"{reverse('surveys:participants')}?project={project.slug}"


@only_with(SEES_PEOPLE)
@require_safe
def participant_list(request):
    project = project_of(request)
    context = {"project": project, "projects": projects_of(request)}
    if project is not None:
        rows = project.participants.select_related("contact__organisation")
        if request.GET.get("match") == "none":
            rows = rows.unmatched()
        context |= {
            "page": page_of(request, rows),
            "groups": funnel_by_group(project),
            "unmatched": project.participants.unmatched().count(),
            "to_remind": project.participants.all().to_remind().count(),
            "formats": PURPOSE.format_labels,
            "outcomes": Outcome.choices,
            "may_export": request.user.has_perm(EXPORT),
            "is_demo": project.is_demo,
            "page_address": f"{_page_of(project)}&page=",
        }
    return render(request, "surveys/participants.html", context)


@posted_with(SEES_PEOPLE)
def set_outcome(request, pk):
    """Record that a participant declined, opted out or cannot be reached."""
    participant = get_object_or_404(Participant.objects.select_related("project"), pk=pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        messages.error(request, "This reply does not exist. Choose one of the list.")
    else:
        participant.outcome = outcome
        participant.save()
        messages.success(request, "The reply is recorded.")
    return redirect(_page_of(participant.project))


@posted_with(SEES_PEOPLE, EXPORT)
def export_reminder(request):
    """Send the file of people to remind. It is an export of contacts for the purpose of the survey:
    the rules of the purpose leave out further people, and the export is recorded."""
    project = project_of(request)
    if project is None:
        raise Http404("There is no questionnaire yet.")
    if project.is_anonymous:
        messages.error(
            request,
            "The survey is anonymous. It has no reminder list, because nobody knows who has "
            "finished.",
        )
        return redirect(_page_of(project))
    rows = project.participants.all().to_remind()
    keys = sorted(set(rows.values_list("contact", flat=True)))
    try:
        selection = Selection.by_ids(request.user, keys)
        event, content = make_export(
            by=request.user,
            selection=selection,
            purpose=PURPOSE,
            format=request.POST.get("format", "csv"),
        )
    except NotExportable as problem:
        messages.error(request, str(problem))
        return redirect(_page_of(project))
    return HttpResponse(
        content,
        content_type=FORMATS[event.format].content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name(event)}"'},
    )
