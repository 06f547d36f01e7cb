"""A coordinator takes a questionnaire from its files to evidence of a recommendation, in a browser;
a member reads the finding with its denominator."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from stakeholders.models import ExportEvent, TargetGroup
from stakeholders.tests.factories import make_contact
from surveys.models import EvidenceLink
from surveys.tests.factories import dictionary_of_divided, divided_records
from usecases.content import write_vocabularies
from usecases.tests.factories import make_recommendation

from .browsing import PHONE, assert_accessible, assert_fits, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = (
    b"email,email_occurrence,record,invitation_sent_status,invitation_send_time,response_status\n"
    b"done@x.example,1,1,1,,2\nhalf@x.example,1,2,1,,1\n"
)


@pytest.fixture
def roles():
    """The tests with a browser empty all tables, roles and groups among them."""
    if not TargetGroup.objects.exists():
        import_module("stakeholders.migrations.0002_target_groups").seed(apps, None)
        write_vocabularies(apps.get_model)
        give_permissions(apps)


def sign_in_as(page, role):
    sign_in(page, role, is_staff=role != "member")
    User.objects.get(username=role).groups.add(Group.objects.get(name=role))


def csv_named(name, data):
    return {"name": name, "mimeType": "text/csv", "buffer": data}


def test_a_coordinator_takes_answers_to_a_recommendation(page, roles):
    for name in ("done", "half"):
        make_contact(name=name, email=f"{name}@x.example")
    make_recommendation(title="One procedure for all countries", slug="one-procedure")
    sign_in_as(page, "coordinator")

    page.goto("/survey/import/")
    page.get_by_role("textbox", name="Questionnaire").fill("Survey of the walk")
    files = {
        "Data dictionary (CSV)": csv_named("dictionary.csv", dictionary_of_divided()),
        "Records (CSV, raw codes)": csv_named("records.csv", divided_records()),
        "Participant list (CSV)": csv_named("participants.csv", PEOPLE),
    }
    for label, file in files.items():
        page.get_by_label(label).set_input_files(file)
    page.get_by_role("button", name="Check files").click()
    expect(page.get_by_text("7 fields in 1 forms: new version 1")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Import files").click()
    expect(page.get_by_text("The files were imported: 7 fields, 30 new rows")).to_be_visible()

    page.goto("/survey/")
    expect(page.get_by_role("row", name="Complete 1", exact=False).first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Participants and reminder list").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export reminder list").click()
    content = download.value.path().read_text()
    assert "half@x.example" in content
    assert "done@x.example" not in content
    assert ExportEvent.objects.get().purpose == "survey"

    page.goto("/survey/questions/why/")
    page.get_by_role("button", name="Make the answer an interview topic").first.click()
    expect(page.get_by_text("The topic is added.")).to_be_visible()
    page.get_by_text("Plan an interview").click()
    page.get_by_label("Speaker role").fill("Regulator in a member state")
    page.get_by_role("button", name="Plan the interview").click()
    page.get_by_role("button", name="Mark as held today").click()
    page.get_by_text("Add a statement").click()
    page.get_by_label("Quotation").fill("One procedure would save us a year.")
    page.get_by_label("May be quoted").check()
    page.get_by_role("button", name="Add the statement").click()
    page.get_by_role("button", name="Mark as approved by the interviewee").click()
    page.get_by_text("Use the statement as evidence").click()
    page.get_by_label("Recommendation").select_option("One procedure for all countries")
    page.get_by_role("button", name="Link the evidence").click()
    assert EvidenceLink.objects.get().statement
    assert_accessible(page)

    page.goto("/survey/questions/q/")
    page.get_by_text("Freeze a figure as a finding").click()
    page.get_by_label("Sentence").fill("Almost half say yes.")
    page.get_by_label("Counted answer").select_option("1")
    page.get_by_role("button", name="Freeze the figure").click()
    expect(page.get_by_text("14 of 30 who answered (47 %)").first).to_be_visible()
    page.context.clear_cookies()

    sign_in_as(page, "member")
    page.goto("/recommendations/one-procedure/")
    expect(page.get_by_text("One procedure would save us a year.")).to_be_visible()
    page.goto("/survey/findings/")
    page.get_by_role("link", name="Almost half say yes.").click()
    expect(page.get_by_text("14 of 30 who answered (47 %)").first).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    for address in ("/survey/", "/survey/questions/", "/survey/questions/q/?by=group"):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)
