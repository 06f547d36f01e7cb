"""Minutes of a meeting: their steps and comments."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.sent_forms import sent_once
from core.transitions import InvalidTransition

from .. import forms, recording
from ..access import find, posted, require_keeper
from ..choices import AttendanceAnswer, MinutesState
from ..models import Meeting, Minutes

MAX_LINES_SHOWN = 400


def shortened(text):
    """Return the first lines of a text, and the number of lines that are left out."""
    lines = text.splitlines()
    return "\n".join(lines[:MAX_LINES_SHOWN]), max(len(lines) - MAX_LINES_SHOWN, 0)


def minutes_context(meeting, user, *, is_kept, is_inside):
    """Return what the page of a meeting shows of its minutes. The public reads the published part,
    members read approved minutes, and the body reads proposed ones."""
    minutes = Minutes.objects.filter(meeting=meeting).select_related("approved_by").first()
    if minutes is None:
        return {"minutes": None}
    is_public = minutes.state == MinutesState.PUBLISHED
    reads_all = is_inside or (user.is_authenticated and minutes.is_locked)
    if minutes.state == MinutesState.DRAFT:
        reads_all = is_kept
    text, more = shortened(minutes.text) if reads_all else ("", 0)
    attends = is_inside and minutes.may_approve(user)
    return {
        "minutes": minutes if reads_all or is_public else None,
        "minutes_text": text,
        "minutes_more": more,
        "reads_all": reads_all,
        "shows_public_part": is_public,
        "reactions": minutes.reactions.select_related("seat") if reads_all else [],
        "corrections": minutes.corrections.all() if reads_all else [],
        "may_approve": attends and minutes.state == MinutesState.PROPOSED,
        "reaction_form": forms.ReactionForm() if attends else None,
    }


@require_safe
def minutes_file(request, pk):
    """Return the whole minutes as a text file, to people who may read them."""
    meeting = find(Meeting, request.user, "body", pk=pk)
    is_kept = meeting.body.is_kept_by(request.user)
    is_inside = is_kept or meeting.body.has_member(request.user)
    shown = minutes_context(meeting, request.user, is_kept=is_kept, is_inside=is_inside)
    if not shown["minutes"] or not shown["reads_all"]:
        raise Http404("There are no minutes of this meeting that you may read.")
    return HttpResponse(
        shown["minutes"].text,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="join4atmp-minutes-{meeting.pk}.txt"'
        },
    )


def _kept(request, pk):
    meeting = find(Meeting, request.user, "body", pk=pk)
    require_keeper(meeting.body, request.user)
    return meeting


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit_minutes(request, pk):
    meeting = _kept(request, pk)
    minutes = recording.minutes_of(meeting)
    if request.method == "POST":
        minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if minutes.is_locked:
        messages.error(
            request,
            "The minutes are approved and cannot be edited. Add a correction to the annex.",
        )
        return redirect(meeting.get_absolute_url())
    form = forms.MinutesForm(request.POST or None, instance=minutes)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "The minutes are saved.")
        return redirect(minutes.get_absolute_url())
    return render(request, "consortium/minutes_form.html", {"form": form, "meeting": meeting})


@posted
def move_minutes(request, pk):
    """Propose, return, approve or publish the minutes."""
    meeting = find(Meeting, request.user, "body", pk=pk)
    step = request.POST.get("step")
    if step != "approve":
        require_keeper(meeting.body, request.user)
    minutes = recording.minutes_of(meeting)
    steps = {
        "propose": lambda: recording.propose_minutes(minutes, by=request.user),
        "return": lambda: recording.return_minutes(
            minutes, by=request.user, note=request.POST.get("note", "")[:2000]
        ),
        "approve": lambda: recording.approve_minutes(minutes, by=request.user),
        "publish": lambda: recording.publish_minutes(minutes, by=request.user),
    }
    if step not in steps:
        messages.error(request, "The step is not known. Open the page again.")
        return redirect(minutes.get_absolute_url())
    try:
        event = steps[step]()
    except InvalidTransition as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Minutes: {event}.")
    return redirect(minutes.get_absolute_url())


@posted
def react(request, pk):
    """Record what a person who attended says about proposed minutes."""
    meeting = find(Meeting, request.user, "body", pk=pk)
    minutes = get_object_or_404(Minutes, meeting=meeting)
    form = forms.ReactionForm(request.POST)
    # A person can have two seats, and have attended in one of them.
    attended = meeting.attendance.filter(
        seat__user=request.user, answer=AttendanceAnswer.ATTENDING
    ).select_related("seat")
    seat = next((row.seat for row in attended), None)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect(minutes.get_absolute_url())
    try:
        recording.react(minutes, seat, form.cleaned_data["reaction"], form.cleaned_data["text"])
    except InvalidTransition as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Your comment is recorded.")
    return redirect(minutes.get_absolute_url())


@posted
@sent_once()
def correct(request, pk):
    meeting = _kept(request, pk)
    minutes = recording.minutes_of(meeting)
    text = request.POST.get("text", "").strip()[:5000]
    try:
        if not text:
            raise InvalidTransition("The correction is empty. Write its text.")
        recording.correct_minutes(minutes, text, by=request.user)
    except InvalidTransition as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The correction is added to the annex.")
    return redirect(minutes.get_absolute_url())
