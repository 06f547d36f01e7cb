"""Pages of campaigns: invited facilities, answers, and facilities without an answer."""

from django import forms
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.countries import EUROPE, country_name
from core.exports import FORMATS, csv_stream
from core.jobs import handing_over
from core.lists import page_of
from stakeholders.access import only_with

from ..choices import FacilityKind
from ..models import Campaign, Facility
from ..models.campaigns import SILENT, InvitationState
from ..survey.campaigns import SILENT_HEADER, figures_of, invite, silent_rows
from ..tasks import send_invitations

RUN = "capacities.run_campaign"


class InviteForm(forms.Form):
    kind = forms.MultipleChoiceField(
        label="Kinds",
        required=False,
        choices=FacilityKind.choices,
        help_text="None chosen: all kinds.",
    )
    country = forms.MultipleChoiceField(
        label="Countries",
        required=False,
        choices=sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1]),
        help_text="None chosen: all countries.",
    )

    def facilities(self, campaign):
        rows = Facility.objects.exclude(review="withdrawn").filter(is_demo=campaign.is_demo)
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind__in=self.cleaned_data["kind"])
        if self.cleaned_data["country"]:
            rows = rows.filter(site__country__in=self.cleaned_data["country"])
        return rows


@only_with(RUN)
@require_safe
def campaign_list(request):
    return render(request, "capacities/campaigns.html", {"campaigns": Campaign.objects.all()})


@only_with(RUN)
@require_safe
def campaign_detail(request, pk):
    campaign = get_object_or_404(Campaign, pk=pk)
    show = request.GET.get("show", "")
    rows = campaign.invitations.select_related("facility__site__organisation")
    if show == "silent":
        rows = rows.filter(state__in=SILENT)
    elif show in InvitationState.values:
        rows = rows.filter(state=show)
    states, countries = figures_of(campaign)
    context = {
        "campaign": campaign,
        "is_open": campaign.is_open_on(timezone.localdate()),
        "page": page_of(request, rows),
        "page_address": f"?show={show}&page=",
        "show": show,
        "states": states,
        "countries": countries,
        "silent": sum(number for value, _, number in states if value in SILENT),
        "total": sum(number for *_, number in states),
        "form": InviteForm(),
    }
    return render(request, "capacities/campaign.html", context)


@only_with(RUN)
@require_POST
def invite_facilities(request, pk):
    campaign = get_object_or_404(Campaign, pk=pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        number = invite(campaign, form.facilities(campaign))
        messages.success(
            request,
            f"{number:,} facilities are invited. E-mails are sent while the campaign is open.",
        )
        with handing_over(request, "The sending of e-mails"):
            send_invitations.delay_on_commit()
    else:
        messages.error(
            request,
            "No facility was invited: a kind or a country is not valid. Choose from the lists.",
        )
    return redirect(campaign)


@only_with(RUN)
@require_safe
def silent_export(request, pk):
    campaign = get_object_or_404(Campaign, pk=pk)
    name = f"join4atmp-silent-{campaign.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_stream(SILENT_HEADER, silent_rows(campaign)),
        content_type=FORMATS["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
