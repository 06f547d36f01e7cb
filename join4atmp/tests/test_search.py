"""The search over all visible rows: groups, highlighting, spelling and hidden rows."""

from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from core.text import folded, search_text
from join4atmp.search.find import find
from join4atmp.search.marks import marked, places, snippet
from join4atmp.search.sources import PEOPLE, TRIALS
from join4atmp.search.spelling import vocabulary_of
from stakeholders.tests.factories import make_contact, make_organisation, user_in
from trials.models import Publication
from trials.tests.factories import make_trial as make_plain_trial
from usecases.tests.factories import make_case, make_hurdle, make_recommendation, make_solution

ANYONE = AnonymousUser()


def make_trial(title="A trial of cells", **fields):
    number = fields.get("eudract_number", "")
    fields = {"is_demo": True, "search_text": search_text(number, title)} | fields
    return make_plain_trial(title=title, **fields)


def titles(results):
    return {group.source.name: [hit.title for hit in group.hits] for group in results.groups}


@pytest.mark.django_db
def test_every_kind_of_row_is_found_in_its_group_and_marked():
    make_trial("Keratinocytes for burns")
    make_case(title="Keratinocytes on their road", is_demo=True)
    make_hurdle(title="Keratinocytes die on the way", is_demo=True)
    make_solution(title="Cool keratinocytes", is_demo=True)
    make_recommendation(title="Move keratinocytes faster", is_demo=True)

    assert titles(find("KERATINOCYTES", ANYONE)) == {
        "trials": ["<mark>Keratinocytes</mark> for burns"],
        "use-cases": ["<mark>Keratinocytes</mark> on their road"],
        "hurdles": ["<mark>Keratinocytes</mark> die on the way"],
        "solutions": ["Cool <mark>keratinocytes</mark>"],
        "recommendations": ["Move <mark>keratinocytes</mark> faster"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("keratinocites", "keratinocytes"),
        ("keratinocytse", "keratinocytes"),
        ("kertinocytes", "keratinocytes"),
        ("keratinocytes brun", "keratinocytes burn"),
        ("lukaemia", "leukaemia"),
    ],
)
def test_a_mistyped_word_finds_the_intended_rows(typed, meant):
    make_trial("Keratinocytes for a burn")
    make_trial("Leukaemia in children")

    results = find(typed, ANYONE)

    assert results.corrected == meant
    assert results.total == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["zzzzzzzz", "2022-002568-63", "bun", "x"])
def test_words_without_similar_words_find_nothing(typed):
    make_trial("Keratinocytes for a burn", eudract_number="2022-002568-62")

    results = find(typed, ANYONE)

    assert (results.total, results.corrected) == (0, "")


@pytest.mark.django_db
def test_a_row_is_found_with_a_typing_error_as_soon_as_it_is_there():
    make_trial("Leukaemia in children")
    assert find("keratinocites", ANYONE).total == 0

    make_trial("Keratinocytes for burns")

    assert find("keratinocites", ANYONE).corrected == "keratinocytes"


@pytest.mark.django_db
def test_a_more_common_spelling_is_offered_if_few_rows_have_the_typed_one():
    make_trial("Leukemia")
    for _ in range(10):
        make_trial("Leukaemia")

    results = find("leukemia", ANYONE)

    assert (results.total, results.offered, results.corrected) == (1, "leukaemia", "")


@pytest.mark.django_db
def test_words_that_only_hidden_rows_have_are_neither_found_nor_named(client):
    make_trial("Keratinocytes for burns", is_demo=False)
    make_hurdle(title="Keratinocytes die on the way")
    make_contact(name="Kerstin Keratin", organisation=make_organisation(name="Keratin Institute"))

    for query in ("keratinocytes", "keratinocites", "kerstin", "kerstni", "keratin"):
        answer = client.get("/search/", {"q": query})
        page = answer.content.decode().lower()
        assert answer.context["results"].total == 0
        assert "keratinocytes" not in page.replace(query, "")
        assert "kerstin" not in page.replace(query, "")


@pytest.mark.django_db
def test_members_find_more_and_only_maintainers_of_the_register_find_people(client):
    make_trial("Keratinocytes for burns", is_demo=False)
    make_contact(name="Keira Keratinocytes", organisation=make_organisation(name="Institute"))

    assert titles(find("keratinocytes", user_in("member"))).keys() == {"trials"}
    assert titles(find("keratinocytes", user_in("curator"))).keys() == {"trials"}
    assert titles(find("keratinocytes", user_in("coordinator"))).keys() == {"trials", "people"}
    assert find("keria", user_in("coordinator")).corrected == "keira"
    assert find("keria", user_in("curator")).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["2024-510663-34-00", "2024-510663-34-07", "nct04494412"])
