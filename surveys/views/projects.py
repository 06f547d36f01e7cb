"""Which questionnaire a page is about."""

from django.http import Http404

from ..models import Project


def projects_of(request):
    return Project.objects.visible_to(request.user)


def project_of(request):
    """The one that the address names, else the first one with answers, real ones before invented
    ones; None where the reader sees none. An unknown name is answered with 404."""
    projects = projects_of(request)
    name = request.GET.get("project", "")
    if not name:
        return projects.order_by("is_demo", "-pk").first()
    project = projects.filter(slug=name[:60]).first()
    if project is None:
        raise Http404("There is no such questionnaire, or you do not have permission to see it.")
    return project
