"""The pages of use cases: their content and number of queries."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from usecases.models import Hurdle, Procedure, Section, UseCase
from usecases.road import road_of
from usecases.snapshot import freeze
from usecases.timeline import timeline_of

from .factories import make_case, make_hurdle, make_milestone, make_recommendation, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    client.force_login(User.objects.create_user("member", password="x"))
    return client


def case_with(number, **fields):
    """A case with `number` milestones, hurdles, solutions and recommendations."""
    case = make_case(is_demo=True, **fields)
    for _ in range(number):
        milestone = make_milestone(
            case, country="DE", submitted_on="2023-01-01", decided_on="2023-06-01"
        )
        milestone.stops.create(stopped_on="2023-02-01", resumed_on="2023-03-01")
        Section.objects.create(use_case=case, heading="H", body="<p>x</p>")
        hurdle = make_hurdle(case, is_demo=True, countries="DE")
        make_recommendation(hurdle, is_demo=True).solutions.add(make_solution(hurdle, is_demo=True))
    return case


ADDRESSES = [
    "/use-cases/",
    "/use-cases/{case}/",
    "/use-cases/{case}/versions/",
    "/use-cases/compare/?case={case}&case=pragmatil",
    "/hurdles/",
    "/hurdles/?matrix=case",
    "/hurdles/gaps/",
    "/hurdles/{hurdle}/",
    "/solutions/",
    "/procedures/",
    "/procedures/cat/",
    "/recommendations/",
    "/recommendations/{recommendation}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_number_of_queries_does_not_grow_with_rows(
    member, address, django_assert_max_num_queries
):
    counts = []
    for number in (1, 3):
        case = case_with(number)
        hurdle = case.hurdles.first()
        url = address.format(
            case=case.slug,
            hurdle=hurdle.pk,
            recommendation=hurdle.recommendations.first().slug,
        )
        with django_assert_max_num_queries(40) as captured:
            assert member.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[1] <= counts[0]


def test_the_road_shows_lost_time():
    case = make_case()
    milestone = make_milestone(
        case,
        procedure="gmp",
        country="DE",
        planned_from="2023-01-01",
        planned_to="2023-04-01",
        submitted_on="2023-01-01",
        decided_on="2023-07-20",
    )
    milestone.stops.create(stopped_on="2023-02-01", resumed_on="2023-03-03")

    road = road_of(freeze(case))
    (step,) = road.steps

    assert (step.real_days, step.stopped_days, step.working_days) == (200, 30, 170)
    assert (step.nominal_days, step.over_nominal, step.over_plan) == (90, 80, 110)
    assert step.verdict == (
        "Took 200 days; including 30 days with the clock stopped; 80 days longer than the nominal "
        "length; 110 days later than the plan."
    )
    assert road.lost == [step]


def test_lengths_of_dates_known_by_month_are_about():
    case = make_case()
    make_milestone(case, submitted_on="2023-01", decided_on="2023-03")

    (step,) = road_of(freeze(case)).steps

    assert step.verdict.startswith("Took about 59 days; 1 day")


def test_days_without_an_open_step_are_counted_once():
    case = make_case()
    make_milestone(case, submitted_on="2023-01-01", decided_on="2023-02-01")
    make_milestone(case, submitted_on="2023-01-10", decided_on="2023-03-01")
    make_milestone(case, submitted_on="2023-03-11", decided_on="2023-04-01")

    road = road_of(freeze(case))
    timeline = timeline_of(road)

    assert road.waiting_days == timeline.idle_days == 10
    assert [gap.days for gap in timeline.idle] == [10]
    x, width = (float(text.rstrip("%")) for text in (timeline.idle[0].x, timeline.idle[0].width))
    assert timeline.axis.at(date(2023, 3, 1)) == pytest.approx(x, abs=0.01)
    assert timeline.axis.at(date(2023, 3, 11)) == pytest.approx(x + width, abs=0.02)


def test_a_line_of_the_timeline_has_its_outcome_and_length(member):
    case = make_case()
    make_milestone(case, submitted_on="2023-01-01", decided_on="2023-02-01", outcome="refused")

    text = member.get(case.get_absolute_url()).content.decode()

    assert 'class="outcome outcome-refused"' in text
    assert ">31 days" in text


def test_bars_lie_on_the_axis():
    case = make_case()
    make_milestone(case, submitted_on="2019-01-01", decided_on="2023-02-01")
    make_milestone(case, submitted_on="2024")
    make_milestone(case)

    timeline = timeline_of(road_of(freeze(case)))

    assert len(timeline.rows) == 3
    for row in timeline.rows:
        for span in (row.real, row.nominal, row.beyond):
            if span:
                x, width = (float(text.rstrip("%")) for text in span)
                assert x >= 0
                assert width > 0
                assert x + width <= 100.4


def test_countries_are_compared_for_the_same_procedure(member):
    case = make_case()
    for country, day in (("DE", "2023-03-01"), ("IT", "2023-09-01")):
        make_milestone(
            case, procedure="gmo", country=country, submitted_on="2023-01-01", decided_on=day
        )

    text = member.get(case.get_absolute_url()).content.decode()
    procedure = member.get("/procedures/gmo/")

    assert "Differences between countries" in text
    assert [(c.place, c.median) for c in procedure.context["countries"]] == [
        ("Germany", 59),
        ("Italy", 243),
    ]


def test_rich_text_is_cleaned_once_more_when_it_is_shown(member):
    case = make_case()
    UseCase.objects.filter(pk=case.pk).update(context="<p>a<script>alert(1)</script></p>")

    text = member.get(case.get_absolute_url()).content.decode()

    assert "<p>a</p>" in text
    assert "alert(1)" not in text


def test_pragmatil_and_six_cases_without_a_name_are_there(member):
    page = member.get("/use-cases/")

    assert [case.short_name for case in page.context["cases"]] == [
        "PragmaTIL",
        *(f"Use case {number}" for number in range(2, 8)),
    ]
    text = page.content.decode()
    assert "4 finalised, 2 in final review, 1 under development" in text
    assert "not named in our sources" in text
    pragmatil = member.get("/use-cases/pragmatil/").content.decode()
    assert "ANV419" in pragmatil
    assert "unverified, no source states it" in pragmatil
    assert "CORDIS, grant agreement 101104684" in pragmatil


def test_unverified_procedures_are_marked(member):
    text = member.get("/procedures/").content.decode()

    assert Procedure.objects.count() == 28
    assert "general knowledge, not checked against a source" in text
    unverified = Procedure.objects.filter(standing="unverified")
    assert unverified.exists()
    assert not unverified.exclude(source__contains="general knowledge").exists()


def test_two_cases_are_compared_on_one_axis(client):
    call_command("load_demo", trials=0, stakeholders=0, verbosity=0)

    page = client.get("/use-cases/compare/?case=demo-car-t&case=demo-stem-cells&align=start")
    wrong = client.get("/use-cases/compare/?case=demo-car-t&case=pragmatil")

    assert len(page.context["compared"]) == 2
    assert page.context["axis"].aligned
    assert "does not exist, or you do not have permission" in wrong.content.decode()


def test_every_demonstration_page_carries_the_badge(client):
    call_command("load_demo", trials=0, stakeholders=0, verbosity=0)
    addresses = ["/use-cases/", "/hurdles/", "/hurdles/gaps/", "/solutions/", "/recommendations/"]
    addresses += [case.get_absolute_url() for case in UseCase.objects.filter(is_demo=True)]
    addresses += [hurdle.get_absolute_url() for hurdle in Hurdle.objects.all()]
    addresses += ["/use-cases/demo-car-t/versions/1/", "/procedures/gmo/"]

    for address in addresses:
        assert "demo-badge" in client.get(address).content.decode(), address


def test_a_version_is_cited_with_its_day(client):
    call_command("load_demo", trials=0, stakeholders=0, verbosity=0)

    first = client.get("/use-cases/demo-car-t/versions/1/").content.decode()
    compared = client.get("/use-cases/demo-car-t/versions/?from=1&to=2")

    assert "Version 1, 14 June 2024. http" in first
    assert "/use-cases/demo-car-t/versions/1/" in first
    assert "This is an earlier version." in first
    assert {change.title for change in compared.context["changes"]} == {"Summary", "Milestones"}
