"""Single actions, and the personal link to answer one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.sent_forms import sent_once
from core.transitions import InvalidTransition

from .. import forms, recording
from ..access import find, posted, require_keeper, seen_through
from ..links import action_link, action_of
from ..mail import send_action
from ..models import Action, Advice, Decision
from ..trace import links_of
from .meetings import kept_meeting, show_errors


def may_answer(action, user):
    seat = action.seat
    return bool(seat and seat.user_id == user.pk) or action.body.is_kept_by(user)


@login_not_required
@require_safe
def action_detail(request, pk):
    user = request.user
    action = find(Action, user, "body", "decision", "advice", "meeting", "seat", pk=pk)
    is_kept = action.body.is_kept_by(user)
    answers = user.is_authenticated and may_answer(action, user)
    context = {
        "action": action,
        "is_kept": is_kept,
        "links": links_of(action, user),
        "events": action.events.select_related("by") if user.is_authenticated else [],
        "answer_form": forms.AnswerForm() if answers and action.is_open else None,
        "personal_link": action_link(action) if is_kept and action.is_open else "",
        "link_form": forms.LinkForm(source=action, user=user) if is_kept else None,
        **seen_through(action, user, "decision", "advice", "meeting"),
    }
    return render(request, "consortium/action.html", context)


def _record(request, body, **values):
    """Record an action from the posted form and mail its link; return it, or None."""
    action = Action(body=body, **values)
    form = forms.ActionForm(request.POST, instance=action, body=body)
    if not form.is_valid():
        show_errors(request, form)
        return None
    recording.record_action(form.save(commit=False), by=request.user)
    sent = send_action(action)
    messages.success(
        request,
        "The action is recorded, and its link is sent."
        if sent
        else "The action is recorded. Its page has the personal link to answer it.",
    )
    return action


@posted
@sent_once()
def add_to_decision(request, pk):
    decision = find(Decision, request.user, "body", "meeting", pk=pk)
    require_keeper(decision.body, request.user)
    _record(
        request,
        decision.body,
        decision=decision,
        meeting=decision.meeting,
        is_demo=decision.is_demo,
    )
    return redirect(decision.get_absolute_url())


@posted
@sent_once()
def add_to_advice(request, pk):
    advice = find(Advice, request.user, "body", pk=pk)
    require_keeper(advice.body, request.user)
    _record(request, advice.body, advice=advice, is_demo=advice.is_demo)
    return redirect(advice.get_absolute_url())


@posted
@sent_once()
def add_to_meeting(request, pk):
    meeting = kept_meeting(request, pk)
    _record(request, meeting.body, meeting=meeting, is_demo=meeting.is_demo)
    return redirect(meeting.get_absolute_url())


def _answer(action, form, by):
    """Save the answer; return whether it was accepted. A refusal is an error of the form."""
    try:
        recording.answer_action(action, by=by, **form.values())
    except InvalidTransition as refused:
        form.add_error(None, str(refused))
        return False
    return True


@posted
def answer(request, pk):
    action = find(Action, request.user, "body", "seat", pk=pk)
    if not may_answer(action, request.user):
        raise PermissionDenied("The action belongs to another role. Ask its secretary.")
    form = forms.AnswerForm(request.POST)
    if form.is_valid() and _answer(action, form, request.user):
        messages.success(request, "The answer is saved.")
    else:
        show_errors(request, form)
    return redirect(action.get_absolute_url())


@login_not_required
@require_http_methods(["GET", "POST"])
def answer_by_link(request, token):
    """Answer one action with its personal link, without an account."""
    action = action_of(token)
    if action is None:
        return render(request, "consortium/answer_gone.html", status=404)
    by = action.seat.user if action.seat else None
    form = forms.AnswerForm(request.POST or None)
    is_saved = False
    if request.method == "POST" and form.is_valid():
        is_saved = _answer(action, form, by)
    context = {
        "action": action,
        "form": form,
        "is_saved": is_saved,
        **seen_through(action, by or AnonymousUser(), "decision"),
    }
    response = render(request, "consortium/answer.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
