"""What leaves the portal: the rows of the screen, nobody who opted out, and an event each time."""

import csv
import hashlib
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.export import Selection
from stakeholders.figures import hidden_values
from stakeholders.models import Contact, ExportEvent, SavedList
from stakeholders.purposes import COLUMNS, PURPOSES

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db
EXPORT = "/stakeholders/export/"
GIVEN = {"consent": "given", "consent_on": date(2026, 1, 1)}


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator", username="carla"))
    return client


def download(client, choice, **data):
    answer = client.post(EXPORT, {"choice": choice, **data})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert "attachment" in answer["Content-Disposition"]
    return answer.content


def names(data):
    return {row["Name"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}


def everybody():
    """One contact for each thing that matters to a purpose."""
    make_contact(name="Public task")
    make_contact(name="Interest", lawful_basis="legitimate_interest")
    make_contact(name="Consent given", lawful_basis="consent", **GIVEN)
    make_contact(name="Consent missing", lawful_basis="consent")
    make_contact(name="Undecided", lawful_basis="undecided")
    make_contact(name="Declined", consent="declined", consent_on=date(2026, 1, 1))
    make_contact(name="Opted out", mailing_opt_out=True, **GIVEN)
    make_contact(name="Never", do_not_contact=True, **GIVEN)
    make_contact(name="No e-mail", email="", **GIVEN)


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("survey", {"Public task", "Interest", "Consent given"}),
        ("meeting", {"Public task", "Interest", "Consent given", "Opted out", "No e-mail"}),
        ("newsletter", {"Consent given"}),
        (
            "backup",
            {
                *("Public task", "Interest", "Consent given", "Consent missing", "Undecided"),
                *("Declined", "Opted out", "Never", "No e-mail"),
            },
        ),
    ],
)
def test_a_purpose_says_who_is_in_the_file(coordinator, purpose, expected):
    everybody()

    assert names(download(coordinator, f"{purpose}:csv")) == expected


def test_a_report_names_nobody(coordinator):
    everybody()

    for number in range(7):
        make_contact("09 15", "DE FR", name=f"Many {number}")
    for number in range(2):
        make_contact("01", "MT", name=f"Few {number}")

    data = download(coordinator, "report:csv").decode("utf-8-sig")

    lines = [line.split('","')[:3] for line in data.replace("\r\n", "\n").splitlines()]
    figures = {(a.strip('"'), b): c for a, b, c in lines}
    assert figures["Counted by", "Value"] == "Contacts"
    assert figures["All", "Contacts"] == "18"
    assert figures["Countries", "Germany"] == "16"
    assert figures["Countries", "Malta"] == "not shown"
    # The next smallest one as well, so that a subtraction cannot find the smaller one.
    assert figures["Countries", "France"] == "not shown"
    assert figures["Engagement", "Not stated"] == "18"
    assert "Public task" not in data
    assert "@" not in data
    event = ExportEvent.objects.get()
    assert (event.count, event.entries.count()) == (18, 0)
    assert "figures only" in coordinator.get(event.get_absolute_url()).content.decode()


def test_a_report_about_a_few_people_is_refused(coordinator):
    for number in range(4):
        make_contact(name=f"Few {number}")

    page = coordinator.post("/stakeholders/export/", {"choice": "report:csv"})

    assert "A report needs 5 contacts or more" in page.content.decode()
    assert not ExportEvent.objects.exists()


def test_a_report_counts_invented_people_only_where_nobody_else_is(coordinator):
    for number in range(6):
        make_contact(name=f"Real {number}")
        make_contact(name=f"Invented {number}", is_demo=True)

    assert '"All","Contacts","6"' in download(coordinator, "report:csv").decode()
    Contact.objects.filter(is_demo=False).delete()
    assert '"All","Contacts","6"' in download(coordinator, "report:csv").decode()


@given(st.dictionaries(st.text(max_size=2), st.integers(1, 40), max_size=8))
def test_no_hidden_figure_can_be_found_by_subtraction(counts):
    hidden = hidden_values(counts)

    assert {value for value, number in counts.items() if number < 5} <= hidden
    shown = sum(number for value, number in counts.items() if value not in hidden)
    rest = sum(counts.values()) - shown
    assert not hidden or hidden == {*counts} or (len(hidden) > 1 and rest >= 5)


def test_the_event_says_who_what_why_and_how_many(coordinator):
    everybody()
    make_contact("09", name="Another group")

    data = download(coordinator, "survey:csv", query="group=15&page=3&nonsense=1")

    event = ExportEvent.objects.get()
    assert (event.by_name, event.purpose, event.format) == ("carla", "survey", "csv")
    assert event.filter_text == "Target group: Patients' representatives and carers"
    assert event.query == "group=15"
    assert (event.count, event.found, event.total) == (3, 9, 10)
    assert event.left_out == {
        "not_consented": 1,
        "no_basis": 1,
        "declined": 1,
        "opted_out": 1,
        "do_not_contact": 1,
        "no_email": 1,
    }
    assert event.sha256 == hashlib.sha256(data).hexdigest()
    assert event.columns == list(PURPOSES["survey"].columns)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["Export"] for row in rows} == {str(event.pk)}


