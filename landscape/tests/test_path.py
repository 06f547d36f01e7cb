"""The path: which steps apply, how long they take, and refused choices."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from landscape.models import Step, StepDocument
from landscape.path.choice import read_choice
from landscape.path.page import path_of
from landscape.path.picture import picture_of
from landscape.path.times import summary_of
from landscape.tests.factories import make_answer
from trials.tests.factories import make_trial
from usecases.tests.factories import make_case, make_hurdle, make_milestone, make_solution

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
PATH = "/path/"


def choice_of(query):
    return read_choice(QueryDict(query))


def steps_of(query, user=VISITOR):
    return {row.step.slug: row for row in path_of(choice_of(query), user)}


def test_without_a_choice_all_14_steps_apply():
    steps = steps_of("")

    assert [row.step.number for row in steps.values()] == list(range(1, 15))
    assert all(row.applies for row in steps.values())


@pytest.mark.parametrize(
    ("query", "grey"),
    [
        ("gmo=no", {"gmo-consent"}),
        ("gmo=yes", set()),
        ("source=none", {"starting-material"}),
        ("source=xenogeneic", {"starting-material"}),
        ("source=autologous", set()),
        ("gmo=no&source=none", {"gmo-consent", "starting-material"}),
    ],
)
def test_a_step_that_does_not_apply_is_grey_with_a_reason(query, grey):
    steps = steps_of(query)

    assert {slug for slug, row in steps.items() if not row.applies} == grey
    assert all(row.reason_not for row in steps.values() if not row.applies)


GMO, CELLS = "the product has a GMO", "the cell source is autologous or allogeneic"


@pytest.mark.parametrize(
    ("query", "conditions"),
    [
        ("", {"gmo-consent": GMO, "starting-material": CELLS}),
        ("class=sCTMP", {"gmo-consent": GMO, "starting-material": CELLS}),
        ("class=TEP&source=autologous", {"gmo-consent": GMO}),
        ("class=GTMP&gmo=yes", {"starting-material": CELLS}),
        ("class=GTMP&gmo=yes&source=none", {}),
        ("class=sCTMP&gmo=no&source=allogeneic", {}),
    ],
)
def test_a_step_that_depends_on_what_is_not_chosen_says_on_what(query, conditions):
    steps = steps_of(query)

    assert {slug: row.condition for slug, row in steps.items() if row.condition} == conditions
    assert all(steps[slug].applies for slug in conditions)


def test_page_step_picture_file_and_checklist_say_that_a_step_needs_a_gmo(client):
    words, chosen = f"only if {GMO}", {"class": "sCTMP"}
    page = client.get(PATH, chosen)
    file = client.get(reverse("landscape:path_export"), {**chosen, "format": "json"})
    start = f"{reverse('landscape:start_checklist')}?class=sCTMP"
    checklist = client.post(start, {"title": "Our cells"}, follow=True)

    assert "14 of 14 steps apply, 2 of them only under a condition" in page.text
    assert f"Only if {GMO}" in page.text
    assert words in page.context["picture"]
    step = client.get("/path/steps/gmo-consent/", chosen)
    assert ">Only if the product has a <a" in step.text  # GMO is a term of the glossary
    (row,) = [
        row
        for row in json.loads(b"".join(file.streaming_content))["path"]
        if row["Step"] == "Consent for the GMO"
    ]
    assert (row["Applies"], row["Applies only if"]) == ("yes", GMO)
    assert words in checklist.text
    read_only = client.get(checklist.context["read_url"].removeprefix("http://127.0.0.1:8000"))
    assert words in read_only.text


def test_every_step_that_can_be_grey_has_a_reason():
    limited = [step for step in Step.objects.all() if step.only_gmo or step.only_sources]

    assert limited
    assert all(step.reason_not for step in limited)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("country=ZZ", "“ZZ” is not known"),
        ("class=XYZ", "“XYZ” is not known"),
        ("gmo=maybe", "“maybe” is not known"),
        ("class=sCTMP&gmo=yes", "contradict each other"),
        ("class=TEP&gmo=yes", "contradict each other"),
        ("class=TEP&source=none", "is a contradiction"),
        ("country=AT&other=AT", "The two countries are the same"),
        ("other=AT", "no first one"),
        (f"class={'x' * 5000}", "is not known"),
    ],
)
def test_unknown_and_contradictory_choices_are_refused_in_a_sentence(client, query, words):
    response = client.get(f"{PATH}?{query}")

    assert response.status_code == 200
    page = response.content.decode()
    assert words in page
    assert len(page) < 40_000
    assert response.context["steps"] == []


def test_the_export_of_a_refused_choice_leads_to_the_page_with_the_reason(client):
    response = client.get(reverse("landscape:path_export"), {"country": "ZZ"}, follow=True)

    assert "is not known" in response.content.decode()


def test_unknown_names_are_ignored(client):
    assert client.get(f"{PATH}?foo=bar&country=at").context["choice"].country == "AT"


def test_two_countries_show_their_facts_side_by_side():
    parts = steps_of("country=AT&other=DE")["gmo-consent"].countries

    assert [part.name for part in parts] == ["Austria", "Germany"]
    facts = [{kind.code: fact and fact.short_value for kind, fact in part.facts} for part in parts]
    assert [one["gmo-framework"] for one in facts] == [
        "Contained use only",
        "Deliberate release only",
    ]
    assert facts[0]["gmo-authority"] is None


def test_steps_of_eu_law_say_so_outside_the_eea():
    steps = steps_of("country=CH")

    foreign = {slug for slug, row in steps.items() if row.countries[0].reason_not}
    assert "trial-application" in foreign
    assert "gmo-consent" not in foreign


def test_real_days_of_a_case_stand_beside_the_nominal_time_with_its_source():
    case = make_case(status="finalised", published_on="2026-01-01")
    make_milestone(case, "gmo", submitted_on="2025-01-01", decided_on="2025-04-11", country="AT")
    hidden = make_case()
    make_milestone(hidden, "gmo", submitted_on="2025-01-01", decided_on="2025-01-02")

    (duration,) = steps_of("")["gmo-consent"].durations

    assert [time.days for time in duration.cases] == [100]
    assert duration.procedure.source
    assert "recorded on" in duration.procedure.dated


def test_days_of_the_registers_have_median_quartiles_and_number_and_open_their_trials(client):
    for number, days in enumerate((100, 200, 300, 400, 500)):
        make_trial(
            eudract_number=f"2020-00000{number}-10",
            curation="included",
            countries="AT DE",
            register_atmp_class="GTMP",
            days_to_start=days,
        )
    make_trial(
        eudract_number="2020-000009-10",
        curation="included",
        countries="DE",
        register_atmp_class="GTMP",
        days_to_start=900,
    )
    make_trial(
        eudract_number="2020-000010-10",
        curation="included",
        countries="AT",
        register_atmp_class="GTMP",
        days_to_start=None,
    )

    (time,) = steps_of("country=AT&class=GTMP")["trial-application"].register_times

    assert (time.number, time.median, time.lower, time.upper) == (5, 300, 200, 400)
    assert client.get(time.url).context["page"].paginator.count == 5


def test_invented_trials_count_only_where_no_real_one_is_seen():
    values = {"countries": "AT", "days_to_start": 10}
    make_trial(eudract_number="2020-000001-10", is_demo=True, **values)
    (time,) = steps_of("country=AT")["trial-application"].register_times
    assert (time.number, time.is_demo) == (1, True)

    make_trial(
        eudract_number="2020-000002-10", curation="included", **values | {"days_to_start": 30}
    )
    (time,) = steps_of("country=AT")["trial-application"].register_times
    assert (time.number, time.median, time.is_demo) == (1, 30, False)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], (None, None, None)),
        ([7], (7, None, None)),
        ([1, 2, 3], (2, None, None)),
        ([1, 2, 3, 4], (2, 2, 3)),
        ([10, 20, 30, 40, 50], (30, 20, 40)),
    ],
)
def test_quartiles_need_four_trials(days, expected):
    assert summary_of(days) == expected


def test_a_pilot_for_academia_is_hidden_from_a_commercial_sponsor():
    def codes(query):
        return [row.procedure.code for row in steps_of(query)["scientific-advice"].durations]

    assert "academic-pilot" in codes("sponsor=non_commercial")
    assert "academic-pilot" not in codes("sponsor=commercial")


def test_hurdles_and_solutions_of_the_country_are_shown_and_others_are_not():
    here = make_hurdle(category="H03", countries="AT", published_on="2026-01-01", title="Here")
    make_hurdle(category="H03", countries="DE", published_on="2026-01-01", title="There")
    make_hurdle(category="H03", title="Draft")
    solution = make_solution(here, "worked", published_on="2026-01-01")
    make_solution(here, "failed", why="No", published_on="2026-01-01")

    step = steps_of("country=AT")["gmo-consent"]

    assert [hurdle.title for hurdle in step.hurdles] == ["Here"]
    assert step.solutions == [solution]


def test_the_picture_has_a_link_per_step_and_no_two_boxes_overlap():
    steps = list(steps_of("gmo=no").values())

    drawing = picture_of(steps, lambda step: f"#{step.slug}")

    links = [item for item in drawing.items if hasattr(item, "url")]
    assert [link.url for link in links] == [f"#{row.step.slug}" for row in steps]
    assert len({(link.shapes[0].x, link.shapes[0].y) for link in links}) == 14
    assert sum(link.dimmed for link in links) == 1


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    case = make_case(status="finalised", published_on="2026-01-01")
    for _ in range(5):
        hurdle = make_hurdle(category="H03", published_on="2026-01-01")
        make_solution(hurdle, "worked", published_on="2026-01-01")
        make_milestone(case, "gmo", submitted_on="2025-01-01", decided_on="2025-04-11")

    with django_assert_max_num_queries(26):
        client.get(f"{PATH}?country=AT&other=DE&class=GTMP&gmo=yes")


def test_the_export_has_a_row_per_procedure_with_source_and_date(client):
    response = client.get(reverse("landscape:path_export"), {"format": "json", "gmo": "no"})

    rows = json.loads(b"".join(response.streaming_content))["path"]
    assert {row["Number"] for row in rows} == set(range(1, 15))
    timed = [row for row in rows if row["Nominal time"]]
    assert timed
    assert all(row["Source of the time"] and row["Date of the time"] for row in timed)
    assert {row["Step"] for row in rows if row["Applies"] == "no"} == {"Consent for the GMO"}


@pytest.mark.parametrize("slug", ["classification", "gmo-consent", "follow-up"])
def test_a_step_has_a_page_with_its_neighbours(client, slug):
    response = client.get(reverse("landscape:step", args=[slug]), {"country": "AT", "gmo": "no"})

    assert response.status_code == 200
    assert [*response.context["before"], *response.context["next"]]


def test_an_unknown_step_is_not_found(client):
    assert client.get("/path/steps/nowhere/").status_code == 404


def test_a_country_without_facts_for_a_step_has_no_empty_section(client):
    page = client.get("/path/steps/preclinical/?country=AT").content.decode()
    assert "In the country" not in page
    assert "In the country" in client.get("/path/steps/gmo-consent/?country=AT").content.decode()


def test_the_notice_on_legal_advice_is_once_and_above_the_first_step(client):
    page = client.get("/path/").content.decode()

    assert page.count("no-legal-advice") == 1
    assert page.index("no-legal-advice") < page.index('class="path-step')


def test_a_step_shows_its_best_answers_and_links_to_exactly_all_of_them(client):
    step = Step.objects.get(slug="preclinical")
    for number in range(4):
        make_answer(f"Question {number}?", step=step, helped=number)
    make_answer("Only in Germany?", step=step, countries="DE")
    make_answer("In the whole Union?", step=step, countries="EU")

    row = client.get(f"{step.get_absolute_url()}?country=AT").context["row"]
    assert [answer.title for answer in row.answers] == ["Question 3?", "Question 2?", "Question 1?"]
    listing = client.get(f"/helpdesk/?{row.answers_query}").context["page"].paginator
    assert row.answer_count == listing.count == 5


def test_documents_of_a_step_have_a_source_and_those_of_one_country_are_shown_with_it(client):
    documents = StepDocument.objects.all()
    assert documents.count() > 30
    assert not documents.filter(source="").exists()
    dutch = documents.get(step__slug="hospital-exemption", country="NL")

    for country, is_shown in (("NL", True), ("AT", False), ("", False)):
        page = client.get(f"/path/steps/hospital-exemption/?country={country}").content.decode()
        assert (dutch.title in page) is is_shown
        assert "Comparison of the hospital exemption in nine countries" in page
