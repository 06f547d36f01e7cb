"""The overview of health economics, its method and its reference values."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..choices import Topic
from ..content import examples
from ..filters import ScenarioFilter
from ..method import MISSING_REFERENCES, method_groups, published_examples
from ..model.quantities import PRICE_FORMS, PUBLISHED_MODELS, PUBLISHED_RANGES
from ..model.reasons import MEANINGS
from ..models import ReferenceValue, SavedScenario
from ..summaries import with_latest

ROWS_PER_PAGE = 50


@login_not_required
@require_safe
def overview(request):
    visible = SavedScenario.objects.visible_to(request.user)
    filterset = ScenarioFilter(request.GET, queryset=visible)
    query = request.GET.get("q", "").strip()
    rows = filterset.qs if filterset.is_valid() else visible.none()
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "summaries": with_latest(page.object_list),
        "query": query,
        "pager_address": f"?{urlencode({'q': query})}&page=" if query else "?page=",
        "examples": examples(),
        "total": visible.count(),
        "counted": visible.published().count(),
        "errors": [each for words in filterset.form.errors.values() for each in words],
    }
    return render(request, "economics/overview.html", context)


@login_not_required
@require_safe
def method(request):
    context = {
        "groups": method_groups(),
        "price_forms": PRICE_FORMS,
        "published_models": PUBLISHED_MODELS,
        "published_ranges": PUBLISHED_RANGES,
        "reasons": MEANINGS.items(),
        "published": published_examples(),
    }
    return render(request, "economics/method.html", context)


@login_not_required
@require_safe
def references(request):
    """Show current reference values by topic; with `replaced` also replaced ones."""
    rows = ReferenceValue.objects.select_related("verified_by", "replaced_by")
    show_replaced = "replaced" in request.GET
    if not show_replaced:
        rows = rows.current()
    topics = [
        (
            topic,
            [row for row in rows if row.topic == topic.value],
            MISSING_REFERENCES.get(topic, ""),
        )
        for topic in list(Topic)
    ]
    context = {
        "topics": [(topic, found, missing) for topic, found, missing in topics if found or missing],
        "show_replaced": show_replaced,
    }
    return render(request, "economics/references.html", context)
