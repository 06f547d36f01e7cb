"""The tables of the pack. No demonstration rows, no rows of a body alone, no names of people."""

from collections import Counter
from operator import attrgetter

from django.conf import settings
from django.db.models import Count, Min

from surveys.exports import HEADER as SURVEY_HEADER
from surveys.exports import figure_rows
from surveys.models import Project, Question
from trials.choices import PHASE_CHOICES, Curation
from trials.models import Trial
from usecases.choices import CaseStatus, RecommendationState
from usecases.models import Recommendation, UseCase

from ..access import with_numbers
from ..choices import ActivityKind, MeetingState, Visibility
from ..lists import ADVICE, DECISIONS, MEETINGS, yes_no
from ..models import (
    Activity,
    Deliverable,
    Document,
    Event,
    Milestone,
    NewsItem,
    ProjectPublication,
    ReachFigure,
    Risk,
)
from .build import PackPart

FIGURE_HEADER = ("Figure", "Number", "Counted", "As of", "Link")


def _link(path):
    return settings.SITE_URL.rstrip("/") + path


def _own(rows):
    return rows.filter(is_demo=False)


# What is due


def _deliverables(period):
    rows = _own(Deliverable.objects).select_related("work_package", "lead").order_by("number")
    for row in rows:
        yield (
            row.number,
            row.title,
            str(row.work_package or ""),
            row.lead.name if row.lead else "",
            row.kind,
            row.level,
            row.get_state_display(),
            row.due_on,
            row.submitted_on,
            row.accepted_on,
            row.days_late(period.last),
            row.reason,
        )


def _milestones(period):
    rows = _own(Milestone.objects).select_related("work_package", "lead").order_by("number")
    for row in rows:
        yield (
            row.number,
            row.title,
            str(row.work_package or ""),
            row.lead.name if row.lead else "",
            row.verification,
            row.due_on,
            row.reached_on,
            row.days_late(period.last),
            row.reason,
        )


def _risks(period):
    """A row per risk and period of the grant; a missing state of play is marked."""
    rows = _own(Risk.objects).prefetch_related("states_of_play", "work_packages")
    for risk in rows.order_by("number"):
        said = {one.period_id: one for one in risk.states_of_play.all()}
        for reported in period.reported or [None]:
            state = said.get(reported.pk) if reported else None
            yield (
                risk.number,
                risk.title,
                "foreseen" if risk.is_foreseen else "unforeseen",
                " ".join(f"WP{one.number}" for one in risk.work_packages.all()),
                risk.get_likelihood_display(),
                risk.get_impact_display(),
                risk.mitigation,
                reported.number if reported else "",
                yes_no(state.happened) if state else "",
                state.text if state else "MISSING",
            )


# Communication and dissemination

ACTIVITY_HEADER = (
    "Activity",
    "Channel",
    "Date",
    "State",
    "Audience",
    "Size of the audience",
    "By",
    "Address",
)


def _activities(kind):
    def rows(period):
        found = _own(Activity.objects).filter(
            kind=kind, happened_on__range=(period.first, period.last)
        )
        for row in found.select_related("partner"):
            yield (
                row.title,
                row.channel,
                row.happened_on,
                row.get_state_display(),
                row.get_audience_display(),
                row.audience_size,
                row.partner.name if row.partner else "",
                row.url,
            )
        yield from _events(period) if kind == ActivityKind.DISSEMINATION else _messages(period)

    return rows


def _events(period):
    rows = _own(Event.objects).select_related("partner").order_by("starts_on", "slug")
    for row in rows:
        if period.has(row.starts_on):
            yield (
                row.title,
                f"Event: {row.get_kind_display()}",
                row.starts_on,
                row.get_state_display(),
                row.get_audience_display(),
                row.audience_size,
                row.partner.name if row.partner else "",
                _link(row.get_absolute_url()),
            )


def _messages(period):
    """News of the period, and the figures of reach."""
    news = _own(NewsItem.objects).filter(published_on__range=(period.first, period.last))
    for row in news.order_by("published_on", "slug"):
        kind, link = row.get_kind_display(), _link(row.get_absolute_url())
        yield row.title, kind, row.published_on, "Published", "General public", None, "", link
    for row in _own(ReachFigure.objects):
        if period.has(row.counted_on):
            yield (
                f"{row.channel}: {row.figure}",
                "Reach",
                row.counted_on,
                "Counted",
                "",
                row.number,
                "",
                row.source,
            )


def _publications(period):
    rows = _own(ProjectPublication.objects).filter(published_on__range=(period.first, period.last))
    listed = set()
    for row in rows:
        listed.add(row.doi.casefold())
        yield (
            row.doi,
            row.title,
            row.journal,
            row.published_on,
            yes_no(row.is_open_access),
            row.repository_url,
        )
    start, end = period.moments
    documents = _own(Document.objects).exclude(doi="").filter(withdrawn_on=None)
    first = documents.annotate(first_at=Min("versions__at")).filter(
        first_at__gte=start, first_at__lt=end
    )
    for row in first.exclude(access=Visibility.BODY).order_by("first_at", "slug"):
        if row.doi.casefold() not in listed:
            is_open = row.access == Visibility.PUBLIC
            link = _link(row.get_absolute_url())
            yield row.doi, row.title, "", row.first_at.date(), yes_no(is_open), link


