"""The trials pages as readers and hostile strangers call them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import RegisterRecord, Trial

from .factories import import_bytes, make_trial

pytestmark = pytest.mark.django_db
LIST = "/trials/"


@pytest.fixture
def member(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member", password="x"))
    return client


@pytest.mark.parametrize("trials", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    member, trials, django_assert_max_num_queries
):
    for _ in range(trials):
        make_trial()

    with django_assert_max_num_queries(16):
        page = member.get(LIST, {"phase": "II", "country": "DE", "q": ""})
    assert page.context["count"] == trials


@pytest.mark.parametrize("countries", [("DE",), ("DE", "ES", "SE", "IT", "FR")])
def test_a_trial_page_takes_the_same_queries_whatever_its_size(
    member, countries, django_assert_max_num_queries
):
    import_bytes(euctr_file(*(euctr_text(country=country) for country in countries)))

    with django_assert_max_num_queries(22):
        assert member.get("/trials/2015-000001-11/").status_code == 200


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("year_from=abc", "Enter a whole number"),
        ("year_from=99999999999999999999", "less than or equal to 2100"),
        ("phase=V", "V is not one of the values"),
        ("country=XX", "XX is not one of the values"),
        ("status=ongoing&status=nonsense", "nonsense is not one"),
        ("order=password", "not one of the available choices"),
        ("q=" + "a" * 10_000, "more than 200 characters"),
    ],
)
def test_an_impossible_value_gives_a_message_and_no_rows(member, query, message):
    make_trial()

    page = member.get(f"{LIST}?{query}")

    assert page.status_code == 200
    assert page.context["count"] == 0
    assert message in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "page=",
        "year_from=",
        "phase=",
        "q=a&q=cells",
        "q=%F0%9F%98%80",
        "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%FF%FE",
        "phase[]=II",
        "order=",
    ],
)
def test_unusual_queries_are_answered_and_never_reflected_as_markup(member, query):
    make_trial()

    page = member.get(f"{LIST}?{query}")

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "address", [LIST, "/trials/export/", "/", "/admin/login/", "/accounts/login/"]
)
@pytest.mark.parametrize("query", ["q=%00", "%00=1", "page=1%00"])
def test_a_nul_character_is_answered_with_400_and_a_sentence(client, address, query):
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert "NUL character" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"), [("-1", 2), ("999999", 2), ("abc", 1), ("2", 2), ("0", 2), ("1e3", 1)]
)
def test_a_page_out_of_range_is_the_nearest_one_with_a_message(member, monkeypatch, asked, shown):
    monkeypatch.setattr("core.lists.PAGE_SIZE", 2)
    for _ in range(3):
        make_trial()

    answer = member.get(LIST, {"page": asked})

    assert answer.context["page"].number == shown
    assert ("There is no page" in answer.content.decode()) == (asked != "2")


@pytest.mark.parametrize(
    "number", ["2015-000001-11", "2024-512345-11-00", "2024-512345-11-03", "NCT01234567"]
)
def test_a_trial_is_found_by_any_number(member, number):
    import_bytes(
        euctr_file(euctr_text(nct="NCT01234567")), ctis_file(ctis_record(eudract="2015-000001-11"))
    )

    page = member.get(f"/trials/{number}/")

    assert page.status_code == 200
    assert page.context["trial"].eudract_number == "2015-000001-11"


def test_an_unknown_number_is_answered_with_the_next_step(client):
    page = client.get("/trials/2015-999999-99/")

    assert page.status_code == 404
    assert "sign in" in page.content.decode().lower()


def test_a_number_of_two_trials_leads_to_the_list(member):
    make_trial(nct_number="NCT01234567", search_text="nct01234567")
    make_trial(nct_number="NCT01234567", search_text="nct01234567")

    page = member.get("/trials/NCT01234567/", follow=True)

    assert page.redirect_chain == [("/trials/?q=NCT01234567", 302)]
    assert page.context["count"] == 2


def test_the_trial_page_shows_what_records_disagree_on(member):
    import_bytes(euctr_file(euctr_text(country="DE"), euctr_text(country="IT", phases=("III",))))

    text = member.get("/trials/2015-000001-11/").content.decode()

    assert "disagree" in text.lower()
    assert "Italy" in text


def test_no_page_or_export_shows_contact_persons(member):
    import_bytes(euctr_file(euctr_text()), ctis_file(ctis_record()))

    pages = [
        member.get("/trials/2015-000001-11/"),
        member.get("/trials/2024-512345-11-00/"),
        member.get(LIST),
        member.get("/"),
    ]
    exports = [member.get("/trials/export/", {"format": f}) for f in ("csv", "json", "xlsx")]

    for text in [p.content for p in pages] + [b"".join(e.streaming_content) for e in exports]:
        assert b"Secret" not in text
        assert b"secret.person" not in text


def test_the_page_says_when_a_register_was_last_read(member):
    assert member.get(LIST).context["as_of"] is None
    import_bytes(euctr_file(euctr_text()))
    assert member.get(LIST).context["as_of"] is not None


def test_pages_are_read_and_not_posted_to(member):
    assert member.post(LIST).status_code == 405
    assert member.head(LIST).status_code == 200


def test_facet_links_keep_the_rest_of_the_filter(member):
    make_trial(countries="DE ES")

    page = member.get(LIST, {"country": "DE", "q": "", "page": "3"})

    facet = next(facet for facet in page.context["listing"].facets if facet.name == "phase")
    assert facet.values[0].url == "?country=DE&phase=II"
    assert reverse("trials:list") == LIST


def test_the_kept_page_shows_the_day_on_which_a_register_was_read_again(client):
    import_bytes(euctr_file(euctr_text()))
    Trial.objects.update(curation="included")
    client.get("/trials/")
    RegisterRecord.objects.update(last_seen_at=datetime(2031, 5, 17, tzinfo=UTC))

    assert "17 May 2031" in client.get("/trials/").content.decode()