def test_the_page_before_says_how_many_and_who_stays_out(coordinator):
    everybody()
    make_contact("09")

    text = " ".join(coordinator.get(EXPORT, {"group": "15"}).content.decode().split())

    assert "You export <strong>9</strong> of 10 contacts: Target group: Patients" in text
    assert "<strong>3 of 9</strong> in the file; 6 left out: 1 consent not given" in text
    assert not ExportEvent.objects.exists()


def test_a_purpose_is_compulsory(coordinator):
    make_contact()

    for choice in ("", "csv", ":csv", "nothing:csv", "survey:vcf", "survey"):
        answer = coordinator.post(EXPORT, {"choice": choice})
        assert answer.status_code == 400
    assert not ExportEvent.objects.exists()


def test_all_means_all_and_not_the_page(coordinator):
    for _ in range(60):
        make_contact()

    assert len(names(download(coordinator, "survey:csv"))) == 60


def test_the_ticked_ones_alone(coordinator):
    ticked = [make_contact(name=name) for name in ("A", "B")]
    make_contact(name="C")
    ids = [contact.pk for contact in ticked]

    assert "You export <strong>2</strong> of 3" in " ".join(
        coordinator.get(EXPORT, {"id": ids}).content.decode().split()
    )
    assert names(download(coordinator, "survey:csv", ids=",".join(map(str, ids)))) == {"A", "B"}


@pytest.mark.parametrize("chosen", ["id=", "id=Ana", "ids=", "id=99999999999999999999"])
def test_nothing_ticked_is_not_everybody(coordinator, chosen):
    make_contact()

    asked = coordinator.get(f"{EXPORT}?{chosen}&query=group%3D15")
    told = coordinator.post(EXPORT, {"choice": "backup:csv", chosen.partition("=")[0]: ""})

    assert (asked.url, told.url) == ("/stakeholders/?group=15", "/stakeholders/")
    page = coordinator.get(asked.url).content.decode()
    assert "Tick the contacts" in page
    assert not ExportEvent.objects.exists()


def test_a_saved_list_that_is_no_number_is_not_there(coordinator):
    make_contact()

    assert coordinator.get(f"{EXPORT}?saved=²").status_code == 404
    assert coordinator.get(f"{EXPORT}?saved=7,8").status_code == 404


def test_who_was_in_export_n_and_which_exports_hold_this_person(coordinator):
    inside = make_contact(name="Inside")
    outside = make_contact(name="Outside", do_not_contact=True)
    download(coordinator, "survey:csv")
    event = ExportEvent.objects.get()

    text = coordinator.get(event.get_absolute_url()).content.decode()
    assert "Inside" in text
    assert "left out: do-not-contact" in text
    assert f"Export {event.pk}" in coordinator.get(inside.get_absolute_url()).content.decode()
    assert f"Export {event.pk}" not in coordinator.get(outside.get_absolute_url()).content.decode()
    assert "Survey invitation" in coordinator.get("/stakeholders/exports/").content.decode()


def test_an_erased_contact_leaves_a_place_and_no_name(coordinator):
    contact = make_contact(name="Erased Person")
    download(coordinator, "survey:csv")
    contact.delete()
    event = ExportEvent.objects.get()

    text = coordinator.get(event.get_absolute_url()).content.decode()

    assert "Erased Person" not in text
    assert "1 of them erased since" in text


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc", "%x", "＝1+1", '"=1', " \u200b=1"]