# Governance


def _shared(kind):
    """Return the real rows of a list that are not for a body alone."""
    rows = _own(_not_of_a_body(kind.model))
    return with_numbers(rows, _not_of_a_body, *kind.numbers)


def _not_of_a_body(model):
    return model.objects.exclude(visibility=Visibility.BODY)


def _in_period(kind, field):
    """Return the rows of a list whose partial date can be in the period."""
    written = attrgetter(field)

    def rows(period):
        found = _shared(kind).order_by("number").select_related(*kind.related)
        for row in found.defer(*kind.deferred).iterator(500):
            if period.has(written(row)):
                yield tuple(write(row) for _, write in kind.columns)

    return rows


def _meetings(period):
    start, end = period.moments
    rows = _shared(MEETINGS).filter(starts_at__gte=start, starts_at__lt=end)
    rows = rows.exclude(state=MeetingState.DRAFT)  # only the body sees a draft
    return MEETINGS.lines(rows.order_by("starts_at", "pk"))


# Counts of the other rooms


def _use_cases(period):
    rows = _own(UseCase.objects).order_by()
    counts = dict(rows.values_list("status").annotate(number=Count("pk")))
    for status in CaseStatus:
        yield _figure(f"Use cases: {status.label}", counts.get(status, 0), period, "/use-cases/")


def _recommendations(period):
    rows = _own(Recommendation.objects).order_by()
    counts = dict(rows.values_list("state").annotate(number=Count("pk")))
    for state in RecommendationState:
        name = f"Recommendations: {state.label}"
        yield _figure(name, counts.get(state, 0), period, f"/recommendations/?state={state}")


def _trials(period):
    rows = _own(Trial.objects).order_by()
    by_curation = Counter(dict(rows.values_list("curation").annotate(number=Count("pk"))))
    for state in Curation:
        yield _figure(f"Trials: {state.label}", by_curation[state], period, "/trials/")
    included = rows.filter(curation=Curation.INCLUDED)
    by_phase = Counter(dict(included.values_list("phase").annotate(number=Count("pk"))))
    for phase, label in PHASE_CHOICES:
        name = f"Included trials: {label}"
        yield _figure(name, by_phase[phase], period, "/trials/?demo=no")


def _figure(name, number, period, path):
    return name, number, "real rows at the time of making", period.last, _link(path)


def _survey(period):
    """Figures as the pages show them: small cells are suppressed."""
    for project in Project.objects.filter(is_demo=False):
        questions = Question.objects.filter(project=project, is_personal=False)
        yield from figure_rows(questions.order_by("position"), project)


DUE = ("Number", "Title", "Work package", "Lead")
PARTS = (
    PackPart(
        "deliverables",
        (
            *DUE,
            "Kind",
            "Level",
            "State",
            "Due",
            "Submitted",
            "Accepted",
            "Days late",
            "Reason of the delay",
        ),
        _deliverables,
        "All deliverables; days late are counted to the submission or to the end of the period.",
    ),
    PackPart(
        "milestones",
        (
            *DUE,
            "Means of verification",
            "Due",
            "Reached",
            "Days late",
            "Reason of the delay",
        ),
        _milestones,
        "All milestones; days late are counted to the day it was reached or the period's end.",
    ),
    PackPart(
        "risks",
        (
            "Number",
            "Risk",
            "Origin",
            "Work packages",
            "Likelihood",
            "Impact",
            "Mitigation",
            "Period",
            "Occurred",
            "State of play",
        ),
        _risks,
        "All risks, with the state of play of each period of the grant.",
    ),
    PackPart(
        "communication",
        ACTIVITY_HEADER,
        _activities(ActivityKind.COMMUNICATION),
        "Communication activities, news and figures of reach of the period.",
    ),
    PackPart(
        "dissemination",
        ACTIVITY_HEADER,
        _activities(ActivityKind.DISSEMINATION),
        "Dissemination activities and events of the period.",
    ),
    PackPart(
        "publications",
        ("DOI", "Title", "Journal", "Published", "Open access", "Repository"),
        _publications,
        "Publications of the period, and documents with a DOI whose first file is of the period.",
    ),
    PackPart("meetings", MEETINGS.header, _meetings, "Meetings of the period, not of a body only."),
    PackPart(
        "decisions",
        DECISIONS.header,
        _in_period(DECISIONS, "decided_on"),
        "Decisions of the period, not of a body only.",
    ),
    PackPart(
        "advice",
        ADVICE.header,
        _in_period(ADVICE, "given_on"),
        "Advice of the period, not of a body only.",
    ),
    PackPart("use-cases", FIGURE_HEADER, _use_cases, "Real use cases by status."),
    PackPart("recommendations", FIGURE_HEADER, _recommendations, "Recommendations by state."),
    PackPart("survey", SURVEY_HEADER, _survey, "Aggregates; small cells are suppressed."),
    PackPart("trials", FIGURE_HEADER, _trials, "Real trials by curation and phase."),
)
