"""The list as of an earlier day: kept once an hour, asked with the filters of today's list."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from registers.tests.texts import euctr_file, euctr_text
from trials.browse.filters import StaffTrialFilter
from trials.models import RegisterRecord, Trial, TrialState
from trials.past import states
from trials.past.as_of import ASKED, compare

from .factories import import_bytes, make_trial
from .test_filters import QUERIES, ROWS
from .test_visibility import user_in

pytestmark = pytest.mark.django_db
PAGE = "/trials/as-of/"
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def query_of(query):
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    return data


def numbers(states_or_trials):
    return sorted(getattr(row, "trial_id", row.pk) for row in states_or_trials)


def test_a_day_shows_what_was_kept_then():
    stays, changes = make_trial(is_demo=True), make_trial(is_demo=True)
    assert states.keep(MARCH) == 2
    changes.curated_phase = "III"
    changes.save()
    comes = make_trial(is_demo=True)
    assert states.keep(APRIL) == 2
    assert states.keep(MAY) == 0

    def found(day):
        return compare(AnonymousUser(), QueryDict("phase=II"), day)

    assert numbers(found(MARCH).then) == [stays.pk, changes.pk]
    assert numbers(found(APRIL - timedelta(days=1)).then) == [stays.pk, changes.pk]
    assert numbers(found(APRIL).then) == [stays.pk, comes.pk]
    assert found(MARCH).counts() == {"now": 2, "then": 2, "came": 1, "went": 1}
    assert numbers(found(MARCH).came) == [comes.pk]
    assert numbers(found(MARCH).went) == [changes.pk]
    assert numbers(found(MARCH - timedelta(days=1)).then) == []


def test_two_changes_on_one_day_are_one_state():
    trial = make_trial()
    states.keep(MARCH)
    for phase in ("III", "IV"):
        trial.curated_phase = phase
        trial.save()
        states.keep(APRIL)

    kept = TrialState.objects.order_by("since").values_list("since", "until", "phase")
    assert list(kept) == [(MARCH, APRIL, "II"), (APRIL, None, "IV")]


def test_the_first_state_goes_back_to_the_register_unless_a_curator_decided():
    import_bytes(euctr_file(euctr_text()), euctr_file(euctr_text(number="2016-000002-22")))
    RegisterRecord.objects.update(first_seen_at="2026-01-05T10:00:00Z", changed_at=None)
    decided = Trial.objects.get(eudract_number="2016-000002-22")
    decided.curated_phase = "IV"
    decided.save()

    states.keep(APRIL)

    since = dict(TrialState.objects.values_list("trial__eudract_number", "since"))
    assert since == {"2015-000001-11": date(2026, 1, 5), "2016-000002-22": APRIL}
    assert states.kept_since() == date(2026, 1, 5)


@given(ROWS.flatmap(lambda row: QUERIES.map(lambda query: (row, query))))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_today_every_filter_finds_in_the_states_what_it_finds_in_the_list(case):
    row, query = case
    query = {name: values for name, values in query.items() if name in ASKED}
    Trial.objects.all().delete()
    make_trial(**row)
    states.keep()
    staff = _staff()

    comparison = compare(staff, query_of(query), timezone.localdate())

    assert numbers(comparison.then) == numbers(comparison.now)
    assert comparison.counts()["came"] == comparison.counts()["went"] == 0
    listed = StaffTrialFilter(query_of(query), queryset=Trial.objects.all())
    assert numbers(comparison.now) == numbers(listed.qs)


def _staff():
    return User.objects.filter(username="curator").first() or user_in("curator")


def test_what_is_asked_of_an_earlier_day_is_a_filter_of_the_list():
    assert set(StaffTrialFilter.base_filters) >= ASKED


def test_only_what_was_public_then_and_still_is(client):
    trial = make_trial(title="hidden now", curation="included")
    later = make_trial(title="public only now")
    states.keep(MARCH)
    Trial.objects.filter(pk=trial.pk).update(curation="excluded")
    Trial.objects.filter(pk=later.pk).update(curation="included")
    states.keep(APRIL)

    page = client.get(PAGE, {"day": "2026-03-02"})

    assert page.context["then_count"] == 0
    assert page.context["now_count"] == 1
    assert "hidden now" not in page.content.decode()
    came = client.get(PAGE, {"day": "2026-03-02", "show": "came"}).content.decode()
    assert "public only now" in came
    client.force_login(user_in("curator"))
    assert client.get(PAGE, {"day": "2026-03-02"}).context["then_count"] == 2


def test_the_page_says_what_reads_differently_today(client):
    trial = make_trial(is_demo=True, countries="DE")
    states.keep(MARCH)
    trial.curated_status, trial.countries = "completed", "DE ES"
    trial.save()

    text = client.get(PAGE, {"day": "2026-03-05", "country": "DE"}).content.decode()

    assert "status: Ongoing → Completed" in text
    assert "countries: Germany → Germany, Spain" in text
    assert "1 trial on 5 March 2026, 1 today" in " ".join(text.split())


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("day=2026-02-28", "The earliest stored day is 1 March 2026"),
        ("day=2999-01-01", "This day is in the future"),
        ("day=nonsense", "Enter it as 2026-03-01"),
        ("day=2026-03-01&phase=V", "V is not one of the values"),
    ],
)
def test_an_impossible_day_or_filter_is_answered_with_a_sentence(client, query, message):
    make_trial(is_demo=True)
    states.keep(MARCH)

    page = client.get(f"{PAGE}?{query}")

    assert page.status_code == 200
    assert message in page.content.decode()
    assert "rows" not in page.context


def test_before_anything_was_kept_the_page_says_so(client):
    make_trial(is_demo=True)

    assert client.get(PAGE).status_code == 200
    assert "No day is stored yet" in client.get(PAGE, {"day": "2026-03-01"}).content.decode()


def test_a_filter_that_is_not_kept_is_named(client):
    make_trial(is_demo=True)
    states.keep(MARCH)

    text = client.get(PAGE, {"day": "2026-03-01", "fate": "moved"}).content.decode()

    assert "are ignored: From EudraCT to CTIS" in " ".join(text.split())


@pytest.mark.parametrize("trials", [1, 4])
def test_the_page_takes_the_same_queries_for_any_number_of_trials(
    client, trials, django_assert_max_num_queries
):
    for _ in range(trials):
        make_trial(is_demo=True)
    states.keep(MARCH)

    with django_assert_max_num_queries(9):
        page = client.get(PAGE, {"day": "2026-03-01", "phase": "II"})
    assert len(page.context["rows"]) == trials


def test_a_removed_trial_takes_its_states_along():
    trial = make_trial()
    states.keep(MARCH)
    trial.delete()

    assert not TrialState.objects.exists()
