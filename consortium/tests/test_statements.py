"""Statements of the sources, and the counts of the portal beside them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.html import escape

from consortium.content import read, write
from consortium.live_counts import COUNTS, TRIAL_FILTERS, LiveCounts
from consortium.models import Partner, Statement, WorkPackage
from stakeholders.tests.factories import user_in
from trials.tests.factories import make_trial

pytestmark = pytest.mark.django_db
SOURCE_FILE = Path(settings.BASE_DIR).parent / "shared" / "reference" / "GOVERNANCE.md"
ROW = re.compile(r"^\| ([a-z][a-z0-9-]*) \|.*\| (?:\"(.*)\"[^|]*|[^|]*)\|$", re.MULTILINE)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_every_statement_of_the_content_is_a_row_and_is_shown_with_its_quotation(client):
    content = read("statements")["statements"]
    assert len(content) >= 60

    shown = text_of(client.get("/statements/")) + text_of(client.get("/statements/?page=2"))

    rows = {row.key: row for row in Statement.objects.all()}
    assert set(rows) == {row["key"] for row in content}
    for row in content:
        assert rows[row["key"]].quotation == row.get("quotation", "")
        assert f'id="{row["key"]}"' in shown
        if "quotation" in row:
            assert f"“{escape(row['quotation'])}”" in shown


@pytest.mark.skipif(not SOURCE_FILE.exists(), reason="the source of the content is not here")
def test_every_quotation_is_exactly_that_of_the_source():
    section = SOURCE_FILE.read_text("utf-8").split("\n## 1.")[1].split("\n## 2.")[0]
    found = {key: quotation for key, quotation in ROW.findall(section) if key != "key"}
    quotations = dict(Statement.objects.values_list("key", "quotation"))

    assert len(found) > 50
    assert set(found) <= set(quotations)
    for key, quotation in found.items():
        if key not in {"end", "sh-15"} and quotation:
            assert quotations[key] == quotation


def test_the_content_is_written_once_however_often_it_is_loaded():
    from django.apps import apps

    before = Statement.objects.count(), Partner.objects.count()
    Statement.objects.filter(key="db-727").update(text="Edited by a person.")

    write(apps.get_model)

    assert (Statement.objects.count(), Partner.objects.count()) == before
    assert Statement.objects.get(key="db-727").text == "Edited by a person."


def test_fourteen_partners_are_counted_by_kind_and_seven_work_packages(client):
    assert Partner.objects.core().count() == 14
    assert Partner.objects.count() == 16
    assert WorkPackage.objects.count() == 7
    html = text_of(client.get("/consortium/"))
    assert "14 partners, 2 associated consortia and 7 work packages" in html
    assert "Not described in our sources" in text_of(client.get("/consortium/work-packages/6/"))


def test_every_live_count_belongs_to_a_statement_and_opens_the_counted_rows(client):
    make_trial(register_phase="I", curation="included", register_atmp_class="GTMP")
    make_trial(register_phase="II", curation="included", register_atmp_class="TEP")
    make_trial(register_phase="I", is_demo=True)
    counts = LiveCounts(AnonymousUser())

    assert set(TRIAL_FILTERS) | set(COUNTS) <= set(Statement.objects.values_list("key", flat=True))
    for key in TRIAL_FILTERS:
        live = counts.of(key)
        assert client.get(live.url).context["count"] == live.number, key
    assert counts.of("db-727").number == 2
    assert counts.of("launch") is None


def test_statements_on_trials_are_beside_live_counts_whatever_is_filtered(client):
    client.force_login(user_in("member"))
    make_trial(register_phase="II", curation="included")

    html = client.get("/trials/?view=charts&phase=II").content.decode()

    for key in TRIAL_FILTERS:
        assert f'href="/statements/{key}/"' in html


def test_the_number_of_stakeholders_is_counted_only_for_people_who_may_see_them():
    assert LiveCounts(AnonymousUser()).of("sh-300") is None
    assert LiveCounts(user_in("coordinator")).of("sh-300").number == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": 3}, "figure has a qualifier"),
        ({"qualifier": "exact"}, "figure has a qualifier"),
        ({"as_of": "2024-13"}, "not a day of the calendar"),
    ],
)
def test_a_statement_with_half_a_figure_or_a_wrong_date_is_refused(values, field):
    statement = Statement(key="x", subject="trials", text="x", source="x", **values)

    with pytest.raises(ValidationError, match=field):
        statement.full_clean()


def test_a_superseded_statement_leads_to_the_later_one(client):
    later = Statement.objects.create(key="later", subject="trials", text="More trials.", source="x")
    Statement.objects.filter(key="db-727").update(superseded_by=later)

    assert 'superseded by <a href="/statements/later/">' in text_of(
        client.get("/statements/db-727/")
    )
    assert "/statements/db-727/" in text_of(client.get("/statements/later/"))


def test_an_editor_cuts_a_statement_from_a_newsletter(client):
    from .factories import make_news

    item = make_news(title="Newsletter 2")
    client.force_login(user_in("curator", is_staff=True))

    page = client.get(f"/admin/consortium/statement/add/?newsletter={item.pk}")

    initial = page.context["adminform"].form.initial
    assert (initial["source"], initial["as_of"]) == ("Newsletter 2", item.published_on.isoformat())
    assert client.get("/admin/consortium/statement/add/?newsletter=x").status_code == 200


def test_no_name_of_a_person_is_public_but_that_of_the_coordinator(client):
    from .factories import make_seat

    seat = make_seat(user=user_in("member"), partner=Partner.objects.get(slug="vhio"))
    seat.user.first_name, seat.user.last_name = "Petra", "Planted"
    seat.user.save()
    address = seat.body.get_absolute_url()

    assert "Planted" not in text_of(client.get(address))
    assert seat.role in text_of(client.get(address))
    assert "Annette Künkele-Langer" in text_of(client.get("/consortium/partners/charite/"))
    client.force_login(seat.user)
    assert "Petra Planted" in text_of(client.get(address))
