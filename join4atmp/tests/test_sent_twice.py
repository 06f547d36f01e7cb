"""A form that is sent twice, by a double click or the Back button, adds one row."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from capacities.models import FacilityRequest, Suggestion
from capacities.tests.factories import make_facility
from consortium.models import Action, AgendaItem, Decision, Meeting
from consortium.tests.factories import body_of, make_meeting
from core.models import SentForm
from core.tasks import drop_sent_forms
from economics.models import ScenarioVersion
from economics.tests.factories import posted
from landscape.desk.links import path_of
from landscape.models import Checklist, RotaShift, Ticket, TicketMessage
from landscape.tests.factories import form_data, make_ticket
from stakeholders.models import Engagement
from stakeholders.tests.factories import make_contact
from surveys.models import Interview
from surveys.tests.factories import make_survey
from trials.models import TrialNote
from trials.tests.factories import make_trial
from usecases.tests.factories import make_hurdle, make_solution

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def administrator():
    """Return a client that sends the tokens of the pages, as a browser does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("administrator", "a@x.example"))
    return client


def token_of(client, page):
    return TOKEN.search(client.get(page).content.decode())[1]


def note():
    address = f"/admin/trials/trial/{make_trial().pk}/change/"
    return TrialNote, address, address, {"note": "add", "note-text": "Read the protocol"}


def reply():
    address = path_of(make_ticket(state="waiting_asker"))
    return TicketMessage, address, address, {"reply": "yes", "text": "It is a vector"}


def question():
    return Ticket, "/helpdesk/ask/", "/helpdesk/ask/", form_data()


def checklist():
    return Checklist, "/path/?class=GTMP", "/path/checklists/?class=GTMP", {"title": "Our vector"}


def log_entry():
    address = f"/stakeholders/{make_contact().pk}/"
    return Engagement, address, f"{address}log/", {"kind": "met", "note": "in Lisbon"}


def request_to_a_facility():
    address = f"{make_facility().get_absolute_url()}request/"
    values = {"name": "Ada", "email": "ada@x.example", "message": "Cells?", "agree": "on"}
    return FacilityRequest, address, address, values


def suggestion():
    address = f"{make_facility().get_absolute_url()}suggest/"
    return Suggestion, address, address, {"text": "The name is wrong", "agree": "on"}


def action():
    address = make_meeting().get_absolute_url()
    day = timezone.localdate().isoformat()
    values = {"title": "Write it", "role": "Secretary", "due_on": day, "visibility": "members"}
    return Action, address, f"{address}action/", values


def agenda_item():
    address = make_meeting().get_absolute_url()
    return AgendaItem, address, f"{address}items/", {"title": "Budget"}


def decision():
    address = f"{make_meeting(days=-7).get_absolute_url()}decision/"
    values = {"title": "Use it", "decided_on": "2026-03-02", "visibility": "members"}
    return Decision, address, address, values


def meeting():
    address = f"/consortium/bodies/{body_of().slug}/meeting/"
    day = timezone.localdate() + timedelta(days=7)
    values = {"title": "Monthly", "day": day.isoformat(), "time": "10:00", "minutes": 60}
    values |= {"visibility": "members"}
    return Meeting, address, address, values


def interview():
    address = f"/survey/interviews/?project={make_survey().slug}"
    values = {"speaker_role": "Regulator", "planned_on": "2026-12-01"}
    return Interview, address, address.replace("/?", "/plan/?"), values


def scenario():
    address = "/economics/new/"
    return ScenarioVersion, address, address, posted(save="1", title="A therapy")


def shift():
    """A row that is added in the admin and has no key of its own."""
    day = timezone.localdate().isoformat()
    address = "/admin/landscape/rotashift/add/"
    values = {"person": User.objects.get().pk, "first_on": day, "last_on": day}
    return RotaShift, address, address, values


FORMS = (
    *(note, reply, question, checklist, log_entry, request_to_a_facility, suggestion, action),
    *(agenda_item, decision, meeting, interview, scenario, shift),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_sent_twice_adds_one_row_and_leads_to_it(administrator, form):
    model, page, address, values = form()
    before = model.objects.count()
    values = values | {"csrfmiddlewaretoken": token_of(administrator, page)}

    first = administrator.post(address, values)
    again = administrator.post(address, values)

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.url == first.url
    assert model.objects.count() == before + 1
    assert "This form was sent twice" in administrator.get(again.url).content.decode()


@pytest.mark.parametrize("form", [note, action, shift])
def test_the_same_entries_in_a_page_that_is_opened_again_add_another_row(administrator, form):
    model, page, address, values = form()

    for _ in range(2):
        administrator.post(address, values | {"csrfmiddlewaretoken": token_of(administrator, page)})

    assert model.objects.count() == 2


def test_a_row_in_a_table_of_a_page_of_the_admin_is_added_once(administrator):
    hurdle, solution = make_hurdle(), make_solution()
    address = f"/admin/usecases/hurdle/{hurdle.pk}/change/"
    page = administrator.get(address)
    fields = page.context["adminform"].form
    values = {name: value for name in fields.fields if (value := fields[name].value())}
    for each in page.context["inline_admin_formsets"]:
        prefix = each.formset.prefix
        values |= {f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-TOTAL_FORMS": 0}
    values |= {"attempts-TOTAL_FORMS": 1, "attempts-0-solution": solution.pk}
    values |= {"attempts-0-outcome": "worked", "attempts-0-why": "Tried"}
    values["csrfmiddlewaretoken"] = TOKEN.search(page.content.decode())[1]

    answers = [administrator.post(address, values) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert hurdle.attempts.count() == 1


def test_a_form_with_an_error_is_answered_each_time(administrator):
    _, page, address, values = shift()
    values |= {"csrfmiddlewaretoken": token_of(administrator, page), "first_on": "soon"}

    answers = [administrator.post(address, values) for _ in range(2)]

    assert ["Enter a valid date" in answer.content.decode() for answer in answers] == [True, True]
    assert not SentForm.objects.exists()


def test_another_entry_in_the_same_page_is_another_form(administrator):
    model, page, address, values = note()
    values["csrfmiddlewaretoken"] = token_of(administrator, page)

    for text in ("First", "Second"):
        administrator.post(address, values | {"note-text": text})

    assert sorted(model.objects.values_list("text", flat=True)) == ["First", "Second"]


def test_a_form_of_the_day_before_is_forgotten(administrator):
    _, page, address, values = note()
    values["csrfmiddlewaretoken"] = token_of(administrator, page)
    administrator.post(address, values)
    administrator.post(address, values | {"note-text": "Later"})
    first = SentForm.objects.first()
    SentForm.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=2))

    drop_sent_forms()

    assert SentForm.objects.exclude(pk=first.pk).get() == SentForm.objects.get()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_moment_add_one_row(administrator):
    model, page, address, values = note()
    values["csrfmiddlewaretoken"] = token_of(administrator, page)

    def send(_):
        try:
            return administrator.post(address, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {302}
    assert model.objects.count() == 1
