"""The sources of the search. A new kind of row needs one more `Source` in the list."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from capacities.models import Facility
from consortium.models import (
    Advice,
    Decision,
    Document,
    Event,
    Meeting,
    NewsItem,
    Partner,
    Statement,
)
from core.countries import country_name
from core.rich_text import plain
from economics.models import SavedScenario
from landscape.models import CountryFact, LibraryAnswer
from products.models import Dossier
from stakeholders.access import VIEW as VIEW_STAKEHOLDERS
from stakeholders.models import Contact, Organisation
from surveys.models import Finding, Question
from trials.browse.words import words_of
from trials.models import Publication, PublicationCandidate, Trial
from usecases.case_page import as_published
from usecases.models import Hurdle, Recommendation, Solution, UseCase


def everyone(user):
    return True


def keeps_stakeholders(user):
    return user.has_perm(VIEW_STAKEHOLDERS)


def by_words(rows, query):
    return rows.found_by(query)


@dataclass(frozen=True)
class Source:
    """A kind of row that can be searched.

    `rows(user)` returns the rows that the user may see, which have a `search_text`. `texts(row)`
    returns the texts to highlight, the title first, and `facts(row)` short facts. `list_name` is
    the URL name of a list with the same query; without one, the search itself shows all rows.
    `index(user)` returns the words of the rows in memory; without them, the tables are searched.
    """

    name: str
    label: str
    noun: str
    rows: Callable
    texts: Callable
    facts: Callable
    list_name: str = ""
    find: Callable = by_words
    may_search: Callable = everyone
    prepare: Callable = field(default=lambda user, rows: rows)
    link: Callable = field(default=lambda row: row.get_absolute_url())
    column: str = "search_text"  # the words that are searched
    # Names of people are not kept in memory for the correction of spelling.
    is_personal: bool = False
    index: Callable | None = None
    is_large: bool = False  # only the found rows that are shown are read as a whole

    @cached_property
    def model(self):
        return self.rows(AnonymousUser()).model

    def all_url(self, query):
        if not self.list_name:
            return f"{reverse('search')}?{urlencode({'q': query, 'in': self.name})}"
        return f"{reverse(self.list_name)}?{urlencode({'q': query})}"


def _places(row):
    codes = row.country_codes
    return ", ".join(country_name(code) for code in codes[:4]) + (" …" if len(codes) > 4 else "")


def _trial_facts(trial):
    return (
        trial.number,
        trial.get_atmp_class_display() if trial.atmp_class else "",
        trial.get_phase_display(),
        trial.get_status_display(),
        _places(trial),
    )


TRIALS = Source(
    name="trials",
    label="Trials",
    noun="trial",
    rows=Trial.objects.visible_to,
    texts=lambda trial: (
        trial.title or "Title not stated",
        trial.product_names,
        trial.condition,
        trial.sponsor_name,
        trial.lay_title,
        " ".join((trial.eudract_number, trial.eu_ct_number, trial.nct_number)),
    ),
    facts=_trial_facts,
    list_name="trials:list",
    index=lambda user: words_of(Trial.objects.visible_to(user)),
)
PRODUCTS = Source(
    name="products",
    label="Products",
    noun="product",
    rows=Dossier.objects.visible_to,
    texts=lambda dossier: tuple(dossier.shared_texts.values()),
    facts=lambda dossier: (dossier.atmp_category,),
    list_name="products:list",
)


def _with_trials(user, publications):
    """Add to each publication the trials whose pages show it to this user."""
    rows = PublicationCandidate.objects.accepted(user).filter(publication__in=publications)
    trials = {publication.pk: [] for publication in publications}
    for row in rows.select_related("trial").order_by("pk"):
        trials[row.publication_id].append(row.trial)
    for publication in publications:
        publication.trials = trials[publication.pk]
        publication.is_demo = all(trial.is_demo for trial in publication.trials)
    return publications


def _publication_facts(publication):
    numbers = ", ".join(trial.number for trial in publication.trials[:3])
    return (
        publication.number,
        publication.journal,
        str(publication.year or ""),
        f"Trial {numbers}" + (" …" if len(publication.trials) > 3 else ""),
    )


PUBLICATIONS = Source(
    name="publications",
    label="Publications",
    noun="publication",
    rows=Publication.objects.visible_to,
    prepare=_with_trials,
    texts=lambda row: (row.title, ", ".join(row.authors.splitlines()), row.journal, row.doi),
    facts=_publication_facts,
    link=lambda row: f"{row.trials[0].get_absolute_url()}#literature",
    is_large=True,
)
USE_CASES = Source(
    name="use-cases",
    label="Use cases",
    noun="use case",
    rows=UseCase.objects.readable_live,  # the words searched are those of the current text
    texts=lambda case: (case.title, case.summary, case.products, case.disease),
    facts=lambda case: (case.short_name, case.get_status_display(), _places(case)),
    list_name="usecases:list",
    may_search=lambda user: user.is_authenticated,
)


def _as_read_by_visitors(user, cases):
    """Show each case as its page does: its last version, or the sentences of public sources."""
    named = set(UseCase.objects.named_in_public_sources().values_list("pk", flat=True))
    for case in cases:
        if case.pk in named:
            case.title, case.products, case.disease = case.short_name, "", ""
            case.summary = " ".join(row.text for row in case.sourced_sentences.all())
    as_published(user, [case for case in cases if case.pk not in named])
    return cases


# Visitors search the words of the last version, never those of a text that is being written.
PUBLIC_USE_CASES = replace(
    USE_CASES,
    rows=lambda user: UseCase.objects.with_public_page(),
    find=lambda rows, query: rows.found_in_public(query),
    prepare=_as_read_by_visitors,
    facts=lambda case: (case.short_name,),
    may_search=lambda user: not user.is_authenticated,
    column="public_text",
)
HURDLES = Source(
    name="hurdles",
    label="Hurdles",
    noun="hurdle",
    rows=lambda user: Hurdle.objects.visible_to(user).select_related("category"),
    texts=lambda hurdle: (hurdle.title, hurdle.description, hurdle.evidence, hurdle.source),
    facts=lambda hurdle: (hurdle.category.name, _places(hurdle)),
    list_name="usecases:hurdles",
)
SOLUTIONS = Source(
    name="solutions",
    label="Solutions",
    noun="solution",
    rows=lambda user: Solution.objects.visible_to(user).select_related("type"),
    texts=lambda solution: (solution.title, solution.done, solution.effect, solution.done_by),
    facts=lambda solution: (solution.type.name,),
    list_name="usecases:solutions",
)
RECOMMENDATIONS = Source(
    name="recommendations",
    label="Recommendations",
    noun="recommendation",
    rows=Recommendation.objects.visible_to,
    texts=lambda row: (row.title, plain(row.text), row.bodies),
    facts=lambda row: (row.get_state_display(),),
    list_name="usecases:recommendations",
)
SCENARIOS = Source(
    name="scenarios",
    label="Scenarios",
    noun="scenario",
    rows=SavedScenario.objects.visible_to,
    texts=lambda scenario: (scenario.title, scenario.summary),
    facts=lambda scenario: ("Health economics",),
    list_name="economics:overview",
)
QUESTIONS = Source(
    name="questions",
    label="Survey questions",
    noun="question",
    rows=lambda user: Question.objects.visible_to(user).select_related("project"),
    texts=lambda question: (
        question.label,
        question.section,
        " · ".join(label for _, label in question.choices),
        question.name,
    ),
    facts=lambda question: (question.name, question.project.name),
)
FINDINGS = Source(
    name="findings",
    label="Survey findings",
    noun="finding",
    rows=lambda user: Finding.objects.visible_to(user).with_sources(),
    texts=lambda finding: (finding.sentence, finding.question.label),
    facts=lambda finding: (finding.figure, finding.project.name),
    list_name="surveys:findings",
)
FACILITIES = Source(
    name="facilities",
    label="Facilities",
    noun="facility",
    rows=lambda user: Facility.objects.visible_to(user).select_related("site__organisation"),
    texts=lambda row: (row.name, row.site.organisation.name, row.site.city, row.text),
    facts=lambda row: (
        row.get_kind_display(),
        f"{row.site.city}, {country_name(row.site.country)}",
        ", ".join(row.step_names[:4]),
    ),
    list_name="capacities:list",
)
PARTNERS = Source(
    name="partners",
    label="Partners",
    noun="partner",
    rows=Partner.objects.visible_to,
    texts=lambda row: (row.name, row.text, row.city),
    facts=lambda row: (row.get_kind_display(), row.country_name),
)
STATEMENTS = Source(
    name="statements",
    label="Statements",
    noun="statement",
    rows=Statement.objects.visible_to,
    texts=lambda row: (str(row), row.quotation, row.unit),
    facts=lambda row: (row.as_of, row.source),
    list_name="consortium:statements",
)
MEETINGS = Source(
    name="meetings",
    label="Meetings",
    noun="meeting",
    rows=lambda user: Meeting.objects.visible_to(user).select_related("body"),
    texts=lambda row: (row.title, row.place),
    facts=lambda row: (f"{row.held_on:%d/%m/%Y}", str(row.body), row.get_state_display()),
    list_name="consortium:meetings",
)
DECISIONS = Source(
    name="decisions",
    label="Decisions",
    noun="decision",
    rows=Decision.objects.visible_to,
    texts=lambda row: (row.title, row.text, row.reason, row.number),
    facts=lambda row: (row.number, row.decided_on, row.get_state_display()),
    list_name="consortium:decisions",
)
ADVICE = Source(
    name="advice",
    label="Advice",
    noun="piece of advice",
    rows=Advice.objects.visible_to,
    texts=lambda row: (row.title, row.text, row.reply, row.number),
    facts=lambda row: (row.number, row.given_on, row.get_state_display()),
    list_name="consortium:advice-list",
)
EVENTS = Source(
    name="events",
    label="Events",
    noun="event",
    rows=Event.objects.visible_to,
    texts=lambda row: (row.title, row.place, row.text),
    facts=lambda row: (row.starts_on, row.place, row.get_state_display()),
    list_name="consortium:events",
)
NEWS = Source(
    name="news",
    label="News",
    noun="news item",
    rows=NewsItem.objects.visible_to,
    texts=lambda row: (row.title, plain(row.text)),
    facts=lambda row: (row.get_kind_display(), str(row.published_on or "draft")),
    list_name="consortium:news",
)
DOCUMENTS = Source(
    name="documents",
    label="Documents",
    noun="document",
    rows=Document.objects.visible_to,
    texts=lambda row: (row.title, row.text, row.doi),
    facts=lambda row: (row.get_kind_display(), row.licence),
    list_name="consortium:documents",
)
ANSWERS = Source(
    name="answers",
    label="Help-desk",
    noun="question",
    rows=lambda user: LibraryAnswer.objects.visible_to(user).exclude(state="retired"),
    texts=lambda row: (row.title, row.answer),
    facts=lambda row: (row.theme, row.get_state_display()),
    list_name="landscape:helpdesk",
)
COUNTRY_FACTS = Source(
    name="country-facts",
    label="Country profiles",
    noun="fact",
    rows=lambda user: CountryFact.objects.visible_to(user).select_related("kind"),
    texts=lambda row: (str(row), row.value),
    facts=lambda row: (f"Source: {row.source}", row.dated),
)
PEOPLE = Source(
    name="people",
    label="People",
    noun="person",
    rows=lambda user: Contact.objects.visible_to(user).select_related("organisation"),
    texts=lambda contact: (
        contact.name,
        contact.organisation.name if contact.organisation else "",
        contact.position,
        contact.expertise,
    ),
    facts=lambda contact: (
        contact.position,
        contact.organisation.name if contact.organisation else "",
    ),
    list_name="stakeholders:list",
    may_search=keeps_stakeholders,
    is_personal=True,
    is_large=True,
)
ORGANISATIONS = Source(
    name="organisations",
    label="Organisations",
    noun="organisation",
    rows=lambda user: Organisation.objects.all(),
    texts=lambda row: (row.name, row.city),
    facts=lambda row: (
        row.get_kind_display(),
        ", ".join(filter(None, (row.city, country_name(row.country) if row.country else ""))),
    ),
    link=lambda row: PEOPLE.all_url(row.name),  # an organisation has no page of its own
    may_search=keeps_stakeholders,
    is_personal=True,
    is_large=True,
)
SOURCES = (
    TRIALS,
    PRODUCTS,
    PUBLICATIONS,
    USE_CASES,
    PUBLIC_USE_CASES,
    HURDLES,
    SOLUTIONS,
    RECOMMENDATIONS,
    SCENARIOS,
    QUESTIONS,
    FINDINGS,
    FACILITIES,
    ANSWERS,
    COUNTRY_FACTS,
    PARTNERS,
    STATEMENTS,
    MEETINGS,
    DECISIONS,
    ADVICE,
    EVENTS,
    NEWS,
    DOCUMENTS,
    PEOPLE,
    ORGANISATIONS,
)


def sources_for(user):
    return [source for source in SOURCES if source.may_search(user)]
