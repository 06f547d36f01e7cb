"""Makes requests for missing cells, and sends their mails and reminders."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import mail
from stakeholders.email_change import can_send_mail
from stakeholders.models import Contact

from ..models import AskedCell, CompletionCampaign, CompletionRequest, DossierStudy, RequestState
from .links import path_of
from .people import address_of
from .questions import missing_cells

REMIND_AFTER = (timedelta(days=7), timedelta(days=14))


@transaction.atomic
def ask(campaign, dossier, people, *, by):
    """Ask `people` (values of `Person`) for every missing cell of a product; return the number of
    new requests. Nobody is asked twice in one campaign about one product."""
    campaign = CompletionCampaign.objects.select_for_update().get(pk=campaign.pk)
    known = {
        (row.contact_id, row.study_id, row.address_key)
        for row in campaign.requests.filter(dossier=dossier)
    }
    missing, made = missing_cells(dossier), 0
    for value in people:
        who = _who(dossier, value)
        if who is None or not missing or tuple(who.values()) in known:
            continue
        known.add(tuple(who.values()))
        request = CompletionRequest.objects.create(
            campaign=campaign, dossier=dossier, created_by=by, **who
        )
        AskedCell.objects.bulk_create(
            AskedCell(request=request, study=study, key=field.key) for study, field in missing
        )
        made += 1
    return made


def _who(dossier, value):
    """Return the columns of a request that name its person; None if the value names nobody."""
    kind, _, rest = value.partition(":")
    key, _, address_key = rest.partition(":")
    if not key.isdecimal() or len(key) > 17:
        return None
    if kind == "contact":
        found = Contact.objects.filter(pk=int(key), anonymised_on=None).exists()
        return {"contact_id": int(key), "study_id": None, "address_key": ""} if found else None
    found = DossierStudy.objects.filter(pk=int(key), dossier=dossier).exists()
    who = {"contact_id": None, "study_id": int(key), "address_key": address_key[:20]}
    return who if found else None


def send_due(now=None):
    """Send the due mails and reminders of open campaigns; return their number. Nobody is written to
    about an invented product."""
    now = now or timezone.now()
    if not can_send_mail():
        return 0
    sent = 0
    due = CompletionRequest.objects.filter(
        campaign__closes_on__gte=timezone.localdate(now), dossier__is_demo=False
    ).select_related("campaign", "dossier", "study", "contact")
    for request in due.filter(state=RequestState.UNSENT):
        sent += _send(request, now)
    for request in due.filter(state=RequestState.SENT).exclude(sent_at=None):
        sent += _remind(request, now)
    return sent


def _lines(request):
    campaign = request.campaign
    return [
        campaign.text,
        f"Your personal link, without an account: {mail.address(path_of(request))}",
        f"The link is for the product {request.dossier} and works until "
        f"{campaign.closes_on:%d %B %Y}. Curators check every answer before it is used. If you "
        "cannot answer, say so on the page, and we will not remind you.",
    ]


def _send(request, now):
    rows = CompletionRequest.objects.filter(pk=request.pk, state=RequestState.UNSENT)
    email = address_of(request)
    if not email:
        rows.update(state=RequestState.LEFT_OUT)
        return 0
    # Only the worker that changes the state sends the mail, so that it is sent once.
    if not rows.update(state=RequestState.SENT, sent_at=now):
        return 0
    if mail.send(request.campaign.name, _lines(request), [email]):
        return 1
    sent = CompletionRequest.objects.filter(pk=request.pk, state=RequestState.SENT)
    sent.update(state=RequestState.UNSENT, sent_at=None)
    return 0


def _remind(request, now):
    due = sum(now - request.sent_at >= limit for limit in REMIND_AFTER)
    if due <= request.reminders:
        return 0
    email = address_of(request)
    rows = CompletionRequest.objects.filter(
        pk=request.pk, reminders=request.reminders, state=RequestState.SENT
    )
    if not email or not rows.update(reminders=due):
        return 0
    return int(mail.send(f"Reminder: {request.campaign.name}", _lines(request), [email]))


def mark_sent(request):
    """Mark a request whose link a curator sent by other means; return whether it was unsent."""
    rows = CompletionRequest.objects.filter(pk=request.pk, state=RequestState.UNSENT)
    return bool(rows.update(state=RequestState.SENT, sent_at=timezone.now()))
