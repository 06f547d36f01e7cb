"""A trial that is opened from a filtered list leads on within the list."""

from urllib.parse import urlencode

import pytest

from trials.curation.decide import Evidence, decide, one
from trials.models import Trial

from .factories import make_trial
from .people import person
from .test_curation_pages import address, opened

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")
FILTERS = "atmp_class__exact=TEP&o=-1&p=1"


@pytest.fixture
def curator(client):
    user = person("curator")
    client.force_login(user)
    return user


def listed(trial, filters=FILTERS):
    return f"{address(trial)}?{urlencode({'_changelist_filters': filters})}"


def test_the_next_trial_is_the_next_one_of_the_list(client, curator):
    first, _, second, third = (
        make_trial(register_atmp_class=name, first_year=year)
        for name, year in (("TEP", 2020), ("GTMP", 2020), ("TEP", 2021), ("TEP", 2022))
    )
    order = [row.pk for row in client.get(f"/admin/trials/trial/?{FILTERS}").context["cl"].queryset]
    assert sorted(order) == sorted([first.pk, second.pk, third.pk])
    start = Trial.objects.get(pk=order[0])

    page = client.get(listed(start))

    context = page.context["listed"]
    assert (context.place, context.total, context.following) == (1, 3, order[1])
    assert f"/admin/trials/trial/?{FILTERS}".replace("&", "&amp;") in page.content.decode()


def test_a_submission_opens_the_next_trial_and_a_note_stays(client, curator):
    first, second = make_trial(curation="in_curation"), make_trial(curation="in_curation")
    for trial in (first, second):
        decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    filters = "curation__exact=in_curation"
    rows = client.get(f"/admin/trials/trial/?{filters}").context["cl"].queryset
    start, following = (Trial.objects.get(pk=row.pk) for row in rows)

    stays = client.post(listed(start, filters), {"note": "add", "note-text": "Hm"})
    leads_on = client.post(listed(start, filters), opened(client, start) | {"move": "include"})
    ends = client.post(listed(following, filters), opened(client, start) | {"move": "include"})

    assert stays.url == listed(start, filters)
    assert leads_on.url == listed(following, filters)
    assert ends.url == f"/admin/trials/trial/?{filters}"
    assert Trial.objects.filter(curation="in_review").count() == 2


@pytest.mark.parametrize("filters", ["nonsense__regex=(", "p=abc", "curation__exact=nonsense", "%"])
def test_filters_that_mean_nothing_are_no_error(client, curator, filters):
    assert client.get(listed(make_trial(), filters)).status_code == 200
