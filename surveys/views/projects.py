"""The questionnaire that a page shows."""

from django.http import Http404

from ..models import Project


def projects_of(request):
    return Project.objects.visible_to(request.user)


def project_of(request):
    """Return the project in the address, else the newest real one, else the newest invented one;
    None if the reader may see none. Raise Http404 for an unknown name."""
    projects = projects_of(request)
    name = request.GET.get("project", "")
    if not name:
        return projects.order_by("is_demo", "-pk").first()
    project = projects.filter(slug=name[:60]).first()
    if project is None:
        raise Http404("There is no such questionnaire, or you do not have permission to see it.")
    return project
