"""Pages of interviews: topics from answers, statements, and their codes."""

import re

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.sent_forms import sent_once
from core.transitions import InvalidTransition

from ..coding import agreements
from ..forms import EvidenceForm, InterviewForm, StatementForm, TopicForm
from ..models import Code, Coding, Interview, InterviewStatement, InterviewTopic
from .posting import posted_with, saved_or_told
from .projects import project_of, projects_of
from .questions import question_of

CONDUCTS = "surveys.conduct_interview"
MAX_CODES = 50
DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@require_safe
def interview_list(request):
    """Show approved statements to members; interviewers also plan interviews and record and code
    statements."""
    project = project_of(request)
    context = {"project": project, "projects": projects_of(request)}
    if project is None:
        return render(request, "surveys/interviews.html", context)
    user = request.user
    conducts = user.has_perm(CONDUCTS)
    statements = InterviewStatement.objects.visible_to(user).prefetch_related(
        Prefetch("codings", queryset=Coding.objects.select_related("code", "coder")),
        "evidence_links__recommendation",
        "evidence_links__hurdle",
    )
    rows = project.interviews.prefetch_related("topics", Prefetch("statements", statements))
    if not conducts:
        rows = rows.filter(state="approved")
    interviews = list(rows)
    for interview in interviews:
        for statement in interview.statements.all():
            codings = statement.codings.all()
            statement.tags = sorted({coding.code.name for coding in codings})
            statement.own_codes = [
                coding.code_id for coding in codings if coding.coder_id == user.pk
            ]
            if user.has_perm("surveys.add_evidencelink"):
                statement.evidence_form = EvidenceForm(
                    source=statement, is_demo=project.is_demo, auto_id=f"s{statement.pk}_%s"
                )
    pairs, alpha = agreements(project) if conducts else ([], None)
    context |= {
        "interviews": interviews,
        "topics": project.topics.select_related("question__project"),
        "conducts": conducts,
        "pairs": pairs,
        "alpha": alpha,
        "codes": Code.objects.filter(retired_on=None, is_demo=project.is_demo),
        "is_demo": project.is_demo,
    }
    if conducts:
        context["form"] = InterviewForm(project=project)
        context["statement_form"] = StatementForm()
    return render(request, "surveys/interviews.html", context)


def _page_of(project):
    return f"{reverse('surveys:interviews')}?project={project.slug}"


@posted_with(CONDUCTS)
def add_topic(request, name):
    """Make a question, or one answer to it, a topic of interviews."""
    project, question = question_of(request, name)
    form = TopicForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The topic is not valid. Write at most 500 characters.")
        return redirect(question.get_absolute_url())
    _, is_new = InterviewTopic.objects.get_or_create(
        question=question,
        text=form.cleaned_data["text"],
        answer=form.cleaned_data["answer"],
        defaults={"project": project, "by": request.user},
    )
    messages.success(request, "The topic is added." if is_new else "The topic already exists.")
    return redirect(_page_of(project))


def _changed_codes(request, project, rows):
    """Return the codes that a person ticked and those whose tick they took away.

    They are compared with the ticks of the page when it was opened, so that changes of other people
    stay; without these, with the codes of the rows. Retired codes are not on the page and stay.
    """
    offered = {
        code.pk: code for code in Code.objects.filter(retired_on=None, is_demo=project.is_demo)
    }
    ticked = _keys(request.POST.getlist("codes")[:MAX_CODES])
    if "seen" in request.POST:
        seen = _keys(request.POST["seen"].split())
    else:
        seen = set(rows.values_list("code", flat=True))
    added, removed = ticked - seen, seen - ticked
    return [[code for key, code in offered.items() if key in keys] for keys in (added, removed)]


def _keys(texts):
    return {int(text) for text in texts if text.isdecimal()}


@posted_with(CONDUCTS)
@transaction.atomic
def tag_answer(request, name):
    """Change the tags of one free-text answer, which its digest identifies."""
    project, question = question_of(request, name)
    digest = request.POST.get("digest", "")
    if not DIGEST.match(digest):
        raise Http404("There is no such answer.")
    tags = question.tags.filter(digest=digest)
    added, removed = _changed_codes(request, project, tags)
    tags.filter(code__in=removed).delete()
    for code in added:
        question.tags.get_or_create(digest=digest, code=code, defaults={"by": request.user})
    messages.success(request, "The tags are saved.")
    return redirect(question.get_absolute_url())


@posted_with(CONDUCTS)
@sent_once()
def plan_interview(request):
    project = project_of(request)
    if project is None:
        raise Http404("There is no questionnaire yet.")
    form = InterviewForm(request.POST, project=project)
    return saved_or_told(request, form, "The interview is planned.", _page_of(project))


@posted_with(CONDUCTS)
def move_interview(request, pk):
    interview = get_object_or_404(Interview.objects.select_related("project"), pk=pk)
    try:
        interview.move_to(request.POST.get("state", ""))
    except (InvalidTransition, ValueError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, f"The state of the interview is now: {interview.get_state_display()}."
        )
    return redirect(_page_of(interview.project))


@posted_with(CONDUCTS)
@sent_once()
def add_statement(request, pk):
    interview = get_object_or_404(Interview.objects.select_related("project"), pk=pk)
    if interview.state != "held":
        messages.error(
            request,
            "The interview is not held, or already approved. Add statements between these two "
            "steps.",
        )
        return redirect(_page_of(interview.project))
    form = StatementForm(
        request.POST,
        instance=InterviewStatement(interview=interview, position=interview.statements.count()),
    )
    return saved_or_told(request, form, "The statement is added.", _page_of(interview.project))


@posted_with(CONDUCTS)
def code_statement(request, pk):
    """Change the codes of this account for a statement; codes of other coders are kept."""
    statement = get_object_or_404(
        InterviewStatement.objects.select_related("interview__project"), pk=pk
    )
    project = statement.interview.project
    own = statement.codings.filter(coder=request.user)
    added, removed = _changed_codes(request, project, own)
    own.filter(code__in=removed).delete()
    for code in added:
        Coding.objects.get_or_create(statement=statement, code=code, coder=request.user)
    messages.success(request, "Your codes are saved.")
    return redirect(_page_of(project))


@posted_with("surveys.add_evidencelink")
def statement_evidence(request, pk):
    statement = InterviewStatement.objects.visible_to(request.user).filter(pk=pk).first()
    if statement is None:
        raise Http404("There is no such statement, or you do not have permission to see it.")
    project = statement.interview.project
    if statement.interview.state != "approved":
        messages.error(
            request, "The interview is not approved. Mark it as approved before you link evidence."
        )
        return redirect(_page_of(project))
    form = EvidenceForm(request.POST, source=statement, is_demo=project.is_demo)
    return saved_or_told(request, form, "The evidence is linked.", _page_of(project))
