"""A person who is erased is in no row and no remark above the register of contacts, either."""

import json

import pytest
from django.apps import apps
from django.core import mail
from django.db.models import CharField, TextField, URLField

from capacities.models import FacilityContact, FacilityRequest, Suggestion
from capacities.tests.factories import make_facility
from consortium.tests.factories import make_decision
from core.models import WaitingMail
from core.packed_fields import WordsField
from join4atmp.people import FOR_READERS, REMARKS, ROWS, columns
from landscape.models import TicketAsker, TicketMessage
from landscape.tests.factories import make_ticket
from products.erasure import CELLS, FILES
from stakeholders.erasure import erase
from stakeholders.tests.factories import make_contact, user_in
from surveys.models import Participant, PersonalAnswers, Response
from surveys.tests.factories import make_survey
from trials.models import TrialNote
from trials.tests.factories import make_trial

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Xenia Quill", "xenia@quill.example"
MIN_TEXT_LENGTH = 200  # characters; shorter columns have a name, a number or a code
FRAMEWORK = "auth admin contenttypes sessions account mfa socialaccount usersessions".split()
# Names of things, words of the registers and of laws, columns made from others, and texts that an
# erasure removes with their row. Contacts have tests of their own.
WITHOUT_PEOPLE = """
    capacities.Accreditation: scope
    capacities.Authorisation: authority scope product_name
    capacities.Facility: name classes technologies steps age_groups languages released
    capacities.Facility: shown_classes shown_technologies shown_steps
    capacities.FacilityImportRow: name
    capacities.Infrastructure: full_name
    capacities.LicenceFile: register
    capacities.LicenceRow: holder scope
    capacities.Node: name host
    capacities.Service: name
    capacities.Site: address
    capacities.Suggestion: email
    consortium.Minutes: public_text
    consortium.Partner: name
    consortium.ProjectPublication: title journal
    consortium.ReportingPeriod: source
    core.Draft: path
    core.SavedAdminFilter: query
    core.SentForm: answer
    core.WaitingMail: subject body from_email problem
    join4atmp.BackupRun: file_name problem
    join4atmp.Issue: citation
    join4atmp.Trouble: words
    landscape.FactKind: meaning
    landscape.LibraryAnswer: index_words
    landscape.StepDocument: title source
    landscape.StepFigure: text source
    landscape.TaxonomyEntry: source name text legal_basis delivery trials_query
    products.Dossier: name name_key
    products.DossierMerge: gone_name
    products.FormerName: name key
    products.SheetFile: identifier
    products.Spelling: text key
    products.Term: name
    surveys.Finding: denominator_words
    trials.DataError: sources detail
    trials.Drift: old new curated
    trials.FactDecision: old value register quotation
    trials.InvestigationalProduct: name code trade_name substances form routes other_type sources
    trials.Publication: doi title authors journal abstract
    trials.PublicationCandidate: found_by
    trials.RecordProblem: place reason
    trials.RegisterNote: word sources
    trials.RegisterPage: key
    trials.RegisterRecord: source_file
    trials.RegisterTurn: host
    trials.RunQuery: text
    trials.SearchQuery: text
    trials.SeparateTrials: numbers
    trials.Sponsor: name key sources
    trials.SponsorMatch: key name
    trials.SyncRun: message current
    trials.Trial: title lay_title condition product_names sponsor_name register_phase
    trials.Trial: register_atmp atmp_basis register_atmp_class register_status
    trials.Trial: register_sponsor_type
    trials.TrialCountry: name authority
    usecases.CaseOrganisation: role
    usecases.HurdleCategory: name meaning source
    usecases.Procedure: name meaning source authority nominal_words legal_basis unverified_part
    usecases.SolutionType: name meaning source
    usecases.Stage: name meaning source
    usecases.UseCase: products disease work_packages public_text
"""