def test_a_trial_is_found_by_any_of_its_numbers(number):
    trial = make_trial(eu_ct_number="2024-510663-34-01", nct_number="NCT04494412")
    make_trial("Another one")

    (group,) = find(number, ANYONE).groups

    assert [hit.url for hit in group.hits] == [trial.get_absolute_url()]


@pytest.mark.django_db
def test_rows_with_the_word_in_the_title_come_first_and_the_rest_is_one_link_away():
    for number in range(6):
        make_trial(f"Trial {number}", search_text=f"trial {number} something else burns")
    make_trial("Burns", search_text="burns")

    (group,) = find("burns", ANYONE).groups

    assert group.hits[0].title == "<mark>Burns</mark>"
    assert (group.count, len(group.hits), group.all_url) == (7, 5, "/trials/?q=burns")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 12])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_max_num_queries):
    client.force_login(user_in("coordinator"))
    for number in range(rows):
        make_trial(f"Keratinocytes {number}")
        make_case(title=f"Keratinocytes {number}")
        make_hurdle(title=f"Keratinocytes {number}")
        make_solution(title=f"Keratinocytes {number}")
        make_recommendation(title=f"Keratinocytes {number}")
        make_contact(name=f"Keratinocytes {number}")

    for query in ("keratinocytes", "keratinocites"):
        with django_assert_max_num_queries(104):
            page = client.get("/search/", {"q": query})
        assert page.context["results"].total == 6 * rows


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "%",
        "_",
        "'; DROP TABLE",
        "a" * 5000,
        "<script>alert(1)</script>",
        "😀",
        "ß ﬁ İ",
        "-",
    ],
)
def test_any_query_is_answered_and_none_becomes_markup(client, query):
    make_trial("<script>alert(1)</script> alert")

    page = client.get("/search/", {"q": query})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert ("The search text is too long" in page.content.decode()) == (len(query) > 200)


# Publications


def make_publication(*trials, judgement="accepted", pmid="31234567", **fields):
    fields = {
        "title": "Keratinocytes healed burns",
        "authors": "Grafton S\nBurnham K\nHealey M\nSkinner B",
        "doi": f"10.5555/burns.{pmid}",
        "journal": "Demo Journal",
        "year": 2024,
    } | fields
    publication = Publication.objects.create(pmid=pmid, **fields)
    for trial in trials:
        publication.candidates.create(trial=trial, judgement=judgement, found_at=timezone.now())
    return publication


def test_a_publication_of_a_trial_leads_to_the_literature_on_its_page(db):
    trial = make_trial("A trial", eudract_number="2022-002568-62")
    make_publication(trial)

    (group,) = find("keratinocytes", ANYONE).groups
    (hit,) = group.hits

    assert (group.source.name, group.count) == ("publications", 1)
    assert hit.url == f"{trial.get_absolute_url()}#literature"
    assert hit.title == "<mark>Keratinocytes</mark> healed burns"
    assert hit.facts == ("PMID 31234567", "Demo Journal", "2024", "Trial 2022-002568-62")
    assert hit.is_demo


@pytest.mark.parametrize(
    "query",
    ["31234567", "PMID 31234567", "10.5555/burns.31234567", "skinner", "Skiner", "helaed brns"],
)
def test_a_publication_is_found_by_numbers_title_and_authors_with_typing_errors(db, query):
    make_publication(make_trial("A trial"))

    (group,) = find(query, ANYONE).groups

    assert group.source.name == "publications"


def test_a_publication_of_several_trials_is_found_once(db):
    make_publication(make_trial("One"), make_trial("Two"))

    (group,) = find("keratinocytes", ANYONE).groups

    assert (group.count, len(group.hits)) == (1, 1)


@pytest.mark.parametrize("judgement", ["", "rejected"])
def test_only_accepted_publications_are_found(db, judgement):
    make_publication(make_trial("A trial"), judgement=judgement)

    assert find("keratinocytes", ANYONE).total == 0
    assert find("keratinocites", user_in("curator")).total == 0


