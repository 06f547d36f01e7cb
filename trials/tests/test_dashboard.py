"""The dashboard: tabs, map, files, comparison, statements, and counts that follow the data."""

import csv
import io
import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from PIL import Image

from trials.browse.index import index_of
from trials.models import DataChange, Trial

from .factories import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member"))
    return client


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def count_on(html):
    """The number that a page of trials says it shows."""
    return int(re.search(r'class="sentence-count">\s*([\d,]+)', html)[1].replace(",", ""))


def marks(html):
    """(address, number) of every mark of every chart and map."""
    found = re.findall(
        r'<a class="chart-mark[^"]*" href="([^"]+)" aria-label="[^"]*?([\d,]+) trial', html
    )
    return [(url.replace("&amp;", "&"), int(number.replace(",", ""))) for url, number in found]


def copy_of(trial):
    trial.pk, trial.eudract_number = None, "2020-999999-99"
    return trial


@pytest.fixture
def trials():
    make_trial("DE ES", 2019, register_phase="I/II", register_technology="car-t")
    make_trial("DE", 2020, register_phase="I", register_status="ended_early")
    make_trial("US", 2020, register_phase="II", register_atmp_class="TEP")
    make_trial("", None, register_phase="unknown", register_atmp_class="unclear")


@pytest.mark.parametrize("view", ["list", "charts", "map"])
def test_each_mark_of_a_tab_leads_to_as_many_trials_as_it_says(member, trials, view):
    shown = marks(page(member, f"/trials/?view={view}&atmp_class=GTMP&atmp_class=TEP"))

    assert len(shown) > 10
    for address, number in set(shown):
        assert count_on(page(member, f"/trials/{address}")) == number, address


def test_a_tab_keeps_the_filter_and_an_unknown_tab_is_the_list(member, trials):
    html = page(member, "/trials/?view=charts&phase=I")

    assert 'name="view" value="charts"' in html
    assert "?phase=I&amp;view=map" in html
    assert 'aria-current="page">List' in page(member, "/trials/?view=nonsense").replace("\n", "")


def test_a_refused_value_leaves_the_other_filters_on_offer(member, trials):
    html = page(member, "/trials/?phase=V&country=DE")

    assert "V is not one of the values of this filter" in html
    assert count_on(html) == 0
    assert 'id="country-DE"' in html
    assert "?country=DE&amp;phase=I" in html
    facets = html[: html.index('class="cite"')]  # the citation names the address as it is
    assert "phase=V" not in facets.replace("phase=V&country", "")


def test_the_columns_are_chosen_by_the_address(member, trials):
    html = page(member, "/trials/?columns=technology&columns=subjects&columns=nonsense")

    heads = re.findall(r'class="col-([\w-]+)"', html)
    assert heads == ["number", "title", "subjects", "technology"]
    assert "CAR-T cells" in html


def test_the_map_counts_per_million_and_lists_every_country_by_region(member, trials):
    html = page(member, "/trials/?view=map&per=million")

    assert "Trials per million inhabitants" in html
    assert "Germany: 2 trials, 0.0 per million" in html
    assert "Country not stated" in html
    for name in ("Malta", "Liechtenstein", "United States"):
        assert f">{name}" in html


@pytest.mark.parametrize("name", ["class", "year-by-class", "phase-by-class", "sponsor-by-country"])
def test_a_chart_is_taken_away_with_title_day_filter_and_source(member, trials, name):
    svg = page(member, f"/trials/charts/{name}.svg?phase=I")
    png = member.get(f"/trials/charts/{name}.png?phase=I")

    for words in ("trials of advanced therapies", "Filter: Phase: Phase I", "Source: EU Clinical"):
        assert words in svg
    assert "2 of 4 trials" in svg
    assert "<a " not in svg
    assert Image.open(io.BytesIO(png.content)).format == "PNG"
    assert f"join4atmp-{name}-" in png["Content-Disposition"]


