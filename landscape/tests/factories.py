"""Factories of valid rows. A test sets only the fields that it is about."""

from datetime import date
from itertools import count

from django.core import signing
from django.utils import timezone

from landscape.forms import STAMP_SALT
from landscape.models import CountryFact, Desk, FactKind, LibraryAnswer, Step, Ticket, TicketAsker
from usecases.tests.factories import make_user

_numbers = count(1)
QUESTION = "Which form do I need for a trial with a viral vector?"


def make_ticket(email="", **fields):
    values = {
        "question": QUESTION,
        "country": "AT",
        "triage_due_on": timezone.localdate(),
        **fields,
    }
    ticket = Ticket.objects.create(**values)
    TicketAsker.objects.create(ticket=ticket, name="Ada", email=email)
    return ticket


def make_triaged(level="A", slug="gmo-consent", **fields):
    return make_ticket(level=level, step=Step.objects.get(slug=slug), state="triaged", **fields)


def with_answer(ticket, author=None):
    """Give a ticket a complete answer of this author."""
    ticket.answer, ticket.sources = "The common application form.", "epa.ie"
    ticket.valid_as_of, ticket.author = date(2026, 11, 1), author or make_user("curator")
    ticket.save()
    return ticket


def make_answer(title="", published=True, **fields):
    values = {
        "title": title or f"Question {next(_numbers)}",
        "theme": "Trials",
        "answer": "An answer.",
        "sources": "A source",
        "valid_as_of": date(2026, 11, 1),
        "author": make_user("curator"),
        "state": "draft",
    }
    if published:
        values |= {
            "state": "published",
            "checker": make_user("reviewer"),
            "checked_at": timezone.now(),
            "published_on": date(2026, 11, 2),
            "review_on": date(2027, 5, 1),
        }
    return LibraryAnswer.objects.create(**values | fields)


def make_fact(country="AT", kind="hta-body", **fields):
    values = {"value": "A body", "source": "A source", **fields}
    return CountryFact.objects.create(
        country=country, kind=FactKind.objects.get(code=kind), **values
    )


def make_desk(**fields):
    values = {
        "name": f"Desk {next(_numbers)}",
        "scope": "Everybody",
        "way_in": "By mail",
        "text": "Country {country}, class {class}: {question}",
        "source": "A source",
    }
    return Desk.objects.create(**values | fields)


def form_data(**fields):
    """Return what a person sends by the form of the help-desk, opened a minute ago."""
    stamp = signing.dumps(int(timezone.now().timestamp()) - 60, salt=STAMP_SALT)
    return {"question": QUESTION, "agree": "on", "stamp": stamp, "send": "yes", **fields}
