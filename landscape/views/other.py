"""The change watch and the taxonomy."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.countries import country_name

from ..exports import TAXONOMY_HEADER, taxonomy_rows
from ..feeds import watch_feed
from ..models import TaxonomyEntry, WatchEntry
from ..taxonomy import counted_entries
from .files import export_links, file_response


@login_not_required
@require_safe
def watch(request):
    today = timezone.localdate()
    entries = list(
        WatchEntry.objects.prefetch_related("steps", "answers")
        .annotate(open_reviews=Count("tasks", filter=Q(tasks__done_at=None)))
        .order_by("-happens_on", "-pk")
    )
    for entry in entries:
        entry.places = [(code, country_name(code)) for code in entry.country_codes]
    coming = [entry for entry in entries if entry.is_coming(today)]
    context = {
        "coming": coming[::-1],  # the next one first
        "past": [entry for entry in entries if entry not in coming],
    }
    return render(request, "landscape/watch.html", context)


@login_not_required
@require_safe
def feed(request):
    return watch_feed()


@login_not_required
@require_safe
def taxonomy(request):
    entries, is_demo = counted_entries(request.user)
    context = {
        "entries": entries,
        "is_demo": is_demo,
        "exports": export_links("landscape:taxonomy_export"),
    }
    return render(request, "landscape/taxonomy.html", context)


@login_not_required
@require_safe
def taxonomy_export(request):
    rows = taxonomy_rows(TaxonomyEntry.objects.all())
    return file_response(request, "taxonomy", "Taxonomy", TAXONOMY_HEADER, rows)
