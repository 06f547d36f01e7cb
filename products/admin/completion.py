"""Completion campaigns in the admin: who is asked, progress per question, and proposals."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core import mail
from core.jobs import handing_over
from core.transitions import InvalidTransition
from stakeholders.email_change import can_send_mail

from ..completion.answers import accept, refuse, seen_of
from ..completion.links import path_of
from ..completion.people import name_of, people_of
from ..completion.progress import progress_of, requests_per_state
from ..completion.questions import missing_cells
from ..completion.requests import ask, mark_sent
from ..models import AskedCell, CompletionCampaign, Dossier
from ..models.completion import AskedState
from ..tasks import send_completion_requests

ROWS_PER_PAGE = 50
PERMISSIONS = ("products.view_dossier", "products.run_completion")
DECIDE = (*PERMISSIONS, "products.change_dossier")


def may_run(user):
    return user.has_perms(PERMISSIONS)


def only_with(*permissions):
    """Return a decorator that checks permissions, because `admin_view` only checks for staff."""

    def decorator(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorator


class CampaignForm(forms.ModelForm):
    class Meta:
        model = CompletionCampaign
        fields = ("name", "text", "closes_on")
        widgets = {
            "name": UnfoldAdminTextInputWidget,
            "text": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "closes_on": UnfoldAdminDateWidget(attrs={"type": "date"}),
        }

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is past. Enter a later day.")
        return day


def _page(request, name, title, status=200, **context):
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Dossier._meta,
        **context,
    }
    template = f"admin/products/completion/{name}.html"
    return TemplateResponse(request, template, context, status=status)


@only_with(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request):
    """List the campaigns. POST adds one."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.created_by = request.user
        campaign = form.save()
        messages.success(request, f"“{campaign}” is added. Choose the people to ask.")
        return redirect("admin:products_dossier_campaign_people", campaign.pk)
    page = Paginator(CompletionCampaign.objects.select_related("created_by"), ROWS_PER_PAGE)
    return _page(
        request,
        "campaigns",
        "Completion campaigns",
        status=400 if form.errors else 200,
        form=form,
        page=page.get_page(request.GET.get("page")),
        waiting=AskedCell.objects.filter(state=AskedState.PROPOSED).count(),
    )


@only_with(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request, pk):
    """Show the requests of a campaign and the progress per question. POST marks a request as
    sent."""
    found = get_object_or_404(CompletionCampaign, pk=pk)
    if request.method == "POST":
        one = get_object_or_404(found.requests, pk=_number(request.POST.get("sent")))
        if mark_sent(one):
            messages.success(request, "The request is marked as sent.")
        return redirect(found)
    rows = found.requests.select_related("campaign", "dossier", "study", "contact")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [
        (row, _name_for(row, request.user), mail.address(path_of(row))) for row in page.object_list
    ]
    return _page(
        request,
        "campaign",
        str(found),
        campaign=found,
        page=page,
        states=[(label, number) for _, label, number in requests_per_state(found) if number],
        progress=progress_of(found),
        asked_states=AskedState.labels,
        can_send=can_send_mail(),
    )


def _name_for(row, user):
    """Return the name of the asked person; of a contact only to users who may see contacts."""
    if row.contact_id and not user.has_perm("stakeholders.view_contact"):
        return "a contact of the register"
    return name_of(row)


@only_with(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request, pk):
    """Show products with missing cells and the people who could answer. POST asks the ticked
    ones."""
    found = get_object_or_404(CompletionCampaign, pk=pk)
    if request.method == "POST":
        return _ask(request, found)
    dossiers = Dossier.objects.defer("search_text").prefetch_related("studies").order_by("name")
    page = Paginator(dossiers, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    asked = {
        (row.dossier_id, f"contact:{row.contact_id}")
        if row.contact_id
        else (row.dossier_id, f"study:{row.study_id}:{row.address_key}")
        for row in found.requests.all()
    }
    dossiers = list(page.object_list)
    candidates = people_of(dossiers, request.user)
    page.object_list = [
        (
            dossier,
            len(missing_cells(dossier)),
            [(one, (dossier.pk, one.value) in asked) for one in candidates[dossier.pk]],
        )
        for dossier in dossiers
    ]
    return _page(
        request,
        "people",
        f"People to ask: {found}",
        campaign=found,
        page=page,
        sees_contacts=request.user.has_perm("stakeholders.view_contact"),
    )


def _ask(request, found):
    if not found.is_open:
        messages.error(request, "Nobody was asked: the campaign is closed.")
        return redirect(found)
    chosen = {}
    for value in request.POST.getlist("ask"):
        key, _, person = value.partition("|")
        chosen.setdefault(_number(key), []).append(person)
    number = 0
    with handing_over(request, "The sending of mails"):
        dossiers = list(Dossier.objects.filter(pk__in=chosen).prefetch_related("studies"))
        candidates = people_of(dossiers, request.user)
        for dossier in dossiers:
            allowed = {one.value for one in candidates[dossier.pk] if one.may_write}
            wanted = [person for person in chosen[dossier.pk] if person in allowed]
            number += ask(found, dossier, wanted, by=request.user)
        send_completion_requests.delay_on_commit()
    if number:
        messages.success(request, f"{number} request{'' if number == 1 else 's'} added.")
    else:
        messages.error(request, "Nobody was asked. Tick people who were not asked before.")
    return redirect(found)


@only_with(*DECIDE)
@require_http_methods(["GET", "HEAD"])
def proposals(request):
    """List the answers that wait for a curator, with the present text of their cells."""
    rows = AskedCell.objects.filter(state=AskedState.PROPOSED).select_related(
        "study__dossier", "request__dossier", "request__campaign"
    )
    rows = rows.order_by("request__dossier__name", "request", "pk")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [
        (cell, getattr(cell.row, cell.key), seen_of(cell)) for cell in page.object_list
    ]
    return _page(request, "proposals", "Answers to check", page=page)


@only_with(*DECIDE)
@require_POST
def decide(request, pk):
    """Accept or refuse one answer."""
    cell = get_object_or_404(AskedCell, pk=pk)
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("decision") == "refuse":
            refuse(cell, by=request.user, seen=seen, reason=request.POST.get("reason", ""))
            messages.success(request, f"{cell.field.name}: the answer is refused.")
        else:
            accept(cell, by=request.user, seen=seen, text=request.POST.get("text"))
            messages.success(request, f"{cell.field.name}: the answer is in the cover sheet.")
    except InvalidTransition as problem:
        messages.error(request, str(problem))
    return redirect(reverse("admin:products_dossier_proposals"))


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


PAGES = (
    ("completion/", campaigns, "campaigns"),
    ("completion/answers/", proposals, "proposals"),
    ("completion/answers/<int:pk>/", decide, "decide"),
    ("completion/<int:pk>/", campaign, "campaign"),
    ("completion/<int:pk>/people/", people, "campaign_people"),
)
