"""Sends requests to facilities without showing the contact, sends reminders and closes requests.

A request is sent at once, and again after one and two weeks. After three weeks without an answer it
is closed, and the sender, the facility and the portal's help-desk get an e-mail.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from core import mail

from .models import FacilityRequest
from .models.requests import RequestState

SALT = "capacities.request"
REMIND_AFTER = (timedelta(days=7), timedelta(days=14))
CLOSE_AFTER = timedelta(days=21)
KEPT_DAYS = 365  # then the request is deleted, with the sender's address
CLOSED = (RequestState.ANSWERED, RequestState.NO_ANSWER, RequestState.NO_CONTACT)


def token_of(request):
    return signing.dumps(request.pk, salt=SALT)


def request_of_token(token):
    """Return the request of a link, None if the link is not valid or the request is deleted."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return FacilityRequest.objects.select_related("facility").filter(pk=key).first()


def send_request(facility, **values):
    """Save a request, send it, and return the FacilityRequest with its state."""
    request = FacilityRequest.objects.create(facility=facility, is_demo=facility.is_demo, **values)
    deliver(request)
    return request


def deliver(request):
    """Send a request to the contacts of its facility, or to the help-desk without one."""
    facility = request.facility
    people = list(facility.contacts.usable().values_list("email", flat=True))
    if facility.is_demo:
        people = []  # invented addresses receive no e-mail
    answered = mail.address(reverse("capacities:request_answered", args=[token_of(request)]))
    lines = [
        f"{request.name}{f', {request.organisation},' if request.organisation else ''} wrote to "
        f"{facility.name} through the JOIN4ATMP portal:",
        request.message,
        f"Reply to this e-mail, or write to {request.email}. Your address was not shown.",
        f"Then confirm that you have answered: {answered}",
    ]
    if not people:
        mail.send(f"No contact for {facility.name}", lines, mail.desk(), reply_to=[request.email])
        return _close(request, RequestState.NO_CONTACT)
    if mail.send(f"Request to {facility.name}", lines, people, reply_to=[request.email]):
        now = timezone.now()
        FacilityRequest.objects.filter(pk=request.pk, sent_at=None).update(
            state=RequestState.WAITING, sent_at=now
        )
        request.refresh_from_db()
    return request


def _close(request, state):
    FacilityRequest.objects.filter(pk=request.pk).exclude(state__in=CLOSED).update(
        state=state, closed_at=timezone.now()
    )
    request.refresh_from_db()
    return request


def mark_answered(request):
    """Close a request as answered, also if it was already closed as “no answer”."""
    FacilityRequest.objects.filter(pk=request.pk).update(
        state=RequestState.ANSWERED, closed_at=timezone.now()
    )


def follow_up(now=None):
    """Send unsent requests and reminders, close old requests and delete expired ones. Returns the
    number of requests that were sent, reminded or closed."""
    now = now or timezone.now()
    done = 0
    for request in FacilityRequest.objects.filter(state=RequestState.UNSENT).select_related(
        "facility"
    ):
        deliver(request)
        done += 1
    waiting = FacilityRequest.objects.filter(state=RequestState.WAITING).select_related("facility")
    for request in waiting:
        done += _follow_up_one(request, now)
    FacilityRequest.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return done


@transaction.atomic
def _follow_up_one(request, now):
    age = now - request.sent_at
    if age >= CLOSE_AFTER:
        _close(request, RequestState.NO_ANSWER)
        facility = request.facility
        lines = [
            f"The request from {request.name} to {facility.name} of {request.sent_at:%d %B %Y} had "
            "no answer for three weeks and is closed.",
            f"The facility's page: {mail.address(facility.get_absolute_url())}",
        ]
        people = facility.contacts.usable().values_list("email", flat=True)
        mail.send("A request was closed without an answer", lines, [request.email, *people])
        mail.send("A request was closed without an answer", lines, mail.desk())
        return 1
    due = sum(age >= limit for limit in REMIND_AFTER)
    # Only the worker that changes the number sends the reminder, so that it is sent once.
    moved = due > request.reminders and FacilityRequest.objects.filter(
        pk=request.pk, reminders=request.reminders
    ).update(reminders=due, reminded_at=now)
    if moved:
        deliver(request)
    return int(bool(moved))


def response_rate(facility):
    """Return (answered, closed requests that reached a contact)."""
    return tuple(
        facility.requests.aggregate(
            answered=Count("pk", filter=Q(state=RequestState.ANSWERED)),
            closed=Count("pk", filter=Q(state__in=[RequestState.ANSWERED, RequestState.NO_ANSWER])),
        ).values()
    )
