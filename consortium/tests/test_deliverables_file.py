"""Import of deliverables and milestones: the whole file, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.deliverables_file import FileRefused, import_due, rows_of_file
from consortium.models import Deliverable, Milestone
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db
FILE = (
    "number;title;WP;lead;kind;level;due month\n"
    "D1.1;Database;1;MedUni Wien;Other;PU;12\n"
    "D2.1;Report;WP2;VHIO;Report;SEN;M40\n"
)
GOOD = FILE.replace("MedUni Wien", "University Hospital AKH Wien & MedUni Wien")


def test_a_file_is_imported_and_again_unchanged():
    counts = import_due(Deliverable, GOOD.encode())

    assert (counts.created, counts.changed, counts.unchanged) == (2, 0, 0)
    row = Deliverable.objects.get(number="D2.1")
    assert (row.work_package.number, str(row.lead), row.level) == (2, "VHIO", "SEN")
    assert row.due_on.isoformat() == "2027-04-30"
    again = import_due(Deliverable, GOOD.encode())
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


def test_milestones_have_means_of_verification():
    import_due(
        Milestone, b"number,title,WP,lead,means of verification,due month\nM1,Survey,3,,Link,6\n"
    )

    assert Milestone.objects.get().verification == "Link"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FILE, "No partner has the name MedUni Wien"),
        (GOOD.replace(";1;", ";9;"), "There is no work package 9"),
        (GOOD.replace("M40", "soon"), "The due month soon is not a number"),
        (GOOD.replace(";PU;", ";SECRET;"), "The level SECRET is not PU or SEN"),
        (GOOD.replace("Database", ""), "The title is missing"),
        ("a;b\n1;2\n", "The file has no column number, title, due month"),
        ("", "no rows"),
    ],
)
def test_a_file_with_one_wrong_row_writes_nothing(text, words):
    with pytest.raises(FileRefused, match=words):
        import_due(Deliverable, text.encode())
    assert not Deliverable.objects.exists()


def test_a_due_date_moves_only_while_it_is_in_the_future_and_nothing_was_submitted():
    import_due(Deliverable, GOOD.encode())

    with pytest.raises(FileRefused, match=r"D1\.1 was already due"):
        import_due(Deliverable, GOOD.replace(";PU;12", ";PU;50").encode())
    row = Deliverable.objects.get(number="D2.1")
    for state in ("draft", "submitted"):
        row.move_to(state, by=None)
    with pytest.raises(FileRefused, match=r"D2\.1 was already submitted"):
        import_due(Deliverable, GOOD.replace("M40", "M41").encode())


def test_a_revised_deliverable_is_pending_again():
    import_due(Deliverable, GOOD.encode())
    row = Deliverable.objects.get(number="D2.1")
    for state in ("draft", "submitted"):
        row.move_to(state, by=None)
    assert row.submitted_on

    row.move_to("pending", by=None, note="Revision asked.")

    assert row.submitted_on is None
    assert [event.new for event in row.events.all()] == ["draft", "submitted", "pending"]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_refused_with_a_sentence(data):
    try:
        rows = rows_of_file(data)
    except FileRefused as refused:
        rows = refused.problems
    assert isinstance(rows, list)


def test_the_page_shows_the_problems_with_their_rows(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(user_in("coordinator"))

    page = client.post(
        "/reporting/import/",
        {"kind": "deliverables", "file": SimpleUploadedFile("d.csv", FILE.encode())},
    )

    html = page.content.decode()
    assert "Nothing was imported" in html
    assert "Row 2: No partner" in html
