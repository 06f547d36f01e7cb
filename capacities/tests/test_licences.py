"""Lists of licence registers: candidates, decisions, drifts; and where values are from."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from capacities.choices import EvidenceState, LicenceState
from capacities.facility_page import FacilityPage, find_facility
from capacities.files import commit, undo
from capacities.files.upload import NotReadable, new_import
from capacities.licences import Decided, decide_drift, dismiss, keep_file, take
from capacities.models import Authorisation, Evidence, Facility, LicenceFile
from stakeholders.tests.factories import make_organisation, user_in

from .factories import make_facility, make_site

pytestmark = pytest.mark.django_db
HEADING = "type,number,holder,city,country,scope,date,until,withdrawn"


def listed(*rows, **fields):
    """A kept list of rows of comma-separated cells."""
    values = {
        "file_name": "register.csv",
        "register": "Register of the authority",
        "register_on": date(2026, 5, 1),
        "by": None,
    }
    data = "\n".join([HEADING, *rows]).encode()
    return keep_file(data=data, **values | fields)


@pytest.fixture
def facility():
    holder = make_organisation(name="Vienna Cells", country="AT")
    return make_facility(site=make_site(organisation=holder))


# Candidates


def test_a_row_of_a_known_holder_and_city_waits_for_a_decision(facility):
    row = listed("MIA,AT-1,vienna cells,VIENNA,AT,1.3.1.3,2020-01-02,2030-01-02,").rows.get()

    assert (row.state, row.facility) == (LicenceState.WAITING, facility)
    assert row.reason == "same holder and city"
    assert not Authorisation.objects.exists()


def test_a_row_of_a_known_number_is_recognised_under_another_name(facility):
    Authorisation.objects.create(facility=facility, type="MIA", number="AT-1")

    row = listed("MIA,at-1,Renamed Ltd,Graz,AT,,,,").rows.get()

    assert row.facility == facility
    assert row.reason == "holds a licence of this number"


def test_a_row_of_an_unknown_holder_names_no_facility(facility):
    row = listed("MIA,AT-9,Somebody else,Vienna,AT,,,,").rows.get()

    assert (row.state, row.facility) == (LicenceState.UNKNOWN, None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("XYZ,AT-1,Vienna Cells,Vienna,AT,,,,", "type"),
        ("MIA,<b>,Vienna Cells,Vienna,AT,,,,", "number"),
        ("MIA,AT-1,,Vienna,AT,,,,", "holder: The cell is empty."),
        ("MIA,AT-1,Vienna Cells,Vienna,XX,,,,", "country"),
        ("MIA,AT-1,Vienna Cells,Vienna,AT,,tomorrow,,", "is not a date"),
        ("MIA,AT-1,Vienna Cells,Vienna,AT,,2030-01-01,2020-01-01,", "ends before it begins"),
        ("MIA,AT-1,person@mail.example,Vienna,AT,,,,", "e-mail address"),
        ("MIA,AT-1,Vienna Cells,Vienna,AT,<script>,,,", "HTML"),
        ("HE,AT-1,Vienna Cells,Vienna,AT,,,,", "hospital exemption"),
    ],
)
def test_a_wrong_row_is_refused_with_a_sentence_and_the_others_are_read(facility, row, words):
    refused, fine = listed(row, "MIA,AT-2,Vienna Cells,Vienna,AT,,,,").rows.all()

    assert refused.state == LicenceState.REFUSED
    assert words in refused.reason
    assert fine.state == LicenceState.WAITING


def test_a_list_without_the_needed_columns_is_refused(db):
    with pytest.raises(NotReadable, match="holder"):
        keep_file(
            data=b"type,number\nMIA,1",
            file_name="a.csv",
            register="R",
            register_on=date(2026, 5, 1),
            by=None,
        )
    assert not LicenceFile.objects.exists()


# Decisions


def test_a_licence_that_is_taken_is_public_with_its_evidence(facility):
    cells = "MIA,AT-1,Vienna Cells,Vienna,AT,1.3.1.3 | 1.3.1.4,2020-01-02,2030-01-02,"
    row = listed(cells).rows.get()

    drifts = take(row, facility=facility, by=None)

    found = facility.authorisations.get()
    assert drifts == 0
    assert (found.said_by, found.scope_lines) == ("register", ["1.3.1.3", "1.3.1.4"])
    evidence = {one.fact: one for one in found.evidence.all()}
    assert set(evidence) == {"scope", "first_on", "valid_until"}
    assert evidence["valid_until"].value == "2030-01-02"
    assert "holder: Vienna Cells" in evidence["valid_until"].raw_text
    row.refresh_from_db()
    assert row.state == LicenceState.TAKEN


def test_a_value_that_differs_opens_a_drift_and_changes_nothing(facility):
    ours = Authorisation.objects.create(
        facility=facility, type="MIA", number="AT-1", valid_until="2028-12-31"
    )
    row = listed("MIA,AT-1,Vienna Cells,Vienna,AT,1.3.1.3,,2030-01-02,").rows.get()

    drifts = take(row, facility=facility, by=None)

    ours.refresh_from_db()
    assert drifts == 1
    assert (ours.valid_until, ours.scope) == (date(2028, 12, 31), "1.3.1.3")
    drift = Evidence.objects.drifts().get()
    assert (drift.fact, drift.value) == ("valid_until", "2030-01-02")


@pytest.mark.parametrize("take_register", [True, False])
def test_a_drift_is_decided_once(facility, take_register):
    ours = Authorisation.objects.create(
        facility=facility, type="MIA", number="AT-1", valid_until="2028-12-31"
    )
    take(listed("MIA,AT-1,A,B,AT,,,2030-01-02,").rows.get(), facility=facility, by=None)
    drift = Evidence.objects.drifts().get()

    decide_drift(drift, take_register=take_register, by=user_in("curator"))

    ours.refresh_from_db()
    drift.refresh_from_db()
    assert ours.valid_until == (date(2030, 1, 2) if take_register else date(2028, 12, 31))
    assert drift.state == (EvidenceState.TAKEN if take_register else EvidenceState.KEPT)
    assert drift.decided_by.username
    with pytest.raises(Decided):
        decide_drift(drift, take_register=True, by=None)


def test_the_same_value_is_no_new_drift_after_a_curator_kept_the_record(facility):
    Authorisation.objects.create(
        facility=facility, type="MIA", number="AT-1", valid_until="2028-12-31"
    )
    take(listed("MIA,AT-1,A,B,AT,,,2030-01-02,").rows.get(), facility=facility, by=None)
    decide_drift(Evidence.objects.drifts().get(), take_register=False, by=None)

    same = take(listed("MIA,AT-1,A,B,AT,,,2030-01-02,").rows.get(), facility=facility, by=None)
    other = take(listed("MIA,AT-1,A,B,AT,,,2031-01-02,").rows.get(), facility=facility, by=None)
    again = take(listed("MIA,AT-1,A,B,AT,,,2032-01-02,").rows.get(), facility=facility, by=None)

    assert (same, other, again) == (0, 1, 1)
    assert Evidence.objects.drifts().get().value == "2032-01-02"


def test_a_row_is_decided_once(facility):
    row = listed("MIA,AT-1,Vienna Cells,Vienna,AT,,,,").rows.get()
    dismiss(row, by=None)

    with pytest.raises(Decided):
        take(row, facility=facility, by=None)
    assert not facility.authorisations.exists()


# Pages


def test_a_curator_uploads_a_list_and_decides_on_its_rows(client, facility):
    client.force_login(user_in("curator"))
    data = f"{HEADING}\nMIA,AT-1,Vienna Cells,Vienna,AT,,,,\nMIA,AT-2,Nobody,Graz,AT,,,,".encode()
    answer = client.post(
        "/capacities/licences/",
        {
            "register": "EudraGMDP",
            "register_on": "2026-05-01",
            "file": SimpleUploadedFile("list.csv", data),
        },
        follow=True,
    )
    file = LicenceFile.objects.get()
    assert facility.name in answer.content.decode()

    answer = client.post(
        f"/capacities/licences/{file.pk}/decide/",
        {"row-2": str(facility.pk), "row-3": "dismiss"},
        follow=True,
    )

    assert [row.state for row in file.rows.all()] == [LicenceState.TAKEN, LicenceState.DISMISSED]
    assert "1 licences are taken and 1 dismissed" in answer.content.decode()


def test_an_unreadable_list_says_why(client, db):
    client.force_login(user_in("curator"))
    answer = client.post(
        "/capacities/licences/",
        {
            "register": "EudraGMDP",
            "register_on": "2026-05-01",
            "file": SimpleUploadedFile("list.csv", b"type,number\nMIA,1"),
        },
    )

    assert answer.status_code == 400
    assert "These columns are missing: holder, country." in answer.content.decode()


@pytest.mark.parametrize("group", ["member", None])
def test_only_who_may_import_sees_licence_lists(client, facility, group):
    file = listed("MIA,AT-1,Vienna Cells,Vienna,AT,,,,")
    if group:
        client.force_login(user_in(group))

    for address in ("/capacities/licences/", file.get_absolute_url()):
        assert client.get(address).status_code in (302, 403, 404)


def test_the_admin_decides_drifts(client, facility):
    Authorisation.objects.create(
        facility=facility, type="MIA", number="AT-1", valid_until="2028-12-31"
    )
    take(listed("MIA,AT-1,A,B,AT,,,2030-01-02,").rows.get(), facility=facility, by=None)
    drift = Evidence.objects.drifts().get()
    client.force_login(user_in("curator"))
    address = "/admin/capacities/evidence/"

    page = client.get(f"{address}?state__exact=drift").content.decode()
    assert "2028-12-31" in page
    client.post(address, {"action": "take_register", "_selected_action": [drift.pk]})

    assert facility.authorisations.get().valid_until == date(2030, 1, 2)


# Where values are from

COLUMNS = (
    "organisation,name,kind,country,city,classes,source,source_date,contact_email,"
    "capacity_measure,capacity_exact,as_of"
)
ROW = (
    "New Clinic,New unit,GMP-C,AT,Graz,GTMP,Yearly report,2026-02-03,a@clinic.example,"
    "batches_per_year,77,2026-01-01"
)


def imported():
    file, _ = new_import(data=f"{COLUMNS}\n{ROW}".encode(), file_name="f.csv", by=None)
    commit(file, by=None)
    return file


def test_an_import_notes_where_each_value_is_from(db):
    imported()
    facility = Facility.objects.get(name="New unit")
    rows = {row.fact: row for row in facility.evidence.all()}

    assert rows["classes"].source == "Yearly report"
    assert rows["classes"].source_on == date(2026, 2, 3)
    assert not {"contact_email", "contact_name", "capacity_exact", "utilisation_band"} & set(rows)
    assert "77" not in {row.value for row in rows.values()}


def test_evidence_is_removed_with_its_import(db):
    undo(imported(), by=None)

    assert not Evidence.objects.exists()


def test_readers_see_the_sources_of_released_blocks_alone():
    facility = make_facility(released=["identity"])
    for fact in ("kind", "classes", "capacity_band", "licences"):
        Evidence.objects.create(
            facility=facility,
            fact=fact,
            value="x",
            source=f"Source of {fact}",
            said_by="curator",
            source_on=timezone.localdate(),
        )

    shown = FacilityPage(find_facility(AnonymousUser(), facility.slug), AnonymousUser())

    assert [row.fact for row in shown.evidence] == ["kind"]
