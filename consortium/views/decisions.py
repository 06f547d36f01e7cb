"""Single decisions and advice: recording, steps, links, and what became of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.sent_forms import sent_once

from .. import forms, recording
from ..access import find, posted, require_keeper, seen_through
from ..choices import ADVICE_STEPS, AdviceState, DecisionState
from ..models import Action, Advice, Body, Decision, Link
from ..trace import Trace
from .meetings import done_or_told, kept_meeting, show_errors


def _steps(row, left_out=()):
    """Return the choices of the states that may follow the state of a row."""
    return [
        (state.value, state.label)
        for state in row.STATES
        if state in row.STEPS[row.state] and state not in left_out
    ]


@login_not_required
@require_safe
def decision_detail(request, number):
    user = request.user
    decision = find(Decision, user, "body", "meeting", "work_package", "replaces", number=number)
    is_kept = decision.body.is_kept_by(user)
    trace, events = Trace(decision, user), list(decision.events.select_related("by"))
    if not trace.later:
        for event in events:
            if event.new == DecisionState.REPLACED:
                event.note = ""  # it names a decision that the reader may not see
    context = {
        "decision": decision,
        "body": decision.body,
        "is_kept": is_kept,
        "trace": trace,
        "events": events,
        **seen_through(decision, user, "meeting", "replaces"),
    }
    if is_kept:
        steps = _steps(decision, (DecisionState.REPLACED,))
        context |= {
            "step_form": forms.NoteForm(choices=steps) if steps else None,
            "link_form": forms.LinkForm(source=decision, user=user),
            "action_form": forms.ActionForm(body=decision.body),
            "access_form": forms.DecisionAccessForm(instance=decision),
        }
    return render(request, "consortium/decision.html", context)


@posted
@transaction.atomic
def decision_access(request, number):
    """Change who reads a decision; its text is not touched."""
    decision = find(Decision, request.user, "body", number=number)
    require_keeper(decision.body, request.user)
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    form = forms.DecisionAccessForm(request.POST, instance=locked)
    if form.is_valid():
        form.save()
        messages.success(request, f"{decision.number} is visible to: {_reader(locked)}.")
    else:
        show_errors(request, form)
    return redirect(decision.get_absolute_url())


def _reader(decision):
    return decision.get_visibility_display().lower()


@require_http_methods(["GET", "POST"])
@sent_once()
@transaction.atomic
def record_decision(request, pk):
    """Record a decision of a meeting."""
    meeting = kept_meeting(request, pk)
    decision = Decision(
        body=meeting.body,
        meeting=meeting,
        visibility=meeting.visibility,
        decided_on=meeting.held_on.isoformat(),
        is_demo=meeting.is_demo,
    )
    form = forms.DecisionForm(
        request.POST or None, instance=decision, body=meeting.body, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        decision = recording.record_decision(form.save(commit=False), by=request.user)
        for name, target in form.targets().items():
            Link.objects.create(decision=decision, **{name: target})
        messages.success(request, f"{decision.number} is recorded as proposed.")
        return redirect(decision.get_absolute_url())
    return render(
        request,
        "consortium/decision_form.html",
        {"form": form, "meeting": meeting, "title": "New decision"},
    )


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit_decision(request, number):
    decision = find(Decision, request.user, "body", "meeting", number=number)
    require_keeper(decision.body, request.user)
    if request.method == "POST":
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not decision.is_open:
        messages.error(
            request,
            f"Decision {decision.number} is {decision.get_state_display().lower()} and cannot be "
            "edited. Record a new decision that replaces it.",
        )
        return redirect(decision.get_absolute_url())
    form = forms.DecisionForm(
        request.POST or None, instance=decision, body=decision.body, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{decision.number} is changed.")
        return redirect(decision.get_absolute_url())
    return render(
        request,
        "consortium/decision_form.html",
        {"form": form, "decision": decision, "title": f"Decision {decision.number}"},
    )


@posted
def move_decision(request, number):
    decision = find(Decision, request.user, "body", number=number)
    require_keeper(decision.body, request.user)
    form = forms.NoteForm(request.POST, choices=DecisionState.choices)
    if not form.is_valid():
        show_errors(request, form)
        return redirect(decision.get_absolute_url())
    state = form.cleaned_data["state"]
    return done_or_told(
        request,
        decision,
        lambda: recording.move_decision(
            decision, state, by=request.user, note=form.cleaned_data["note"]
        ),
        f"{decision.number}: {DecisionState(state).label.lower()}.",
    )


SOURCES = {"decision": Decision, "advice": Advice, "action": Action}


def _source(request, name, pk):
    if name not in SOURCES:
        raise Http404("There is no such kind of row.")
    row = find(SOURCES[name], request.user, "body", pk=pk)
    require_keeper(row.body, request.user)
    return row


@posted
def add_link(request, name, pk):
    source = _source(request, name, pk)
    form = forms.LinkForm(request.POST, source=source, user=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, "The link is added.")
    else:
        show_errors(request, form)
    return redirect(source.get_absolute_url())


@posted
def remove_link(request, name, pk, link):
    source = _source(request, name, pk)
    get_object_or_404(source.links, pk=link).delete()
    messages.success(request, "The link is removed.")
    return redirect(source.get_absolute_url())


@login_not_required
@require_safe
def advice_detail(request, number):
    user = request.user
    advice = find(Advice, user, "body", "meeting", "work_package", number=number)
    is_kept = advice.body.is_kept_by(user)
    context = {
        "advice": advice,
        "body": advice.body,
        "is_kept": is_kept,
        "trace": Trace(advice, user),
        "events": advice.events.select_related("by"),
        **seen_through(advice, user, "meeting"),
    }
    if is_kept:
        context |= {
            "reply_form": forms.ReplyForm() if advice.is_waiting else None,
            "may_act": AdviceState.ACTED_ON in ADVICE_STEPS[advice.state],
            "link_form": forms.LinkForm(source=advice, user=user),
            "action_form": forms.ActionForm(body=advice.body),
        }
    return render(request, "consortium/advice.html", context)


@require_http_methods(["GET", "POST"])
@sent_once()
def record_advice(request, slug):
    body = get_object_or_404(Body, slug=slug, gives_advice=True)
    require_keeper(body, request.user)
    form = forms.AdviceForm(request.POST or None, instance=Advice(body=body), body=body)
    if request.method == "POST" and form.is_valid():
        advice = recording.record_advice(form.save(commit=False), by=request.user)
        messages.success(request, f"{advice.number} is recorded.")
        return redirect(advice.get_absolute_url())
    return render(
        request, "consortium/plan.html", {"body": body, "form": form, "title": "New advice"}
    )


@posted
def reply(request, number):
    advice = find(Advice, request.user, "body", number=number)
    require_keeper(advice.body, request.user)
    form = forms.ReplyForm(request.POST)
    if not form.is_valid():
        show_errors(request, form)
        return redirect(advice.get_absolute_url())
    data = form.cleaned_data
    return done_or_told(
        request,
        advice,
        lambda: recording.reply_to(advice, data["state"], reply=data["reply"], by=request.user),
        "The reply is recorded.",
    )


@posted
def acted_on(request, number):
    advice = find(Advice, request.user, "body", number=number)
    require_keeper(advice.body, request.user)
    note = request.POST.get("note", "")[:2000]
    return done_or_told(
        request,
        advice,
        lambda: advice.move_to(AdviceState.ACTED_ON, by=request.user, note=note),
        "The advice is marked as acted on.",
    )
