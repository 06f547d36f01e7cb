"""The consortium: partners, work packages, bodies, and single statements."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from capacities.models import Facility
from core.charts.svg import page_svg
from trials.models import Sponsor, Trial
from usecases.models import CaseOrganisation, UseCase

from ..access import find, seen_through
from ..live_counts import LiveCounts
from ..models import (
    Advice,
    Body,
    Decision,
    Deliverable,
    Document,
    Event,
    Meeting,
    Milestone,
    Partner,
    Statement,
    WorkPackage,
)
from ..partner_map import partner_map

SHOWN_STATEMENTS = ("partners", "countries", "wps", "aim", "method")
ROWS_OF_A_PAGE = 10


@login_not_required
@require_safe
def overview(request):
    partners = list(Partner.objects.all())
    statements = Statement.objects.filter(key__in=SHOWN_STATEMENTS)
    drawing = partner_map(partners)
    context = {
        "partners": [one for one in partners if one.kind == "partner"],
        "associated": [one for one in partners if one.kind == "associated"],
        "map": page_svg(drawing),
        "map_title": drawing.title,
        "work_packages": WorkPackage.objects.select_related("lead"),
        "bodies": Body.objects.all(),
        "figures": LiveCounts(request.user).beside(statements),
    }
    return render(request, "consortium/overview.html", context)


@login_not_required
@require_safe
def partner_detail(request, slug):
    partner = get_object_or_404(Partner.objects.select_related("organisation"), slug=slug)
    user = request.user
    context = {
        "partner": partner,
        "led": partner.led_work_packages.all(),
        "joined": partner.work_packages.exclude(lead=partner),
        "events": partner.events.visible_to(user)[:ROWS_OF_A_PAGE],
        "seats": partner.seats.current().select_related("body") if user.is_authenticated else [],
    }
    organisation = partner.organisation
    keys = [Sponsor.key_of(partner.name)]
    if organisation:
        keys += [organisation.name_key, *organisation.aliases.values_list("key", flat=True)]
        roles = CaseOrganisation.objects.filter(organisation=organisation)
        context["use_cases"] = UseCase.objects.visible_to(user).filter(
            pk__in=roles.values("use_case")
        )[:ROWS_OF_A_PAGE]
        context["facilities"] = Facility.objects.visible_to(user).filter(
            site__organisation=organisation
        )[:ROWS_OF_A_PAGE]
    sponsored = Sponsor.objects.filter(key__in=keys).values("trial")
    trials = Trial.objects.visible_to(user).filter(pk__in=sponsored)
    context["trials"] = trials.defer("search_text", "conflicts", "register_notes")[:ROWS_OF_A_PAGE]
    return render(request, "consortium/partner.html", context)


@login_not_required
@require_safe
def work_package_detail(request, number):
    package = get_object_or_404(WorkPackage.objects.select_related("lead"), number=number)
    user = request.user
    decisions = Decision.objects.visible_to(user).filter(work_package=package)
    advice = Advice.objects.visible_to(user).filter(work_package=package)
    met = Q(pk__in=decisions.values("meeting")) | Q(pk__in=advice.values("meeting"))
    meetings = Meeting.objects.visible_to(user).filter(met).select_related("body")
    context = {
        "package": package,
        "partners": package.partners.all(),
        "decisions": decisions.select_related("body")[:ROWS_OF_A_PAGE],
        "advice": advice[:ROWS_OF_A_PAGE],
        "meetings": meetings[:ROWS_OF_A_PAGE],
        "use_cases": UseCase.objects.readable_live(user).in_work_package(number)[:ROWS_OF_A_PAGE],
        "documents": Document.objects.visible_to(user).filter(work_package=package)[
            :ROWS_OF_A_PAGE
        ],
        "events": Event.objects.visible_to(user).filter(work_package=package)[:ROWS_OF_A_PAGE],
        "deliverables": Deliverable.objects.filter(work_package=package),
        "milestones": Milestone.objects.filter(work_package=package),
    }
    return render(request, "consortium/work_package.html", context)


@login_not_required
@require_safe
def body_detail(request, slug):
    body = get_object_or_404(Body, slug=slug)
    user = request.user
    meetings = Meeting.objects.visible_to(user).filter(body=body).select_related("body")
    context = {
        "body": body,
        "is_kept": body.is_kept_by(user),
        "seats": body.seats.current().select_related("partner", "user"),
        "series": body.series.all() if user.is_authenticated else [],
        "next_meetings": meetings.next_ones()[:ROWS_OF_A_PAGE],
        "past_meetings": meetings.past()[:ROWS_OF_A_PAGE],
        "decisions": Decision.objects.visible_to(user)
        .filter(body=body)
        .select_related("body")[:ROWS_OF_A_PAGE],
        "advice": Advice.objects.visible_to(user).filter(body=body)[:ROWS_OF_A_PAGE],
        "statements": LiveCounts(user).beside(
            Statement.objects.filter(key__startswith=f"{body.code.lower()}-")
        ),
    }
    return render(request, "consortium/body.html", context)


@login_not_required
@require_safe
def statement_detail(request, key):
    statement = find(Statement, request.user, "superseded_by", "newsletter", key=key)
    (figure,) = LiveCounts(request.user).beside([statement])
    context = {
        "figure": figure,
        "statement": statement,
        "earlier": statement.supersedes.all(),
        "events": Event.objects.visible_to(request.user).filter(statement=statement),
        **seen_through(statement, request.user, "newsletter"),
    }
    return render(request, "consortium/statement.html", context)
