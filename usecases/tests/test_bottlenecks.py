"""Quotations of 2010 and of today side by side, with what the portal knows now."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from usecases.bottlenecks import then_and_now
from usecases.models import Bottleneck, HurdleCategory
from usecases.tests.factories import make_hurdle, make_solution, make_user

pytestmark = pytest.mark.django_db


def entry_of(code, user):
    rows = then_and_now(Bottleneck.objects.all(), user)
    return next(entry for entry in rows if entry.category.code == code)


def test_every_quotation_has_a_source_and_a_year_and_old_ones_say_about():
    rows = list(Bottleneck.objects.all())

    assert len(rows) == 27
    assert {row.year for row in rows} == {2010, 2024, 2025}
    assert all(row.quotation and row.source for row in rows)
    assert {row.year_in_words for row in rows if row.year == 2010} == {"about 2010"}


def test_a_category_has_the_years_side_by_side_with_the_hurdles_the_reader_sees():
    member = make_user("member")
    solved = make_hurdle(category="H01", published_on="2026-01-01")
    make_solution(solved, "worked")
    make_hurdle(category="H01")
    make_hurdle(category="H01", is_demo=True)

    entry = entry_of("H01", member)

    assert {row.year for row in entry.then} == {2010}
    assert {row.year for row in entry.now} == {2024, 2025}
    assert (entry.hurdles, entry.solved, entry.open) == (2, 1, 1)


def test_a_visitor_sees_no_unpublished_hurdle_in_the_numbers(client):
    make_hurdle(category="H01")

    page = client.get(reverse("usecases:bottlenecks")).content.decode()

    assert "about 2010" in page
    assert "1 hurdle of the use cases" not in page


def test_an_unknown_category_gives_a_sentence_and_no_rows(client):
    response = client.get(reverse("usecases:bottlenecks"), {"category": "H99"})

    assert response.status_code == 200
    assert "H99 is not one of the values" in response.content.decode()
    assert response.context["categories"] == []


@pytest.mark.parametrize("missing", ["today_text", "today_source", "today_as_of"])
def test_an_answer_for_today_without_its_evidence_is_refused(missing):
    row = Bottleneck.objects.first()
    row.today, row.today_text, row.today_source, row.today_as_of = "solved", "a", "b", "2026"
    setattr(row, missing, "")

    with pytest.raises(ValidationError, match="needs this field"):
        row.clean()
    with pytest.raises(IntegrityError):
        row.save()


def test_the_writer_of_a_quotation_cannot_confirm_it_and_another_person_can(client):
    writer, other = (make_user("administrator", is_staff=True) for _ in range(2))
    row = Bottleneck(
        category=HurdleCategory.objects.get(code="H01"),
        text="New",
        quotation="Words",
        source="A paper",
        year=2026,
    )
    row._history_user = writer
    row.save()
    address = reverse("admin:usecases_bottleneck_changelist")
    data = {"action": "confirm", "_selected_action": [row.pk]}

    client.force_login(writer)
    refused = client.post(address, data, follow=True).content.decode()
    assert "Another person must approve it" in refused
    client.force_login(other)
    client.post(address, data)

    row.refresh_from_db()
    assert row.checked_by == other


def test_the_export_has_the_rows_of_the_page(client):
    response = client.get(reverse("usecases:bottleneck_export"), {"format": "json"})

    assert b"".join(response.streaming_content).count(b'"Quotation"') == 27
