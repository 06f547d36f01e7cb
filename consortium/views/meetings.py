"""One meeting: agenda, attendance, steps, calendar file; series and their backlog."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.sent_forms import sent_once
from core.transitions import InvalidTransition

from .. import calendars, forms, planning
from ..access import find, posted, require_keeper
from ..choices import AttendanceAnswer, ItemState, MeetingState
from ..links import calendar_link, calendar_user
from ..models import Action, Advice, AgendaItem, Body, Decision, Meeting, MeetingSeries
from .minutes import minutes_context

MAX_AGENDA_ITEMS = 200


@login_not_required
@require_safe
def meeting_detail(request, pk):
    user = request.user
    meeting = find(Meeting, user, "body", "series", pk=pk)
    is_kept = meeting.body.is_kept_by(user)
    is_inside = is_kept or meeting.body.has_member(user)
    items = meeting.items.all()[:MAX_AGENDA_ITEMS]
    context = {
        "meeting": meeting,
        "body": meeting.body,
        "is_kept": is_kept,
        "is_inside": is_inside,
        "items": items,
        "decisions": Decision.objects.visible_to(user).filter(meeting=meeting).order_by("number"),
        "actions": Action.objects.visible_to(user).filter(meeting=meeting),
        "advice": Advice.objects.visible_to(user).filter(meeting=meeting),
        "events": meeting.events.select_related("by") if user.is_authenticated else [],
        "attendance": meeting.attendance.select_related("seat__partner")
        if user.is_authenticated
        else [],
        **minutes_context(meeting, user, is_kept=is_kept, is_inside=is_inside),
    }
    if is_kept:
        context |= {
            "backlog": AgendaItem.objects.filter(body=meeting.body, state=ItemState.BACKLOG)[
                :MAX_AGENDA_ITEMS
            ],
            "answers": AttendanceAnswer.choices,
            "item_form": forms.ItemForm(),
            "move_form": forms.MoveMeetingForm(meeting=meeting),
            "details_form": forms.MeetingDetailsForm(instance=meeting),
        }
    return render(request, "consortium/meeting.html", context)


def kept_meeting(request, pk):
    """Return a meeting that the user may edit; 404 or 403 otherwise."""
    meeting = find(Meeting, request.user, "body", pk=pk)
    require_keeper(meeting.body, request.user)
    return meeting


def done_or_told(request, row, action, done):
    """Do the action and say so, or show why it is refused; return to the page of the row."""
    try:
        with transaction.atomic():
            action()
    except (InvalidTransition, planning.Clash) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(row.get_absolute_url())


def show_errors(request, form):
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label or name}: " if name in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}{error}")


@posted
def change_state(request, pk):
    meeting = kept_meeting(request, pk)
    state = request.POST.get("state")
    if state not in MeetingState.values:
        messages.error(request, "The state is not known. Open the page again.")
        return redirect(meeting.get_absolute_url())
    label = MeetingState(state).label.lower()
    note = request.POST.get("note", "")[:2000]
    return done_or_told(
        request,
        meeting,
        lambda: planning.change_state(meeting, state, by=request.user, note=note),
        f"The meeting is {label}.",
    )


@posted
def move(request, pk):
    meeting = kept_meeting(request, pk)
    form = forms.MoveMeetingForm(request.POST, meeting=meeting)
    if not form.is_valid():
        show_errors(request, form)
        return redirect(meeting.get_absolute_url())
    return done_or_told(
        request,
        meeting,
        lambda: planning.move_meeting(meeting, by=request.user, **form.planned("reason")),
        "The meeting is moved. Calendars that read the feed follow.",
    )


@posted
@transaction.atomic
def edit(request, pk):
    meeting = kept_meeting(request, pk)
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    form = forms.MeetingDetailsForm(request.POST, instance=locked)
    if not form.is_valid():
        show_errors(request, form)
    elif form.changed_data:
        form.instance.sequence += 1
        form.save()
        messages.success(request, "The meeting is changed.")
    return redirect(meeting.get_absolute_url())


@posted
def attendance(request, pk):
    meeting = kept_meeting(request, pk)
    answers, seen = (_by_key(request.POST, prefix) for prefix in ("seat-", "seen-"))
    return done_or_told(
        request,
        meeting,
        lambda: planning.record_attendance(meeting, answers, seen=seen),
        "The attendance is recorded.",
    )


def _by_key(posted, prefix):
    """Return {key: value} of the fields whose names are the prefix and a key."""
    return {
        int(name.removeprefix(prefix)): value
        for name, value in posted.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()
    }


# Agenda


def _add_item(request, row, **values):
    form = forms.ItemForm(request.POST)
    if form.is_valid():
        for name, value in values.items():
            setattr(form.instance, name, value)
        form.save()
        messages.success(request, f"“{form.instance}” is added.")
    else:
        show_errors(request, form)
    return redirect(row.get_absolute_url())


@posted
@sent_once()
def add_to_agenda(request, pk):
    meeting = kept_meeting(request, pk)
    if not meeting.is_open:
        messages.error(
            request, "The meeting is over, so its agenda cannot grow. Choose a later meeting."
        )
        return redirect(meeting.get_absolute_url())
    return _add_item(
        request,
        meeting,
        body=meeting.body,
        series=meeting.series,
        meeting=meeting,
        state=ItemState.ON_AGENDA,
        position=meeting.items.count() + 1,
        is_demo=meeting.is_demo,
    )


@posted
def pull(request, pk, item):
    meeting = kept_meeting(request, pk)
    row = get_object_or_404(AgendaItem, pk=item, body=meeting.body)
    return done_or_told(
        request, meeting, lambda: planning.pull(row, meeting), f"“{row}” is on the agenda."
    )


@posted
def settle_item(request, pk, item):
    """Mark an item as discussed, or defer it."""
    meeting = kept_meeting(request, pk)
    row = get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    if request.POST.get("answer") == "defer":
        return done_or_told(
            request, meeting, lambda: planning.defer(row), f"“{row}” is in the backlog again."
        )
    outcome = request.POST.get("outcome", "")[:5000]
    return done_or_told(
        request, meeting, lambda: planning.discuss(row, outcome), f"“{row}” is discussed."
    )


# Series and planning


@require_safe
def series_detail(request, pk):
    series = get_object_or_404(MeetingSeries.objects.select_related("body"), pk=pk)
    user = request.user
    is_kept = series.body.is_kept_by(user)
    is_inside = is_kept or series.body.has_member(user)
    meetings = Meeting.objects.visible_to(user).filter(series=series).select_related("body")
    context = {
        "series": series,
        "body": series.body,
        "is_kept": is_kept,
        "is_inside": is_inside,
        "meetings": meetings.order_by("starts_at"),
        "backlog": series.items.filter(state=ItemState.BACKLOG) if is_inside else [],
        "item_form": forms.ItemForm(),
    }
    return render(request, "consortium/series.html", context)


@posted
@sent_once()
def add_to_backlog(request, pk):
    """Add an item; every member of the body may."""
    series = get_object_or_404(MeetingSeries.objects.select_related("body"), pk=pk)
    if not series.body.has_member(request.user):
        require_keeper(series.body, request.user)
    return _add_item(request, series, body=series.body, series=series, is_demo=series.is_demo)


def _plan(request, slug, make_form, plan, title):
    body = get_object_or_404(Body, slug=slug)
    require_keeper(body, request.user)
    form = make_form(body, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = plan(body, form)
        except planning.Clash as clash:
            form.add_error(None, str(clash))
        else:
            messages.success(request, f"{title} is planned as a draft.")
            return redirect(row.get_absolute_url())
    return render(
        request, "consortium/plan.html", {"body": body, "form": form, "title": f"New: {title}"}
    )


@require_http_methods(["GET", "POST"])
@sent_once()
def plan_series(request, slug):
    return _plan(
        request,
        slug,
        lambda body, data: forms.SeriesForm(data),
        lambda body, form: planning.plan_series(
            body=body, by=request.user, **form.planned("title", "rhythm", "number", "visibility")
        ),
        "Meeting series",
    )


@require_http_methods(["GET", "POST"])
@sent_once()
def plan_meeting(request, slug):
    return _plan(
        request,
        slug,
        lambda body, data: forms.MeetingForm(data, body=body),
        lambda body, form: planning.plan_meeting(
            body=body, by=request.user, **form.planned("title", "series", "visibility")
        ),
        "Meeting",
    )


# Calendars


def _calendar(content, name):
    return HttpResponse(
        content,
        content_type=calendars.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


@login_not_required
@require_safe
def meeting_calendar(request, pk):
    meeting = find(Meeting, request.user, "body", pk=pk)
    return _calendar(calendars.of_meetings([meeting]), f"join4atmp-meeting-{meeting.pk}")


@require_safe
def calendar(request):
    """Show the address of the reader's own calendar feed."""
    return render(request, "consortium/calendar.html", {"link": calendar_link(request.user)})


MAX_CALENDAR_ENTRIES = 500


@login_not_required
@require_safe
def calendar_feed(request, token):
    """Return the meetings that the owner of the link may see."""
    user = calendar_user(token)
    if user is None:
        return HttpResponse(
            "The calendar link is not valid. Open the page “My calendar feed” for a new one.",
            status=404,
            content_type="text/plain; charset=utf-8",
        )
    meetings = Meeting.objects.visible_to(user).select_related("body")
    latest = meetings.order_by("-starts_at")[:MAX_CALENDAR_ENTRIES]
    response = _calendar(calendars.of_meetings(latest), "join4atmp-meetings")
    response["Cache-Control"] = "private, max-age=900"
    return response
