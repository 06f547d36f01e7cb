"""Pages of campaigns: the list, the letter, sending by the portal or a mail tool, and replies."""

import re
from collections import Counter

from django import forms
from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.jobs import handing_over
from core.lists import page_of
from core.sent_forms import sent_once
from core.spreadsheets import MAX_BYTES, UploadError

from ..access import CAMPAIGN, EXPORT, VIEW, only_with
from ..campaigns import letters, lists, replies, sending, tools
from ..campaigns.forms import LetterForm, NewCampaignForm
from ..export import NotExportable, left_out_words
from ..models import CampaignRecipient, CampaignState, ContactCampaign, RecipientState
from ..purposes import PURPOSES, RULE_FIELDS
from ..tasks import send_campaigns
from .exports import download
from .log import back_to_list
from .selections import saved_list_of, selection_of

RECIPIENTS_PER_PAGE = 100
PERSONAL_LINK = re.compile(r"(/(?:me|unsubscribe)/)[^/\s]+/")


@only_with(VIEW, CAMPAIGN)
@require_safe
def campaign_list(request):
    page = page_of(request, ContactCampaign.objects.select_related("by"))
    keys = [campaign.pk for campaign in page]
    pairs = CampaignRecipient.objects.filter(campaign__in=keys).values_list("campaign", "state")
    numbers = Counter(pairs.order_by())
    for campaign in page:
        campaign.everybody = sum(number for key, number in numbers.items() if key[0] == campaign.pk)
        campaign.invited = numbers[campaign.pk, RecipientState.INVITED]
    return render(request, "stakeholders/campaigns.html", {"page": page})


@only_with(VIEW, EXPORT, CAMPAIGN)
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def new_campaign(request):
    """Choose a name and a purpose for the contacts of a filter, a saved list or the ticks."""
    data = request.POST if request.method == "POST" else request.GET
    saved_list = saved_list_of(data)
    try:
        selection, ids = selection_of(request, saved_list)
    except NotExportable as problem:
        messages.error(request, str(problem))
        return back_to_list(QueryDict(data.get("query", "")).urlencode())
    form = NewCampaignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = lists.make_campaign(
                by=request.user,
                name=form.cleaned_data["name"],
                purpose=PURPOSES[form.cleaned_data["purpose"]],
                selection=selection,
            )
            return redirect(campaign)
        except lists.NotACampaign as problem:
            form.add_error(None, str(problem))
    context = {
        "form": form,
        "selection": selection,
        "ids": ",".join(map(str, ids)),
        "saved_list": saved_list,
        "purposes": _counted_purposes(selection),
    }
    status = 400 if form.errors else 200
    return render(request, "stakeholders/campaign_new.html", context, status=status)


def _counted_purposes(selection):
    """Return (purpose, number of people, words about those who are left out)."""
    rows = selection.contacts.filter(anonymised_on=None).order_by()
    contacts = list(rows.values_list("is_demo", *RULE_FIELDS, named=True))
    is_demo = all(contact.is_demo for contact in contacts)
    found = []
    for purpose in lists.CAMPAIGN_PURPOSES:
        reasons = Counter(
            lists.reason_against(contact, purpose, is_demo=is_demo) for contact in contacts
        )
        included = reasons.pop("", 0)
        found.append((purpose, included, left_out_words(reasons, lists.LIST_REASONS)))
    return found


def _campaign(pk):
    return get_object_or_404(ContactCampaign.objects.select_related("by", "started_by"), pk=pk)