def long_columns():
    """Return {"app.Model.column"} of every column with long texts."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label not in {*FRAMEWORK, "stakeholders"} and model not in ROWS
        if not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if isinstance(field, TextField)
        or (isinstance(field, CharField) and (field.max_length or 0) >= MIN_TEXT_LENGTH)
        if not field.choices and not isinstance(field, (URLField, WordsField))
        if field.name != "search_text"
    }


def test_of_every_long_text_it_is_decided_whether_it_may_name_a_person():
    cleaned = {
        f"{model._meta.label}.{name}"
        for model, names in [*columns(REMARKS), *columns(FOR_READERS), *CELLS, *FILES]
        for name in names
    }
    rows = (line.split(": ") for line in WITHOUT_PEOPLE.strip().splitlines())
    without = {f"{label.strip()}.{name}" for label, names in rows for name in names.split()}
    assert long_columns() - cleaned == without, "Decide in people.py or in this test."


@pytest.fixture
def coordinator(client):
    user = user_in("coordinator")
    client.force_login(user)
    return client, user


@pytest.fixture
def contact():
    """A person with traces in all rooms, and another person with the same kinds of rows."""
    facility = make_facility()
    for email in (EMAIL.upper(), "other@x.example"):
        FacilityContact.objects.create(facility=facility, name=NAME, email=email)
        FacilityRequest.objects.create(facility=facility, name=NAME, email=email, message="?")
        Suggestion.objects.create(facility=facility, text="A second room", email=email)
        ticket = make_ticket(email)
        TicketMessage.objects.create(ticket=ticket, text=f"I am {NAME}. Please answer.")
        WaitingMail.of(mail.EmailMessage("News", "Text", "p@x.example", [email])).save()
    TrialNote.objects.create(trial=make_trial(), text=f"{NAME} says it has ended. Ask again.")
    make_decision(title="Mandate", text=f"The chair is {NAME}. Others are members.")
    return make_contact(name=NAME, email=EMAIL)


def test_an_erasure_removes_rows_and_remarks_in_all_rooms(contact):
    done = erase(contact, by=user_in("administrator"), reason="asked")

    for model in (FacilityContact, FacilityRequest):
        assert [row.email for row in model.objects.all()] == ["other@x.example"]
    assert sorted(Suggestion.objects.values_list("email", flat=True)) == ["", "other@x.example"]
    assert not TicketAsker.objects.filter(email__iexact=EMAIL).exists()
    assert TicketAsker.objects.filter(email="other@x.example").exists()
    texts = TicketMessage.objects.values_list("text", flat=True)
    assert set(texts) == {"I am [erased]. Please answer."}
    assert TrialNote.objects.get().text == "[erased] says it has ended. Ask again."
    assert [row.recipients for row in WaitingMail.objects.all()] == [["other@x.example"]]
    assert done.counts["remarks"] >= 4


def test_a_participant_without_contact_and_personal_answers_are_erased(contact):
    survey = make_survey()
    Participant.objects.create(project=survey, email=EMAIL)
    one, other = Response.objects.all()[:2]
    PersonalAnswers.objects.create(response=one, values={"mail": EMAIL.upper(), "phone": "1"})
    PersonalAnswers.objects.create(response=other, values={"mail": "other@x.example"})

    erase(contact, by=user_in("administrator"), reason="asked")

    assert not Participant.objects.filter(email=EMAIL).exists()
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.personal.values == {}
    assert other.personal.values == {"mail": "other@x.example"}


def test_the_page_of_an_erasure_names_the_texts_that_stay(coordinator, contact):
    client, _ = coordinator
    page = client.get(f"/stakeholders/{contact.pk}/erase/").content.decode()
    assert f"The chair is {NAME}." in page
    assert "Others are members" not in page
    assert "says it has ended" not in page  # a remark, which the erasure cleans


def test_the_answer_to_a_person_has_what_other_rooms_keep(coordinator, contact):
    client, _ = coordinator
    data = json.loads(client.get(f"/stakeholders/{contact.pk}/everything.json").content)
    texts = [row["text"] for row in data["in other parts of the portal"]]
    assert f"The chair is {NAME}." in texts
    assert f"{NAME} says it has ended." in texts
    assert any(EMAIL.upper() in text for text in texts)
    assert not any("other@x.example" in text for text in texts)
