"""The pages of recommendations."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import Listing, page_of

from ..approval import changes_since_approval
from ..filters import RecommendationFilter
from ..models import Attempt, CaseHurdle, Hurdle, Recommendation, Solution, UseCase


def recommendation_listing(request):
    recommendations = Recommendation.objects.visible_to(request.user)
    filterset = RecommendationFilter(request.GET, queryset=recommendations)
    return Listing(request, filterset, reverse("usecases:recommendations"))


@login_not_required
@require_safe
def recommendation_list(request):
    listing = recommendation_listing(request)
    rows = (
        listing.rows.prefetch_related("target_groups")
        .annotate(hurdle_count=Count("hurdles", distinct=True))
        .order_by("title", "pk")
    )
    context = {
        "listing": listing,
        "page": page_of(request, rows),
        "total": listing.filterset.queryset.count(),
        "exports": listing.exports("usecases:recommendation_export"),
    }
    return render(request, "usecases/recommendations.html", context)


@login_not_required
@require_safe
def recommendation_detail(request, slug):
    user = request.user
    cases = CaseHurdle.objects.filter(use_case__in=UseCase.objects.visible_to(user)).select_related(
        "use_case"
    )
    attempts = Attempt.objects.filter(
        solution__in=Solution.objects.visible_to(user)
    ).select_related("solution")
    hurdles = (
        Hurdle.objects.visible_to(user)
        .select_related("category")
        .prefetch_related(
            Prefetch("in_cases", queryset=cases), Prefetch("attempts", queryset=attempts)
        )
    )
    solutions = Solution.objects.visible_to(user).select_related("type")
    recommendation = (
        Recommendation.objects.visible_to(user)
        .prefetch_related(
            "target_groups",
            "events",
            "evidence",
            Prefetch("hurdles", queryset=hurdles),
            Prefetch("solutions", queryset=solutions),
        )
        .filter(slug=slug)
        .first()
    )
    if recommendation is None:
        raise Http404("There is no such recommendation, or you do not have permission to see it.")
    context = {
        "recommendation": recommendation,
        "changes": changes_since_approval(recommendation),
    }
    return render(request, "usecases/recommendation.html", context)