@only_with(VIEW, CAMPAIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request, pk):
    """Show a campaign; POST saves its letter."""
    found = _campaign(pk)
    form = LetterForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST":
        if found.state == CampaignState.SENDING:
            messages.error(request, "The portal is sending. Pause it before you change the text.")
            return redirect(found)
        if form.is_valid():
            form.save()
            messages.success(request, "The letter is saved.")
            return redirect(found)
    stored = _campaign(pk)
    state = request.GET.get("state", "")
    rows = stored.recipients.select_related("contact__organisation", "campaign")
    if state in RecipientState.values:
        rows = rows.filter(state=state)
    counts = stored.counts()
    context = {
        "campaign": stored,
        "form": form,
        "counts": counts,
        "states": [(value, label, counts[value]) for value, label in RecipientState.choices],
        "chosen_state": state,
        "left_out": lists.left_out_counts(stored),
        "reasons": lists.LIST_REASONS,
        "problems": sending.problems_before_sending(stored),
        "unclear": sending.unclear(stored).count(),
        "preview": _preview(stored),
        "placeholders": letters.PLACEHOLDERS,
        "formats": stored.purpose_rules.format_labels,
        "exports": stored.exports.all(),
        "page": page_of(request, rows, size=RECIPIENTS_PER_PAGE),
        "page_address": f"?state={state}&page=" if state in RecipientState.values else "?page=",
    }
    status = 400 if form.errors else 200
    return render(request, "stakeholders/campaign.html", context, status=status)


def _preview(campaign):
    """Return (name, subject, body) of the mail to the first person who is waiting, without links
    that work; None without one."""
    waiting = campaign.recipients.filter(state=RecipientState.WAITING, contact__isnull=False)
    first = waiting.select_related("contact__organisation", "campaign").first()
    if not (campaign.text and first):
        return None
    letter = letters.letter_to(first.contact, first)
    return first.contact.name, letter.subject, PERSONAL_LINK.sub(r"\1…/", letter.body)


class FileForm(forms.Form):
    file = forms.FileField(max_length=200)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it.")
        return file.read()


def _start(request, found):
    with handing_over(request, "The campaign"):
        sending.start(found, by=request.user)
        send_campaigns.delay_on_commit()
    messages.success(request, "The portal is sending. You can leave this page.")


def _pause(request, found):
    sending.pause(ContactCampaign.objects.filter(pk=found.pk))
    messages.success(request, "Sending is paused. You can continue at any time.")


def _again(request, found):
    number = sending.try_again(found)
    messages.success(request, f"{number:,} people are waiting again. Continue sending.")


def _export(request, found):
    event, content = tools.export_list(found, by=request.user, format=request.POST.get("format"))
    return download(event, content)


def _invited(request, found):
    number = tools.mark_exported_as_invited(found, by=request.user)
    messages.success(request, f"{number:,} people are marked as invited.")


def _answers(request, found):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UploadError("; ".join(form.errors.get("file", ["Choose a file."])))
    done = replies.read_answers(found, form.cleaned_data["file"], by=request.user)
    messages.success(
        request,
        f"{done.rows:,} rows read: {done.answered:,} people answered, {done.known:,} were known "
        f"to have answered, {done.unfinished:,} have not finished.",
    )
    if done.problems:
        first = "; ".join(f"row {each.row}: {each.message}" for each in done.problems[:5])
        messages.warning(request, f"{len(done.problems):,} rows were not used. {first}")


def _bounces(request, found):
    text = request.POST.get("bounces", "")
    if request.FILES.get("file"):
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            raise UploadError("; ".join(form.errors["file"]))
        text += "\n" + form.cleaned_data["file"].decode(errors="replace")
    number = replies.record_bounces(found, text)
    messages.success(request, f"{number:,} people are marked: their address bounced.")


def _delete(request, found):
    if found.recipients.filter(invited_at__isnull=False).exists() or found.exports.exists():
        raise NotExportable(
            "People were written to or a file was exported, so the campaign is kept as the proof."
        )
    found.delete()
    messages.success(request, f"The campaign {found} was deleted.")
    return redirect("stakeholders:campaigns")


ACTS = {
    "start": _start,
    "pause": _pause,
    "again": _again,
    "export": _export,
    "invited": _invited,
    "answers": _answers,
    "bounces": _bounces,
    "delete": _delete,
}


@only_with(VIEW, EXPORT, CAMPAIGN)
@require_POST
def act(request, pk, name):
    """Do one of the acts on a campaign, then show it again."""
    if name not in ACTS:
        raise Http404("This action does not exist.")
    found = _campaign(pk)
    try:
        answer = ACTS[name](request, found)
    except (sending.NotSendable, NotExportable, UploadError) as problem:
        messages.error(request, str(problem))
        answer = None
    return answer or redirect(found)
