"""Who may open which address: asks every address of the portal as every role.

`access.txt` has the answers that were decided; test_access.py compares.
"""

import re
from collections import namedtuple
from uuid import UUID

from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from capacities.models import Campaign, Facility, Infrastructure
from consortium.models import (
    Action,
    Advice,
    AgendaItem,
    Body,
    Decision,
    Document,
    DocumentVersion,
    Event,
    Meeting,
    MeetingSeries,
    NewsItem,
    Partner,
    Statement,
    WorkPackage,
)
from economics.models import SavedScenario, ScenarioVersion
from landscape.models import LibraryAnswer, Step
from products.models import Dossier
from stakeholders.models import Contact, Engagement, Organisation
from surveys.models import (
    DataImport,
    Finding,
    Interview,
    InterviewStatement,
    Participant,
    Question,
)
from trials.models import RecordProblem, SponsorMatch, SyncRun, Trial
from usecases.models import Hurdle, Procedure, Recommendation, Solution, UseCase

ROLES = (
    "visitor",
    "member",
    "curator",
    "reviewer",
    "coordinator",
    "administrator",
    "superuser",
)
ALLOWED, REFUSED, SIGN_IN = "+", "-", "s"
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|usersessions)(\w+)"')
Route = namedtuple("Route", ("pattern", "name", "converters"))


def routes(patterns=None, prefix="", converters=None, namespace=""):
    """Yield every route of the portal with the converters of its arguments."""
    for each in patterns or get_resolver().url_patterns:
        pattern = prefix + str(each.pattern)
        known = {**(converters or {}), **each.pattern.converters}
        if hasattr(each, "url_patterns"):
            inside = ":".join(filter(None, (namespace, each.namespace)))
            yield from routes(each.url_patterns, pattern, known, inside)
            continue
        for name in each.pattern.regex.groupindex:
            known.setdefault(name, None)
        yield Route(pattern, ":".join(filter(None, (namespace, each.name))), known)


def key_of(route):
    """Return the name of a route in access.txt, which separates columns by spaces."""
    return (route.pattern or "/").replace(" ", "_")


def samples():
    """Return {beginning of a route: {argument: value of a row of the demonstration}}."""
    first = {
        "trials/^": ("number", Trial, "number"),
        "trials/runs/": ("pk", SyncRun, "pk"),
        "trials/problems/": ("pk", RecordProblem, "pk"),
        "trials/sponsors/": ("pk", SponsorMatch, "pk"),
        "api/v1/^trials": ("number", Trial, "number"),
        "products/": ("slug", Dossier, "slug"),
        "economics/": ("slug", SavedScenario, "slug"),
        "economics/scenarios/<slug:slug>/versions/": ("number", ScenarioVersion, "number"),
        "use-cases/": ("slug", UseCase, "slug"),
        "hurdles/": ("pk", Hurdle, "pk"),
        "solutions/": ("pk", Solution, "pk"),
        "procedures/": ("code", Procedure, "code"),
        "recommendations/": ("slug", Recommendation, "slug"),
        "consortium/partners/": ("slug", Partner, "slug"),
        "consortium/work-packages/": ("number", WorkPackage, "number"),
        "consortium/bodies/": ("slug", Body, "slug"),
        "statements/": ("key", Statement, "key"),
        "meetings/": ("pk", Meeting, "pk"),
        "meetings/<int:pk>/items/": ("item", AgendaItem, "pk"),
        "meetings/series/": ("pk", MeetingSeries, "pk"),
        "decisions/": ("number", Decision, "number"),
        "decisions/<int:pk>/": ("pk", Decision, "pk"),
        "advice/": ("number", Advice, "number"),
        "advice/<int:pk>/": ("pk", Advice, "pk"),
        "actions/": ("pk", Action, "pk"),
        "events/": ("slug", Event, "slug"),
        "news/": ("slug", NewsItem, "slug"),
        "documents/": ("slug", Document, "slug"),
        "documents/<slug:slug>/<int:number>/": ("number", DocumentVersion, "number"),
        "survey/questions/": ("name", Question, "name"),
        "survey/findings/": ("pk", Finding, "pk"),
        "survey/interviews/": ("pk", Interview, "pk"),
        "survey/statements/": ("pk", InterviewStatement, "pk"),
        "survey/participants/": ("pk", Participant, "pk"),
        "survey/import/<int:pk>/": ("pk", DataImport, "pk"),
        "path/steps/": ("slug", Step, "slug"),
        "helpdesk/answers/": ("pk", LibraryAnswer, "pk"),
        "capacities/": ("slug", Facility, "slug"),
        "capacities/infrastructures/": ("slug", Infrastructure, "slug"),
        "capacities/campaigns/": ("pk", Campaign, "pk"),
        "stakeholders/<int:pk>/": ("pk", Contact, "pk"),
        "stakeholders/log/": ("pk", Engagement, "pk"),
        "stakeholders/organisations/": ("slug", Organisation, "slug"),
    }
    found = {
        beginning: {argument: getattr(model.objects.order_by("pk").first(), field, None)}
        for beginning, (argument, model, field) in first.items()
    }
    return found | {
        "countries/": {"code": "DE"},
        "capacities/countries/": {"code": "DE"},
        "trials/charts/": {"name": "phase", "format": "svg"},
        "sitemap-": {"section": "trials"},
    }


def address_of(route, found):
    """Return an address of the route: with a row of the demonstration, or with one that is not
    there."""
    values = {name: default_of(converter) for name, converter in route.converters.items()}
    for beginning in sorted(found, key=len):
        if route.pattern.startswith(beginning):
            values |= {
                name: value
                for name, value in found[beginning].items()
                if value is not None and name in values and not isinstance(values[name], UUID)
            }
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route.pattern)
    text = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), text)
    return "/" + re.sub(r"\^|\$|\\Z", "", text).replace("\\.", ".").replace(".+", "x")


def default_of(converter):
    """Return a value that no row has: sequences of PostgreSQL do not begin again at 1."""
    if isinstance(converter, IntConverter) or type(converter).__name__ == "IdConverter":
        return 0
    return UUID(int=0) if isinstance(converter, UUIDConverter) else "x"


def clients():
    """Return a signed-in client per role."""
    found = {}
    for role in ROLES:
        found[role] = Client()
        if role == "visitor":
            continue
        is_superuser = role == "superuser"
        user = User.objects.create_user(
            f"role-{role}", is_staff=role != "member", is_superuser=is_superuser
        )
        if not is_superuser:
            user.groups.add(Group.objects.get(name=role))
        found[role].force_login(user)
    return found


def ask(client, method, address):
    """Return the answer and the tables that were written; undo both, also a sign-out."""
    cookies = client.cookies.copy()
    cache.clear()  # no limit of requests
    written = set()

    def note(execute, sql, *arguments):
        if match := WRITES.match(sql):
            written.add(match[2])
        return execute(sql, *arguments)

    with transaction.atomic(), connection.execute_wrapper(note):
        answer = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        # A file is read to its end, which closes it without the connection to the database.
        for _ in getattr(answer, "streaming_content", ()):
            pass
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, written


def mark_of(answer):
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        return REFUSED
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return REFUSED if answer.status_code in {403, 404, 405, 410} else ALLOWED
