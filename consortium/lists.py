"""The lists of the consortium. Each is declared once, for its page, its files, frozen issues and
the reporting pack."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core.lists import Listing

from . import filters
from .access import with_numbers
from .models import Action, Advice, Decision, Document, Event, Meeting, NewsItem, Statement


@dataclass(frozen=True)
class RowList:
    """One list: its page, and the columns of its files as (heading, text or number of a row)."""

    name: str  # of the address and of the file
    model: type
    filterset: type
    orders: dict
    title: str
    lead: str
    noun: str
    nouns: str
    hint: str
    columns: tuple[tuple[str, Callable], ...]
    related: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # foreign keys whose numbers are columns
    deferred: tuple[str, ...] = ("search_text",)

    @property
    def header(self):
        return tuple(heading for heading, _ in self.columns)

    @property
    def template(self):
        return f"consortium/rows/{self.name}.html"

    def rows(self, user):
        rows = self.model.objects.visible_to(user)
        return with_numbers(rows, lambda model: model.objects.visible_to(user), *self.numbers)

    def lines(self, rows):
        """Yield the cells of each row under the header."""
        for row in rows.select_related(*self.related).defer(*self.deferred).iterator(500):
            yield tuple(write(row) for _, write in self.columns)

    def listing(self, request):
        filterset = self.filterset(request.GET, queryset=self.rows(request.user))
        listing = Listing(request, filterset, reverse(f"consortium:{self.name}"))
        listing.orders = filters.labels(self.orders)
        listing.default_order = next(iter(self.orders))
        return listing


def address(row):
    """Return the whole address of a row, for files."""
    return settings.SITE_URL.rstrip("/") + row.get_absolute_url()


def yes_no(value):
    return "yes" if value else "no"


ADDRESS = ("Address", address)
INVENTED = ("Demonstration", lambda row: yes_no(row.is_demo))

STATEMENTS = RowList(
    name="statements",
    model=Statement,
    filterset=filters.StatementFilter,
    orders=filters.STATEMENT_ORDERS,
    title="Statements of the project",
    lead="Sentences and figures of public sources, with date and quotation. The portal never "
    "computes them; its own counts are beside them.",
    noun="statement",
    nouns="statements",
    hint="Figure, subject, words of the quotation",
    columns=(
        ("Subject", lambda row: row.get_subject_display()),
        ("Figure", lambda row: row.figure),
        ("Text", lambda row: row.text),
        ("As of", lambda row: row.as_of),
        ("Note on the date", lambda row: row.as_of_note),
        ("Source", lambda row: row.source),
        ("Address of the source", lambda row: row.source_url),
        ("Quotation", lambda row: row.quotation),
        ("Superseded by", lambda row: row.superseded_by.key if row.superseded_by else ""),
        ADDRESS,
    ),
    related=("superseded_by",),
)
MEETINGS = RowList(
    name="meetings",
    model=Meeting,
    filterset=filters.MeetingFilter,
    orders=filters.MEETING_ORDERS,
    title="Meetings",
    lead="Meetings of the bodies of the consortium with agenda, minutes, decisions and actions.",
    noun="meeting",
    nouns="meetings",
    hint="Title, place, body",
    columns=(
        ("Date", lambda row: row.held_on),
        ("Body", lambda row: row.body.name),
        ("Meeting", lambda row: row.title),
        ("Place", lambda row: row.place),
        ("State", lambda row: row.get_state_display()),
        ("Visible to", lambda row: row.get_visibility_display()),
        ADDRESS,
        INVENTED,
    ),
    related=("body", "series"),
)
DECISIONS = RowList(
    name="decisions",
    model=Decision,
    filterset=filters.DecisionFilter,
    orders=filters.DECISION_ORDERS,
    title="Decisions",
    lead="All decisions of the bodies. An adopted decision is never edited; a later decision "
    "replaces it.",
    noun="decision",
    nouns="decisions",
    hint="Number, words of the decision",
    columns=(
        ("Number", lambda row: row.number),
        ("Date", lambda row: row.decided_on),
        ("Body", lambda row: row.body.name),
        ("Decision", lambda row: row.title),
        ("Text", lambda row: row.text),
        ("Reason", lambda row: row.reason),
        ("State", lambda row: row.get_state_display()),
        ("Work package", lambda row: str(row.work_package or "")),
        ("Replaces", lambda row: row.replaces_number or ""),
        ADDRESS,
        INVENTED,
    ),
    related=("body", "work_package"),
    numbers=("replaces",),
)
ACTIONS = RowList(
    name="actions",
    model=Action,
    filterset=filters.ActionFilter,
    orders=filters.ACTION_ORDERS,
    title="Actions",
    lead="Tasks that follow from decisions, meetings and advice, each with one responsible role.",
    noun="action",
    nouns="actions",
    hint="Task, role, result",
    columns=(
        ("Task", lambda row: row.title),
        ("Role", lambda row: row.role),
        ("Due", lambda row: row.due_on),
        ("State", lambda row: row.get_state_display()),
        ("Overdue", lambda row: yes_no(row.is_overdue)),
        ("Body", lambda row: row.body.name),
        ("Decision", lambda row: row.decision_number or ""),
        ("Result", lambda row: row.result),
        ("Address of the result", lambda row: row.result_url),
        ADDRESS,
        INVENTED,
    ),
    related=("body",),
    numbers=("decision", "advice"),
)
ADVICE = RowList(
    name="advice-list",
    model=Advice,
    filterset=filters.AdviceFilter,
    orders=filters.ADVICE_ORDERS,
    title="Advice",
    lead="Advice that the project received, the reply to it, and the actions that followed.",
    noun="piece of advice",
    nouns="pieces of advice",
    hint="Number, words of the advice or the reply",
    columns=(
        ("Number", lambda row: row.number),
        ("Given", lambda row: row.given_on),
        ("Body", lambda row: row.body.name),
        ("Advice", lambda row: row.title),
        ("Text", lambda row: row.text),
        ("State", lambda row: row.get_state_display()),
        ("Reply due", lambda row: row.reply_due_on),
        ("Reply", lambda row: row.reply),
        ("Replied", lambda row: row.replied_on),
        ADDRESS,
        INVENTED,
    ),
    related=("body", "work_package"),
)
EVENTS = RowList(
    name="events",
    model=Event,
    filterset=filters.EventFilter,
    orders=filters.EVENT_ORDERS,
    title="Events",
    lead="Congresses, sessions and meetings. Announced is not held: a date in the past does not "
    "change the state of an event.",
    noun="event",
    nouns="events",
    hint="Title, place",
    columns=(
        ("Start", lambda row: row.starts_on),
        ("End", lambda row: row.ends_on),
        ("Event", lambda row: row.title),
        ("Kind", lambda row: row.get_kind_display()),
        ("Place", lambda row: row.place),
        ("State", lambda row: row.get_state_display()),
        ("Spoke for the project", lambda row: row.partner.name if row.partner else ""),
        ("Audience", lambda row: row.get_audience_display()),
        ("Size of the audience", lambda row: row.audience_size),
        ("Source", lambda row: row.source),
        ADDRESS,
        INVENTED,
    ),
    related=("partner", "statement"),
)
NEWS = RowList(
    name="news",
    model=NewsItem,
    filterset=filters.NewsFilter,
    orders=filters.NEWS_ORDERS,
    title="News and newsletters",
    lead="News of the project, and its newsletters as files.",
    noun="news item",
    nouns="news items",
    hint="Words of the news",
    columns=(
        ("Published", lambda row: row.published_on),
        ("Kind", lambda row: row.get_kind_display()),
        ("Title", lambda row: row.title),
        ADDRESS,
        INVENTED,
    ),
    related=("document", "picture"),
)
DOCUMENTS = RowList(
    name="documents",
    model=Document,
    filterset=filters.DocumentFilter,
    orders=filters.DOCUMENT_ORDERS,
    title="Documents",
    lead="Deliverables, minutes, slides and other files, each with a lasting address.",
    noun="document",
    nouns="documents",
    hint="Title, summary, DOI",
    columns=(
        ("Document", lambda row: row.title),
        ("Kind", lambda row: row.get_kind_display()),
        ("Licence", lambda row: row.licence),
        ("DOI", lambda row: row.doi),
        ("Access", lambda row: row.get_access_display()),
        ("Withdrawn", lambda row: row.withdrawn_on),
        ("Reason of the withdrawal", lambda row: row.withdrawn_because),
        ADDRESS,
        INVENTED,
    ),
    related=("work_package",),
)
LISTS = (STATEMENTS, MEETINGS, DECISIONS, ACTIONS, ADVICE, EVENTS, NEWS, DOCUMENTS)
