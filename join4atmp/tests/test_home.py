"""The home page: live figures with links to their rows, dated statements, recent changes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format

from consortium.tests.factories import (
    body_of,
    make_action,
    make_event,
    make_meeting,
    make_seat,
)
from join4atmp.home import STATEMENTS_ON_HOME
from join4atmp.news import BEGINNING, CHANGE_KINDS, changed_trials, moment_of, new_trials
from stakeholders.tests.factories import user_in
from trials.models import RegisterRecord, Trial
from trials.past import states
from trials.tests.factories import make_trial
from usecases.models import UseCase
from usecases.tests.factories import make_case, make_hurdle, make_recommendation, make_solution

pytestmark = pytest.mark.django_db
OLD = datetime(2020, 1, 1, tzinfo=UTC)


def make_record(trial, first_seen_at=None, changed_at=None, country="DE"):
    now = timezone.now()
    return RegisterRecord.objects.create(
        register="euctr",
        number=trial.eudract_number,
        country=country,
        trial=trial,
        packed=b"",
        first_seen_at=first_seen_at or now,
        last_seen_at=now,
        changed_at=changed_at,
        is_demo=trial.is_demo,
    )


def test_every_statement_is_beside_a_live_figure_that_opens_its_rows(client):
    make_trial(register_phase="I", curation="included")
    make_trial(register_phase="I/II", curation="included")
    make_trial(register_phase="II", curation="included")
    make_trial(register_phase="IV", curation="included")
    make_trial(register_phase="I")
    make_trial(register_phase="I", is_demo=True)

    figures = client.get("/").context["figures"]

    assert [figure.statement.key for figure in figures] == list(STATEMENTS_ON_HOME)
    assert [figure.live.number for figure in figures[:3]] == [3, 2, 4]
    for figure in figures[:3]:
        assert client.get(figure.live.url).context["count"] == figure.live.number
        assert figure.statement.as_of
        assert figure.statement.source


def test_the_figures_of_the_home_page_are_the_rows_of_their_lists(client):
    client.force_login(user_in("member"))
    case = make_case(is_demo=True)
    make_solution(make_hurdle(case))
    make_hurdle(is_demo=True)
    make_recommendation()

    page = client.get("/")

    shown = {
        "/use-cases/": page.context["cases"][0],
        "/hurdles/": page.context["hurdles"][0],
        "/hurdles/?solved=no": page.context["unsolved_count"],
        "/recommendations/": page.context["recommendations"][0],
    }
    assert shown["/use-cases/"] == UseCase.objects.count()
    for address, number in shown.items():
        answer = client.get(address).context
        listed = len(answer["cases"]) if "cases" in answer else answer["page"].paginator.count
        assert listed == number, address
    assert page.context["cases"][1] == 1


def test_a_portal_with_only_invented_trials_shows_them_marked(client):
    make_trial(is_demo=True)
    page = client.get("/")

    assert (page.context["trial_count"], page.context["demo"]) == (1, True)
    text = " ".join(page.content.decode().split())
    assert text.count("Invented for demonstration: the only trial") == 1
    assert "notice-demo" not in text

    make_trial(curation="included")
    page = client.get("/")
    assert (page.context["trial_count"], page.context["demo"]) == (1, False)
    assert "1 invented trial is not counted" in " ".join(page.content.decode().split())


def test_news_list_new_and_changed_trials_once():
    user = user_in("member")
    old, changed, grown, new = (make_trial() for _ in range(4))
    for trial in (old, changed, grown):
        make_record(trial, OLD)
    RegisterRecord.objects.filter(trial=changed).update(changed_at=timezone.now())
    make_record(grown, country="ES")
    make_record(new)
    make_record(new, country="ES")
    make_record(make_trial(curation="excluded"))
    make_trial(title="Without a record")

    moment = moment_of(7)

    assert list(new_trials(user, moment, False)) == [new]
    assert list(changed_trials(user, moment, False)) == [grown, changed]
    before_all = OLD - timedelta(days=1)
    assert list(new_trials(user, before_all, False)) == [new, grown, changed, old]
    assert list(changed_trials(user, before_all, False)) == []


def test_every_count_of_news_opens_as_many_rows(client):
    trial = make_trial(curation="included")
    make_record(trial)
    make_recommendation(published_on=timezone.localdate())
    make_recommendation()
    case = make_case()
    case.versions.create(number=1, finalised_on=timezone.localdate(), content={})
    UseCase.objects.filter(pk=case.pk).update(published_on=timezone.localdate())

    news = client.get("/").context["recent"].counted

    assert [(item.count, item.words) for item in news] == [
        (1, "new trial"),
        (1, "use case finalised"),
        (1, "recommendation adopted"),
    ]
    page = client.get("/").content.decode()
    for item in news:
        address = f"/changes/?what={item.kind.name}"
        assert f'href="{address}"' in page
        assert client.get(address).context["page"].paginator.count == item.count


def test_a_member_sees_the_own_day_and_a_visitor_does_not(client):
    seat = make_seat(user=user_in("member"))
    meeting = make_meeting(title="My next meeting", state="called")
    make_meeting(body_of("CC"), title="Earlier, of another body", days=1, state="called")
    action = make_action(seat=seat, title="My open action")
    make_action(title="Action of another role")
    assert "My day" not in client.get("/").content.decode()

    client.force_login(seat.user)
    day = client.get("/").context["day"]

    assert day["meeting"] == meeting
    assert list(day["actions"]) == [action]
    assert day["waiting"] == []


def test_work_that_waits_is_counted_and_opens_its_rows(client):
    make_event(starts_on="2025", title="Of the past")
    make_case(status="final_review")
    client.force_login(user_in("administrator"))

    lines = {line.words: line for line in client.get("/").context["day"]["waiting"]}

    events = lines["events of the past are still announced"]
    assert events.number == 2  # with the second meeting of the advisory board
    assert "Of the past" in client.get(events.url).content.decode()
    assert lines["use case waits for its final review"].number == 1
    for line in lines.values():
        assert client.get(line.url).status_code == 200, line.words


@pytest.mark.parametrize("kind", [kind.name for kind in CHANGE_KINDS])
def test_a_portal_without_changes_has_a_message(client, kind):
    assert "There are no changes" in client.get(f"/changes/?what={kind}").content.decode()
    assert "There are no changes" in client.get("/").content.decode()


@pytest.mark.parametrize("days", [40, 400])
def test_days_without_changes_show_the_latest_ones_and_say_so(client, days):
    """A demonstration that was loaded long ago has something to see, too."""
    moment = timezone.now() - timedelta(days=days)
    trial = make_trial(title="The last new one", is_demo=True)
    make_record(trial, moment)
    make_record(make_trial(title="Much older", is_demo=True), moment - timedelta(days=60))

    home = client.get("/").content.decode()
    page = client.get("/changes/?days=30").content.decode()

    for text in (home, page):
        assert "There were no changes in the last" in text
        assert "The last new one" in text
        assert "Much older" not in text
        assert date_format(moment, "j F Y") in text


@pytest.mark.parametrize("kind", [kind for kind in CHANGE_KINDS if kind.day], ids=lambda k: k.name)
def test_every_kind_of_change_has_a_latest_one(kind):
    """The field of the day is one of the rows."""
    rows = kind.rows(AnonymousUser(), BEGINNING, True)

    rows.model._meta.get_field(kind.day)


def test_the_latest_change_is_found_among_all_kinds(client):
    make_record(make_trial(curation="included"), timezone.now() - timedelta(days=300))
    adopted = timezone.localdate() - timedelta(days=100)
    make_recommendation(title="Adopted later", published_on=adopted)

    page = client.get("/changes/").content.decode()

    assert date_format(adopted, "j F Y") in page
    assert "Adopted later" in page


@pytest.mark.parametrize("query", ["days=90", "days=-1", "days=x&what=y&page=z", "page=99"])
def test_the_page_of_changes_accepts_any_query(client, query):
    assert client.get(f"/changes/?{query}").status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make_record(make_trial(is_demo=True))
        make_hurdle(make_case(is_demo=True), is_demo=True)

    with django_assert_max_num_queries(42):
        client.get("/")
    with django_assert_max_num_queries(28):
        page = client.get("/changes/")
    assert len(page.context["rows"]) == rows
    assert Trial.objects.count() == rows


def test_links_of_the_page_lead_somewhere(client):
    make_record(make_trial(is_demo=True))
    page = client.get("/").content.decode()

    for address in set(re.findall(r'href="(/[^"]*)"', page)) - {"/static"}:
        if not address.startswith(("/static/", "/accounts/")):
            assert client.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize("address", ["/changes/", "/trials/as-of/"])
@pytest.mark.parametrize("wanted", ["abc", "99"])
def test_a_page_out_of_range_is_the_nearest_page_with_a_message(client, address, wanted):
    make_record(make_trial(is_demo=True))
    states.keep(timezone.localdate())

    html = client.get(address, {"page": wanted}).content.decode()

    assert f"There is no page {wanted}." in html
