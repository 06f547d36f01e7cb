"""The pages of use cases: list, detail, versions and comparison."""

from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import Listing

from ..case_page import as_published, case_page_of, find_case, snapshot_of
from ..choices import CaseStatus
from ..differences import differences
from ..docx import docx_of
from ..filters import CaseFilter
from ..models import UseCase
from ..pdf import pdf_of
from ..road import road_of
from ..side_by_side import hurdles_of, procedures_of
from ..snapshot import freeze
from ..timeline import axis_of, shift_of, timeline_of

MAX_CASES_COMPARED = 3
BRIEFS = {
    "pdf": ("application/pdf", pdf_of),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx_of,
    ),
}


def case_listing(request):
    """Return the listing of cases whose current text, which filters use, the reader may see."""
    cases = UseCase.objects.readable_live(request.user)
    return Listing(request, CaseFilter(request.GET, queryset=cases), reverse("usecases:list"))


@login_not_required
@require_safe
def case_list(request):
    cases = UseCase.objects.visible_to(request.user).select_related("stage")
    listing = case_listing(request)
    is_whole = listing.is_valid and not listing.chips
    rows = cases if is_whole else listing.rows.select_related("stage")
    rows = as_published(request.user, list(rows.with_numbers()))
    counted = [case for case in cases if not case.is_demo]
    context = {
        "listing": listing,
        "cases": rows,
        "total": cases.count(),
        "members_see_more": len(cases) < UseCase.objects.count(),
        "states": [
            (state.label, sum(case.status == state for case in counted)) for state in CaseStatus
        ],
        "counted": len(counted),
        "exports": listing.exports("usecases:milestone_export"),
        "named": () if request.user.is_authenticated else UseCase.objects.named_in_public_sources(),
    }
    return render(request, "usecases/list.html", context)


@login_not_required
@require_safe
def case_detail(request, slug):
    """Show the case; to visitors, before a version is finalised, what public sources say."""
    if not request.user.is_authenticated:
        named = UseCase.objects.named_in_public_sources().filter(slug=slug).first()
        if named:
            context = {"case": named, "sentences": named.sourced_sentences.all()}
            return render(request, "usecases/sourced.html", context)
    case = find_case(request.user, slug)
    page = case_page_of(request.user, case)
    return render(request, "usecases/detail.html", {"page": page, "case": page.snapshot})


@require_safe
@permission_required("usecases.view_usecase", raise_exception=True)
def case_preview(request, slug):
    """Show the working text as a page."""
    page = case_page_of(request.user, find_case(request.user, slug), working=True)
    context = {"page": page, "case": page.snapshot, "preview": True}
    return render(request, "usecases/detail.html", context)


@login_not_required
@require_safe
def case_version(request, slug, number):
    page = case_page_of(request.user, find_case(request.user, slug), number=number)
    return render(request, "usecases/detail.html", {"page": page, "case": page.snapshot})


@login_not_required
@require_safe
def case_versions(request, slug):
    """Compare two versions; members can also compare the working text."""
    case = find_case(request.user, slug)
    versions = list(case.versions.all())
    known = {str(version.number): (str(version), version.content) for version in versions}
    if request.user.is_authenticated:
        known["working"] = ("working text", None)
    numbers = [str(version.number) for version in versions]
    new = request.GET.get("to") or next(iter(numbers), "working" if "working" in known else "")
    old = request.GET.get("from") or next((n for n in numbers if n != new), "")
    if any(name and name not in known for name in (old, new)):
        raise Http404(f"{case.short_name} does not have this version.")
    changes = None
    if old and new and old != new:
        before, after = (known[name][1] or freeze(case) for name in (old, new))
        changes = differences(before, after)
    context = {
        "case": case,
        "versions": versions,
        "choices": [(name, words) for name, (words, _) in known.items()],
        "old": old,
        "new": new,
        "changes": changes,
    }
    return render(request, "usecases/versions.html", context)


@login_not_required
@require_safe
def case_file(request, slug, kind, number=None):
    """Return the brief as a PDF or DOCX file."""
    content_type, write = BRIEFS[kind]
    page = case_page_of(request.user, find_case(request.user, slug), number=number)
    version = f"-version-{page.version.number}" if page.version else "-working-text"
    return HttpResponse(
        write(page),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="join4atmp-{slug}{version}.{kind}"',
        },
    )


@login_not_required
@require_safe
def case_compare(request):
    """Show two or three use cases on one time axis; the query string has their slugs."""
    cases = UseCase.objects.visible_to(request.user).select_related("stage")
    wanted = list(dict.fromkeys(request.GET.getlist("case")))
    by_slug = {case.slug: case for case in cases}
    unknown = [slug for slug in wanted if slug not in by_slug]
    chosen = [by_slug[slug] for slug in wanted if slug in by_slug]
    error = ""
    if unknown:
        error = "A use case does not exist, or you do not have permission to see it."
    elif len(chosen) > MAX_CASES_COMPARED:
        error = f"The first {MAX_CASES_COMPARED} use cases are shown, which is the limit."
    elif len(chosen) == 1:
        error = "You selected only one use case. Select a second one."
    chosen = chosen[:MAX_CASES_COMPARED]
    snapshots = [snapshot_of(request.user, case) for case in chosen]
    roads = [road_of(snapshot) for snapshot in snapshots]
    aligned = request.GET.get("align") == "start"
    axis = axis_of(roads, aligned=aligned)
    compared = [
        (snapshot, timeline_of(road, axis, shift_of(road, axis)) if axis else None, road)
        for snapshot, road in zip(snapshots, roads, strict=True)
    ]
    context = {
        "cases": cases,
        "chosen": [case.slug for case in chosen],
        "compared": compared if len(compared) > 1 else [],
        "procedures": procedures_of(roads),
        "hurdles": hurdles_of(request.user, snapshots) if len(compared) > 1 else [],
        "axis": axis,
        "aligned": aligned,
        "error": error,
    }
    return render(request, "usecases/compare.html", context)