def test_nothing_in_a_table_is_live(coordinator):
    for text in DANGEROUS:
        make_contact(name=text, position=text, notes=text)

    rows = csv.reader(io.StringIO(download(coordinator, "backup:csv").decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell and cell.lstrip()[0] in "=+-@|%＝"]
    book = openpyxl.load_workbook(io.BytesIO(download(coordinator, "backup:xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_workbook_says_what_it_is(coordinator):
    make_contact(name="Ana")

    book = openpyxl.load_workbook(io.BytesIO(download(coordinator, "survey:xlsx", query="q=ana")))

    about = dict(book["About this file"].iter_rows(values_only=True))
    assert about["Export"] == str(ExportEvent.objects.get().pk)
    assert about["Exported by"] == "carla"
    assert about["Filter"] == "Search: ana"
    assert about["Rows"] == "1 of 1 found, 1 in the register"


def test_a_card_cannot_begin_another_card(coordinator):
    place = make_organisation(name="A; B, C\\D")
    name = "Ana\r\nEND:VCARD\r\nBEGIN:VCARD\nTEL:666" + "é" * 60
    make_contact(name=name, organisation=place, phone="1")

    lines = download(coordinator, "meeting:vcf").decode().split("\r\n")

    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 1
    assert "ORG:A\\; B\\, C\\\\D" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert any("JOIN4ATMP export" in line for line in lines)


def test_the_list_of_addresses_has_one_a_line(coordinator):
    make_contact(name='Zoë "Z" \nBcc: x', email="zoe@stakeholder.example")
    make_contact(name="Smith, Ana", email="ana@stakeholder.example")

    first, *rest = download(coordinator, "survey:emails").decode().splitlines()

    assert first.startswith(f"# JOIN4ATMP export {ExportEvent.objects.get().pk}, Survey invitation")
    assert rest == [
        '"Smith, Ana" <ana@stakeholder.example>',
        "\"Zoë 'Z' Bcc: x\" <zoe@stakeholder.example>",
    ]


def test_the_participant_list_of_redcap_names_nobody(coordinator):
    contact = make_contact(name="Ana", email="ana@stakeholder.example")

    data = download(coordinator, "survey:redcap").decode("utf-8-sig")

    number = ExportEvent.objects.get().pk
    assert list(csv.reader(io.StringIO(data))) == [
        ["email", "identifier"],
        ["ana@stakeholder.example", f"C{contact.pk}-E{number}"],
    ]


def test_a_saved_list_tells_who_came_and_who_went(coordinator):
    stays, goes = make_contact(name="Stays"), make_contact(name="Goes")
    coordinator.post("/stakeholders/lists/save/", {"name": "Patients", "query": "group=15"})
    saved = SavedList.objects.get()
    download(coordinator, "survey:csv", saved=saved.pk)
    goes.groups = " 09 "
    goes.save()
    make_contact(name="Comes")

    context = coordinator.get(saved.get_absolute_url()).context

    assert [c.name for c in context["came"][0]] == ["Comes"]
    assert [c.name for c in context["went"][0]] == ["Goes"]
    assert ExportEvent.objects.get().saved_list == saved
    assert stays.export_entries.count() == 1
    coordinator.post(reverse("stakeholders:delete-list", args=[saved.pk]))
    assert ExportEvent.objects.get().saved_list is None


def test_a_name_of_a_list_holds_no_control_characters(coordinator):
    coordinator.post("/stakeholders/lists/save/", {"name": "Our\0 \x07list", "query": ""})

    assert SavedList.objects.get().name == "Our list"


def test_an_impossible_filter_exports_nothing(coordinator):
    make_contact()

    answer = coordinator.post(EXPORT, {"choice": "survey:csv", "query": "group=nonsense"})

    assert answer.status_code == 302
    assert not ExportEvent.objects.exists()


@pytest.mark.parametrize("role", ["member", "curator"])
def test_others_export_nothing(client, role):
    make_contact(name="Secret Person")
    client.force_login(user_in(role))

    answer = client.post(EXPORT, {"choice": "backup:csv"})

    assert answer.status_code == 404
    assert b"Secret" not in answer.content
    assert not ExportEvent.objects.exists()


def test_the_queries_of_an_export_do_not_grow(coordinator, django_assert_max_num_queries):
    for _ in range(5):
        make_contact(organisation=make_organisation()).engagements.create(kind="met")

    with django_assert_max_num_queries(20):
        download(coordinator, "backup:xlsx")


def test_every_purpose_names_columns_that_exist():
    assert all(set(purpose.columns) <= set(COLUMNS) for purpose in PURPOSES.values())


def test_a_list_of_addresses_is_without_those_who_have_none(coordinator):
    make_contact(name="Ana", email="ana@x.example", lawful_basis="public_task")
    make_contact(name="Bo", email="", lawful_basis="public_task")
    page = coordinator.get("/stakeholders/export/").content.decode()
    assert "leaves out 1 more without an address" in page

    addresses = coordinator.post("/stakeholders/export/", {"choice": "meeting:emails"})

    event = ExportEvent.objects.get()
    assert addresses.content.decode().count("@") == 1
    assert (event.count, event.left_out) == (1, {"no_email": 1})
    assert event.entries.get(reason="").contact.name == "Ana"


def test_contacts_that_are_gone_are_not_counted_as_chosen(coordinator):
    kept, gone = make_contact(), make_contact()
    ids = f"{kept.pk},{gone.pk}"
    gone.delete()

    coordinator.post("/stakeholders/export/", {"choice": "backup:csv", "ids": ids})

    assert ExportEvent.objects.get().filter_text.startswith("1 contacts")


def test_more_contacts_than_can_be_chosen_are_refused_and_not_cut_off(coordinator, monkeypatch):
    monkeypatch.setattr("stakeholders.views.selections.MAX_TICKED_CONTACTS", 1)
    keys = ",".join(str(make_contact().pk) for _ in range(2))

    page = coordinator.post(
        "/stakeholders/export/", {"choice": "backup:csv", "ids": keys}, follow=True
    ).content.decode()

    assert "contacts are ticked. Filter the list instead." in page
    assert not ExportEvent.objects.exists()


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_contacts_chosen_one_by_one_are_those_that_the_person_may_see(role):
    contact = make_contact()

    assert Selection.by_ids(user_in("coordinator"), [contact.pk]).contacts.get() == contact
    assert not Selection.by_ids(user_in(role), [contact.pk]).contacts.exists()