def test_publications_of_trials_that_a_reader_may_not_see_are_neither_found_nor_named(client, db):
    hidden = make_trial("Hidden", is_demo=False, eudract_number="2022-002568-62")
    shown = make_trial("Shown", eudract_number="2021-002568-61")
    make_publication(hidden)
    make_publication(hidden, shown, pmid="31234568", title="Keratinocytes again")

    (group,) = find("keratinocytes", ANYONE).groups

    assert group.count == 1
    assert group.hits[0].url == f"{shown.get_absolute_url()}#literature"
    assert "2022-002568-62" not in client.get("/search/?q=keratinocytes").content.decode()
    assert find("keratinocytes", user_in("member")).groups[0].count == 2


def test_all_publications_are_one_link_away(client, db):
    trial = make_trial("Keratinocytes")
    for number in range(7):
        make_publication(trial, pmid=str(31234560 + number))

    page = client.get("/search/?q=keratinocytes").content.decode()
    assert "/search/?q=keratinocytes&amp;in=publications" in page
    assert page.count("#literature") == 5

    page = client.get("/search/?q=keratinocytes&in=publications").content.decode()
    assert page.count("#literature") == 7
    assert "in trials" not in page
    assert client.get("/search/?q=keratinocytes&in=nonsense").context["results"].total == 8
    assert client.get("/search/?q=keratinocytes&in=people").context["results"].total == 8


def test_all_organisations_are_organisations_and_each_leads_to_its_people(client, db):
    towns = ("Berlin", "Madrid", "Oslo", "Paris", "Rome", "Vienna")
    for town in towns:
        organisation = make_organisation(name=f"Keratin Institute {town}")
        make_contact(name=f"Person in {town}", organisation=organisation)
        make_contact(name=f"Other in {town}", organisation=organisation)
    client.force_login(user_in("coordinator"))

    results = client.get("/search/?q=keratin&in=organisations").context["results"]

    (group,) = results.groups
    assert (group.count, len(group.hits), group.all_url) == (6, 6, "")
    people = client.get(group.hits[0].url).content.decode()
    assert [town for town in towns if f"Person in {town}" in people] == ["Berlin"]


# Marks


def test_short_words_are_marked_only_where_words_begin():
    assert marked("Finland and Anti-AND", ["and"]) == (
        "Finland <mark>and</mark> Anti-<mark>AND</mark>"
    )
    assert marked("Pain in Spain", ["pain"]) == "<mark>Pain</mark> in Spain"


def test_marks_follow_case_accents_and_letters_that_fold_to_two():
    assert marked("Gene THÉRAPIE <b>", ["therapie"]) == "Gene <mark>THÉRAPIE</mark> &lt;b&gt;"
    assert places("straße", ["trasse"]) == [(1, 6)]
    assert places("ananas", ["anana", "nanas"]) == [(0, 6)]


def test_a_snippet_is_the_piece_of_the_text_around_the_word():
    text = f"{'before ' * 40}keratin {'after ' * 40}"
    piece = snippet(["nothing", text], ["keratin"])

    assert "<mark>keratin</mark>" in piece
    assert piece.startswith("… before")
    assert piece.endswith(" …")
    assert snippet(["nothing"], ["keratin"]) == ""


@given(st.text(), st.lists(st.text(min_size=1, max_size=3).map(folded).filter(bool), max_size=3))
def test_marking_changes_nothing_but_adds_marks(text, words):
    found = places(text, words)

    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    plain = marked(text, words).replace("<mark>", "").replace("</mark>", "")
    assert plain == marked(text, [])


@pytest.mark.django_db
def test_a_number_is_no_correction_of_a_word():
    make_trial("Cells for burns", eudract_number="2022-002568-62")
    make_contact(name="Kerstin Keratin")
    vocabulary = vocabulary_of([TRIALS, PEOPLE], user_in("coordinator"))

    assert vocabulary.similar("o022-002568-62", 2) == {}
    assert vocabulary.similar("bruns", 1) == {"burns": 1}
    assert vocabulary.similar("kerstn", 1) == {"kerstin": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "group", "title"),
    [
        ("GMO consent", "procedures", "GMO consent for trials"),
        ("privacy", "pages", "Privacy"),
        ("hurdles without a solution", "pages", "Hurdles without a solution"),
        ("QALY", "glossary", "QALY"),
    ],
)
def test_procedures_pages_and_terms_are_found(query, group, title):
    found = {each.source.name: each for each in find(query, ANYONE).groups}

    assert strip_tags(found[group].hits[0].title) == title


@pytest.mark.django_db
def test_pages_that_a_reader_may_not_open_are_not_found():
    names = {each.source.name for each in find("synchronisation", ANYONE).groups}

    assert "pages" not in names
