"""Pages of findings: sentences with a frozen figure, their evidence links, and changed figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.lists import page_of
from core.sent_forms import sent_once

from ..findings import NotMeasurable, freeze, settle
from ..forms import EvidenceForm, FindingForm
from ..models import Finding, FindingDrift, Question
from .posting import posted_with, saved_or_told
from .projects import projects_of
from .questions import question_of

MAX_QUERY_CHARACTERS = 200


@login_not_required
@require_safe
def finding_list(request):
    rows = Finding.objects.visible_to(request.user).with_sources()
    query = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS].replace("\0", "")
    slug = request.GET.get("project", "")
    if query:
        rows = rows.found_by(query)
    if slug:
        rows = rows.filter(project__slug=slug)
    moved = []
    if request.user.has_perm("surveys.change_finding"):
        moved = FindingDrift.objects.filter(settled_at=None).select_related(
            "finding__project", "finding__question"
        )
    context = {
        "page": page_of(request, rows.order_by("-frozen_on", "-pk")),
        "query": query,
        "moved": moved,
        "projects": projects_of(request),
        "project_slug": slug,
    }
    return render(request, "surveys/findings.html", context)


def _finding(request, pk):
    rows = Finding.objects.visible_to(request.user).with_sources()
    finding = rows.filter(pk=pk).first()
    if finding is None:
        raise Http404("There is no such finding, or you do not have permission to see it.")
    return finding


@login_not_required
@require_safe
def finding_detail(request, pk):
    finding = _finding(request, pk)
    context = {
        "finding": finding,
        "links": finding.evidence_links.select_related("recommendation", "hurdle"),
        "answer": finding.question and _answer_words(finding),
        "open_drift": finding.drifts.filter(settled_at=None).first(),
        "is_demo": finding.project.is_demo,
    }
    if request.user.has_perm("surveys.add_evidencelink"):
        context["evidence_form"] = EvidenceForm(source=finding, is_demo=finding.project.is_demo)
    return render(request, "surveys/finding.html", context)


def _answer_words(finding):
    labels = dict(finding.question.choices)
    return labels.get(finding.code, finding.code) or "All answers"


@posted_with("surveys.add_finding")
@sent_once()
def freeze_finding(request, name):
    """Freeze the figure that the page of a question shows as a finding."""
    _, question = question_of(request, name)
    form = FindingForm(request.POST, instance=Finding(question=question))
    if not form.is_valid():
        messages.error(
            request, "The finding is not valid. Write one sentence of at most 500 characters."
        )
        return redirect(question.get_absolute_url())
    finding = form.save(commit=False)
    finding.code = request.POST.get("code", "")[:100]
    finding.group = request.POST.get("group", "")[:100]
    finding.country = request.POST.get("country", "")[:100]
    try:
        freeze(finding, by=request.user)
    except NotMeasurable as problem:
        messages.error(request, str(problem))
        return redirect(question.get_absolute_url())
    messages.success(request, f"The figure is frozen: {finding.figure}.")
    return redirect(finding.get_absolute_url())


@posted_with("surveys.change_finding")
def settle_drift(request, pk):
    drift = get_object_or_404(FindingDrift, pk=pk, settled_at=None)
    take = request.POST.get("decision") == "take"
    try:
        settle(drift, take=take, by=request.user)
    except NotMeasurable as problem:
        messages.error(request, f"The new figure cannot be accepted. {problem}")
        return redirect(drift.finding.get_absolute_url())
    words = "has the new figure" if take else "keeps its frozen figure and date"
    messages.success(request, f"The finding {words}.")
    return redirect(drift.finding.get_absolute_url())


@posted_with("surveys.publish_question")
def publish_finding(request, pk):
    finding = _finding(request, pk)
    finding.published_on = None if finding.published_on else timezone.localdate()
    finding.save()
    words = "published" if finding.published_on else "for members only"
    messages.success(request, f"The finding is {words}.")
    return redirect(finding.get_absolute_url())


@posted_with("surveys.publish_question")
@transaction.atomic
def publish_question(request, name):
    _, found = question_of(request, name)
    question = Question.objects.select_for_update().get(pk=found.pk)
    if question.is_personal:
        messages.error(request, "The question is personal, so its figures cannot be published.")
        return redirect(question.get_absolute_url())
    is_published = question.published_on is not None
    question.published_on = None if is_published else timezone.localdate()
    question.published_by = None if is_published else request.user
    question.save()
    words = "for members only" if is_published else "published"
    messages.success(request, f"The figures of the question are {words}.")
    return redirect(question.get_absolute_url())


@posted_with("surveys.add_evidencelink")
def finding_evidence(request, pk):
    finding = _finding(request, pk)
    form = EvidenceForm(request.POST, source=finding, is_demo=finding.project.is_demo)
    return saved_or_told(request, form, "The evidence is linked.", finding.get_absolute_url())


@posted_with("surveys.add_evidencelink")
def question_evidence(request, name):
    project, question = question_of(request, name)
    form = EvidenceForm(request.POST, source=question, is_demo=project.is_demo)
    return saved_or_told(request, form, "The evidence is linked.", question.get_absolute_url())
