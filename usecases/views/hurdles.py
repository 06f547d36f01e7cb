"""The pages of hurdles, solutions and procedures."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import PAGE_SIZE, Listing, page_of

from ..approval import changes_since_approval
from ..bottlenecks import then_and_now
from ..filters import BottleneckFilter, HurdleFilter, SolutionFilter
from ..matrix import MATRIX_KINDS, build
from ..models import (
    Attempt,
    Bottleneck,
    CaseHurdle,
    Hurdle,
    Procedure,
    Recommendation,
    Solution,
    UseCase,
)
from ..procedure_lengths import lengths_of

HURDLES_PER_PAGE = 25  # fewer than on other pages, because the matrix is above the rows


def hurdle_listing(request, url_name="usecases:hurdles"):
    """Return the listing of hurdles and the cases that its filter offers."""
    cases = list(UseCase.objects.visible_to(request.user).only("slug", "short_name"))
    hurdles = Hurdle.objects.visible_to(request.user)
    filterset = HurdleFilter(request.GET, queryset=hurdles, cases=cases)
    return Listing(request, filterset, reverse(url_name), display=("matrix",)), cases


@login_not_required
@require_safe
def hurdle_list(request):
    listing, cases = hurdle_listing(request)
    kind = request.GET.get("matrix", "stage")
    kind = kind if kind in MATRIX_KINDS else "stage"
    rows = listing.rows.select_related("category", "stage").with_numbers(request.user)
    context = {
        "listing": listing,
        "page": page_of(request, rows, size=HURDLES_PER_PAGE),
        "total": listing.filterset.queryset.count(),
        "matrix": build(kind, listing, cases) if listing.is_valid else None,
        "kinds": [
            (name, label, listing.address("matrix", [name] if name != "stage" else []))
            for name, label in MATRIX_KINDS.items()
        ],
        "exports": listing.exports("usecases:hurdle_export"),
    }
    return render(request, "usecases/hurdles.html", context)


@login_not_required
@require_safe
def gap_list(request):
    """List the hurdles without a solution that worked and the solutions without evidence."""
    hurdles = Hurdle.objects.visible_to(request.user).solved(False)
    solutions = Solution.objects.visible_to(request.user).without_evidence()
    context = {
        "hurdles": hurdles.select_related("category", "stage")
        .with_numbers(request.user)
        .order_by("-severity_known", "category__position", "title", "pk")[:PAGE_SIZE],
        "hurdle_count": hurdles.count(),
        "solution_count": solutions.count(),
        "solutions": solutions.select_related("type")
        .annotate(hurdle_count=Count("attempts"))
        .order_by("type__position", "title", "pk")[:PAGE_SIZE],
        "hurdle_total": Hurdle.objects.visible_to(request.user).count(),
        "solution_total": Solution.objects.visible_to(request.user).count(),
    }
    return render(request, "usecases/gaps.html", context)


def _cases_of(user):
    return CaseHurdle.objects.filter(use_case__in=UseCase.objects.visible_to(user)).select_related(
        "use_case"
    )


@login_not_required
@require_safe
def hurdle_detail(request, pk):
    user = request.user
    attempts = Attempt.objects.filter(
        solution__in=Solution.objects.visible_to(user)
    ).select_related("solution__type")
    hurdle = (
        Hurdle.objects.visible_to(user)
        .select_related("category", "stage", "procedure")
        .prefetch_related(
            "affected",
            Prefetch("in_cases", queryset=_cases_of(user)),
            Prefetch("attempts", queryset=attempts),
            Prefetch("recommendations", queryset=Recommendation.objects.visible_to(user)),
        )
        .filter(pk=pk)
        .first()
    )
    if hurdle is None:
        raise Http404("There is no such hurdle, or you do not have permission to see it.")
    context = {"hurdle": hurdle, "changes": changes_since_approval(hurdle)}
    return render(request, "usecases/hurdle.html", context)


def solution_listing(request):
    solutions = Solution.objects.visible_to(request.user)
    filterset = SolutionFilter(request.GET, queryset=solutions)
    return Listing(request, filterset, reverse("usecases:solutions"))


@login_not_required
@require_safe
def solution_list(request):
    listing = solution_listing(request)
    rows = (
        listing.rows.select_related("type")
        .annotate(
            tried=Count("attempts"),
            worked=Count("attempts", filter=Q(attempts__outcome="worked")),
            failed=Count("attempts", filter=Q(attempts__outcome="failed")),
        )
        .order_by("type__position", "title", "pk")
    )
    context = {
        "listing": listing,
        "page": page_of(request, rows),
        "total": listing.filterset.queryset.count(),
        "exports": listing.exports("usecases:solution_export"),
    }
    return render(request, "usecases/solutions.html", context)


@login_not_required
@require_safe
def solution_detail(request, pk):
    user = request.user
    attempts = (
        Attempt.objects.filter(hurdle__in=Hurdle.objects.visible_to(user))
        .select_related("hurdle__category")
        .prefetch_related(Prefetch("hurdle__in_cases", queryset=_cases_of(user)))
    )
    solution = (
        Solution.objects.visible_to(user)
        .select_related("type")
        .prefetch_related(
            Prefetch("attempts", queryset=attempts),
            Prefetch("recommendations", queryset=Recommendation.objects.visible_to(user)),
        )
        .filter(pk=pk)
        .first()
    )
    if solution is None:
        raise Http404("There is no such solution, or you do not have permission to see it.")
    context = {"solution": solution, "changes": changes_since_approval(solution)}
    return render(request, "usecases/solution.html", context)


def bottleneck_listing(request):
    filterset = BottleneckFilter(request.GET, queryset=Bottleneck.objects.all())
    return Listing(request, filterset, reverse("usecases:bottlenecks"))


@login_not_required
@require_safe
def bottleneck_list(request):
    """Show what sources of 2010 and of today name as bottlenecks, side by side per category."""
    listing = bottleneck_listing(request)
    context = {
        "listing": listing,
        "categories": then_and_now(listing.rows, request.user),
        "exports": listing.exports("usecases:bottleneck_export"),
        "count": listing.rows.count(),
        "total": listing.filterset.queryset.count(),
    }
    return render(request, "usecases/bottlenecks.html", context)


@login_not_required
@require_safe
def procedure_list(request):
    procedures = Procedure.objects.select_related("stage")
    return render(request, "usecases/procedures.html", {"procedures": procedures})


@login_not_required
@require_safe
def procedure_detail(request, code):
    procedure = Procedure.objects.select_related("stage").filter(code=code).first()
    if procedure is None:
        raise Http404("There is no procedure with this address.")
    context = {"procedure": procedure, "countries": lengths_of(procedure, request.user)}
    return render(request, "usecases/procedure.html", context)
