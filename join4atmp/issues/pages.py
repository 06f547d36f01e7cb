"""Public pages of frozen issues: the list, one issue, and its file."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from join4atmp.models import Damaged, Issue


@login_not_required
@require_safe
def issue_list(request):
    return render(request, "issues/list.html", {"issues": Issue.objects.defer("manifest")})


@login_not_required
@require_safe
def issue_detail(request, slug):
    issue = get_object_or_404(Issue, slug=slug)
    read_at = parse_datetime(issue.manifest.get("registers_read_at") or "")
    context = {"issue": issue, "read_at": read_at, "data": _structured(issue)}
    return render(request, "issues/detail.html", context)


@login_not_required
@require_safe
def issue_file(request, slug, name):
    issue = Issue.objects.select_related("file").filter(slug=slug).first()
    if issue is None or name != issue.file_name:
        raise Http404("This issue does not exist.")
    try:
        content = issue.content()
    except Damaged:
        return HttpResponse(
            "The stored file differs from the frozen one, so it is not sent. Please tell "
            "the coordinators of the portal: it must be restored from a backup.",
            content_type="text/plain; charset=utf-8",
            status=500,
        )
    answer = HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "ETag": f'"{issue.sha256}"',
        },
    )
    if request.user.is_anonymous:
        patch_cache_control(answer, public=True, max_age=31_536_000, immutable=True)
    return answer


def _structured(issue):
    """Return the schema.org description of a data set with its download, {} for a demonstration."""
    if issue.is_demo:
        return {}
    base = settings.SITE_URL.rstrip("/")
    return {
        "@type": "Dataset",
        "name": issue.title,
        "description": issue.note or "Public data of the JOIN4ATMP portal, frozen on a day.",
        "url": base + reverse("issue", args=[issue.slug]),
        "version": issue.slug,
        "datePublished": issue.frozen_at.date().isoformat(),
        "citation": issue.citation,
        "creator": {"@type": "Organization", "name": "JOIN4ATMP consortium"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/zip",
                "contentUrl": base + reverse("issue-file", args=[issue.slug, issue.file_name]),
                "sha256": issue.sha256,
            }
        ],
    }