def test_the_numbers_of_a_chart_come_as_csv(member, trials):
    answer = member.get("/trials/charts/class.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["Class", "Trials"], ["GTMP", "2"], ["TEP", "1"], ["Unclear", "1"]]


def test_the_map_is_taken_away_in_every_form(member, trials):
    rows = list(csv.reader(io.StringIO(page(member, "/trials/charts/map.csv"))))

    assert ["Western Europe", "Germany", "2", "0.02", "0"] in rows
    assert "Natural Earth" in page(member, "/trials/charts/map.svg")
    assert member.get("/trials/charts/map.png").content[:4] == b"\x89PNG"


@pytest.mark.parametrize("file", ["nonsense.svg", "class.gif"])
def test_there_is_no_file_of_an_unknown_chart_or_form(member, file):
    page(member, f"/trials/charts/{file}", 404)


def test_a_refused_value_gives_no_file_but_the_list_that_says_why(member, trials):
    for address in ("/trials/charts/class.svg", "/trials/report.pdf"):
        assert member.get(f"{address}?phase=V")["Location"] == "/trials/?phase=V"


def test_the_overview_is_a_pdf_of_the_filter(member, trials):
    answer = member.get("/trials/report.pdf?phase=I")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"


def test_two_filters_are_compared_and_each_number_opens_its_trials(member, trials):
    html = page(member, "/trials/compare/?a-country=DE&b-country=US&b-nonsense=1")

    assert "A: Country: Germany" in html
    assert "B: Country: United States" in html
    shown = marks(html)
    assert shown
    for address, number in shown:
        assert count_on(page(member, address)) == number
    assert 'href="/trials/?country=DE&amp;status=ended_early"' in html


def test_a_comparison_says_which_value_it_leaves_out(member, trials):
    html = page(member, "/trials/compare/?a-phase=V&b-phase=I")

    assert "A: Phase: V is not one of the values" in html


def test_the_median_wait_is_told_with_how_many_state_it(member):
    for days in (10, 30, 100):
        make_trial(days_to_start=days)
    make_trial(days_to_start=None)

    html = re.sub(r"\s+", " ", page(member, "/trials/?view=charts"))

    assert '30 <span class="aside-text">of 3</span>' in html


def test_readers_count_only_what_they_see(client, trials):
    make_trial(curation="included")

    assert count_on(page(client, "/trials/")) == 1
    assert index_of(Trial.objects.visible_to(AnonymousUser())).size == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda trial: trial.save(),
        lambda trial: Trial.objects.filter(pk=trial.pk).update(ended_on=date(2020, 1, 1)),
        lambda trial: trial.delete(),
        lambda trial: Trial.objects.bulk_create([copy_of(trial)]),
    ],
)
def test_whatever_writes_a_trial_changes_the_version_of_the_data(change):
    trial = make_trial()
    before = DataChange.version()
    assert DataChange.version() == before

    change(trial)

    assert DataChange.version() != before


def test_counts_follow_the_data_at_once_and_are_otherwise_kept(member):
    trial = make_trial()
    assert count_on(page(member, "/trials/?view=map")) == 1
    kept = index_of(Trial.objects.all())
    assert index_of(Trial.objects.all()) is kept

    make_trial()
    assert count_on(page(member, "/trials/?view=map")) == 2
    Trial.objects.filter(pk=trial.pk).update(register_phase="IV", phase="IV")
    assert count_on(page(member, "/trials/?view=map&phase=IV")) == 1


def test_a_page_is_kept_for_readers_who_see_the_same_until_data_change(client, member):
    make_trial(curation="included", title="Alpha")
    member_page = page(member, "/trials/")
    client.logout()
    public_page = page(client, "/trials/")

    assert "Trials that curators excluded" in member_page
    assert "members see them" in public_page
    assert page(client, "/trials/") == public_page
    Trial.objects.update(title="Beta")
    assert "Beta" in page(client, "/trials/")


@pytest.mark.parametrize("view", ["list", "charts", "map"])
def test_the_queries_of_a_tab_do_not_grow_with_the_trials(
    member, django_assert_max_num_queries, view
):
    for trials in (1, 3):
        for _ in range(trials):
            make_trial()
        with django_assert_max_num_queries(13):
            page(member, f"/trials/?view={view}")


def test_a_chosen_value_says_that_the_others_are_what_choosing_them_would_find(member, trials):
    says = "the number if you select it instead"

    assert says not in page(member, "/trials/?view=charts")
    assert says not in page(member, "/trials/?view=map")
    assert says in page(member, "/trials/?view=charts&status=ongoing")
    assert says in page(member, "/trials/?view=map&country=DE")
    assert says in member.get("/trials/charts/map.svg?region=west").content.decode()


def test_the_chosen_status_is_marked_in_the_chart_of_two_facts_too(member, trials):
    html = page(member, "/trials/?view=charts&status=ended_early")
    drawn = html[html.index('id="chart-status-by-class"') :]

    assert "✓ Ended early" in drawn[: drawn.index("</figure>")]


def test_how_trials_fared_is_told_of_the_chosen_classes_alone(member, trials):
    def heads(query):
        html = page(member, f"/trials/?view=charts{query}").partition('id="measures"')[2]
        return re.findall(r'<th scope="col">([^<]+)', html.partition("</thead>")[0])

    assert heads("") == ["All", "GTMP", "TEP", "Unclear"]
    assert heads("&atmp_class=TEP") == ["All", "TEP"]
