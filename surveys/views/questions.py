"""Pages of the questions, of one question with its answers, and of two versions in comparison."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import page_of

from ..forms import EvidenceForm, FindingForm, TopicForm
from ..models import Code, Question
from ..question_page import QuestionPage, tagged_texts
from ..redcap import compare
from ..redcap.dependencies import unread_logic
from ..redcap.words import in_words
from .projects import project_of, projects_of

MAX_QUERY_CHARACTERS = 200
QUESTIONS_PER_PAGE = 50
TEXTS_PER_PAGE = 50


@login_not_required
@require_safe
def question_list(request):
    """Show every question in order, with choices and logic in words; `q` and `form` are filters."""
    project = project_of(request)
    context = {"project": project, "projects": projects_of(request)}
    if project is None or project.newest is None:
        return render(request, "surveys/questions.html", context)
    newest = project.newest
    query = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS].replace("\0", "")
    form = request.GET.get("form", "")
    rows = project.questions.visible_to(request.user).filter(last_version=newest.number)
    total = rows.count()
    forms = list(dict.fromkeys(rows.order_by("position").values_list("form", flat=True)))
    if query:
        rows = rows.found_by(query)
    if form:
        rows = rows.filter(form=form)
    page = page_of(request, rows.order_by("position"), size=QUESTIONS_PER_PAGE)
    dictionary = newest.dictionary
    unread = unread_logic(dictionary)
    for question in page.object_list:
        question.shown_if = in_words(question.logic, dictionary) if question.logic else ""
        question.unread = unread.get(question.name, "")
        question.project = project
    context |= {
        "newest": newest,
        "versions": project.versions.order_by("-number"),
        "page": page,
        "total": total,
        "forms": forms,
        "form": form,
        "query": query,
        "page_address": _page_address(project, query, form),
        "is_demo": project.is_demo,
    }
    return render(request, "surveys/questions.html", context)


def _page_address(project, query, form):

    pairs = [("project", project.slug), ("q", query), ("form", form)]
    return f"?{urlencode([pair for pair in pairs if pair[1]])}&page="


def question_of(request, name):
    """Return (project, question) that the reader may see; raise Http404 for others."""
    project = project_of(request)
    question = None
    if project is not None:
        question = project.questions.visible_to(request.user).filter(name=name).first()
    if question is None:
        # Another questionnaire that the reader may see may have a question with this name.
        visible = Question.objects.visible_to(request.user).filter(name=name)
        if "project" not in request.GET:
            question = visible.filter(project__in=projects_of(request)).first()
    if question is None:
        raise Http404("There is no such question, or you do not have permission to see it.")
    return question.project, question


@login_not_required
@require_safe
def question_detail(request, name):
    project, question = question_of(request, name)
    shown = QuestionPage(request, project, question)
    context = {
        "project": project,
        "question": question,
        "shown": shown,
        "texts": _texts(request, project, question, shown),
        "texts_address": f"{shown.address()}&page=",
        "is_demo": project.is_demo,
        "tags": question.tags.values_list("code__name", flat=True)
        .distinct()
        .order_by("code__name"),
        "evidence": question.evidence_links.select_related("recommendation", "hurdle"),
        "findings": question.findings.visible_to(request.user),
    }
    if request.user.has_perm("surveys.add_finding"):
        context["finding_form"] = FindingForm()
    if request.user.has_perm("surveys.add_evidencelink"):
        context["evidence_form"] = EvidenceForm(source=question, is_demo=project.is_demo)
    if request.user.has_perm("surveys.conduct_interview"):
        context["codes"] = Code.objects.filter(retired_on=None, is_demo=project.is_demo)
        context["topic_form"] = TopicForm(initial={"text": question.label[:500]})
    return render(request, "surveys/question.html", context)


def _texts(request, project, question, shown):
    """Return a page of free texts for members, or None for everybody else and if too few people
    answered."""
    if not shown.is_free_text or not request.user.is_authenticated or not shown.figures.may_show:
        return None
    texts = tagged_texts(project, question)
    tag = request.GET.get("tag", "")
    if tag:
        texts = [one for one in texts if tag in one.tags]
    page = Paginator(texts, TEXTS_PER_PAGE).get_page(request.GET.get("page"))
    page.tag = tag
    return page


@login_not_required
@require_safe
def version_comparison(request):
    """Show the changes between two versions; `old` and `new` are their numbers."""
    project = project_of(request)
    if project is None:
        raise Http404("There is no questionnaire yet.")
    versions = {str(one.number): one for one in project.versions.order_by("number")}
    numbers = list(versions)
    new = versions.get(request.GET.get("new", numbers[-1] if numbers else ""))
    old = versions.get(request.GET.get("old", numbers[-2] if len(numbers) > 1 else ""))
    changes = compare(old.dictionary, new.dictionary) if old and new else ()
    context = {
        "project": project,
        "versions": versions.values(),
        "old": old,
        "new": new,
        "changes": changes,
        "dangerous": [change for change in changes if change.is_dangerous],
        "is_demo": project.is_demo,
        "address": reverse("surveys:versions"),
    }
    return render(request, "surveys/versions.html", context)
