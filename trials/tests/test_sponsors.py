"""Sponsors lead to organisations by name and alias; what is only alike waits for a person."""

import pytest
from django.urls import reverse

from registers.tests.texts import euctr_file, euctr_text
from stakeholders.merge import merge
from stakeholders.models import OrganisationAlias
from stakeholders.tests.factories import make_organisation, user_in
from trials.models import Sponsor, SponsorMatch
from trials.sponsors.linking import how_many_are_known, look_for_matches, with_organisations

from .factories import import_bytes, make_trial

pytestmark = pytest.mark.django_db
PAGE = "/trials/sponsors/"


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator", username="carla"))
    return client


def sponsored(*names):
    trial = make_trial()
    for name in names:
        Sponsor.objects.create(trial=trial, name=name, key=Sponsor.key_of(name))
    return trial


def places_of(trial):
    return [
        s.organisation and s.organisation.name for s in with_organisations(trial.sponsors.all())
    ]


def the_match():
    look_for_matches()
    return SponsorMatch.objects.get()


def answer(client, match, decision):
    address = reverse("trials:sponsor-match", args=[match.pk])
    return client.post(address, {"decision": decision}, follow=True)


def test_names_and_aliases_lead_to_organisations():
    place = make_organisation(name="Fundació Clínic")
    OrganisationAlias.objects.create(organisation=place, name="FCRB")
    make_organisation(name="Twice")
    make_organisation(name="TWICE")

    trial = sponsored("FUNDACIO CLINIC", "F.C.R.B.", "Twice", "Nobody")

    assert places_of(trial) == ["Fundació Clínic", "Fundació Clínic", None, None]
    assert how_many_are_known() == (2, 4)


def test_a_register_file_brings_the_key():
    import_bytes(euctr_file(euctr_text()))

    assert [s.key for s in Sponsor.objects.all()] == [
        Sponsor.key_of(s.name) for s in Sponsor.objects.all()
    ]


def test_a_yes_links_every_trial_with_the_name(coordinator):
    place = make_organisation(name="Novartis Pharma")
    first, second = sponsored("Novartis Pharma AG"), sponsored("NOVARTIS PHARMA AG")
    match = the_match()
    assert (match.organisation, match.score, match.trials) == (place, 100, 2)
    assert "Novartis Pharma AG" in coordinator.get(PAGE).content.decode()

    page = answer(coordinator, match, "same")

    assert "is now an alias of" in page.content.decode()
    assert places_of(first) == places_of(second) == ["Novartis Pharma"]
    place.refresh_from_db()
    assert place.role_names == ["Sponsor of trials"]
    match.refresh_from_db()
    assert match.decided_by.username == "carla"
    assert "Novartis Pharma AG" in coordinator.get(PAGE, {"state": "same"}).content.decode()
    assert look_for_matches() == 0


def test_a_no_is_remembered(coordinator):
    make_organisation(name="University Hospital Köln")
    trial = sponsored("University Hospital Kiel")

    answer(coordinator, the_match(), "apart")

    assert look_for_matches() == 0
    assert places_of(trial) == [None]


@pytest.mark.parametrize("decision", ["same", "apart"])
def test_a_decision_is_taken_back(coordinator, decision):
    make_organisation(name="University Hospital Köln")
    trial = sponsored("University Hospital of Köln")
    match = the_match()
    answer(coordinator, match, decision)

    coordinator.post(reverse("trials:sponsor-reopen", args=[match.pk]))

    match.refresh_from_db()
    assert (match.state, match.decided_by) == ("open", None)
    assert places_of(trial) == [None]
    assert not OrganisationAlias.objects.exists()


def test_what_cannot_be_decided_is_said(coordinator):
    place = make_organisation(name="Novartis Pharma")
    other = make_organisation(name="Somebody else")
    sponsored("Novartis Pharma AG")
    match = the_match()

    assert "Choose whether" in answer(coordinator, match, "maybe").content.decode()
    alias = OrganisationAlias.objects.create(organisation=other, name="Novartis Pharma AG")
    assert (
        "is already an alias of Somebody else"
        in answer(coordinator, match, "same").content.decode()
    )
    alias.delete()
    answer(coordinator, match, "same")
    assert "already decided this pair" in answer(coordinator, match, "apart").content.decode()
    assert OrganisationAlias.objects.get().organisation == place


def test_an_alias_that_was_taken_away_is_a_question_again(coordinator):
    make_organisation(name="Novartis Pharma")
    sponsored("Novartis Pharma AG")
    answer(coordinator, the_match(), "same")
    OrganisationAlias.objects.all().delete()

    assert the_match().state == "open"


def test_a_merge_of_organisations_keeps_the_link(coordinator):
    kept, gone = make_organisation(name="Novartis"), make_organisation(name="Novartis Pharma")
    trial = sponsored("Novartis Pharma AG")
    answer(coordinator, the_match(), "same")

    merge(kept, gone, by=None)

    assert places_of(trial) == ["Novartis"]
    assert SponsorMatch.objects.get().organisation == kept


@pytest.mark.parametrize("rows", [1, 5])
def test_the_queries_of_the_page_do_not_grow(coordinator, rows, django_assert_max_num_queries):
    for number in range(rows):
        place = make_organisation(name=f"Number {number} Pharma")
        OrganisationAlias.objects.create(organisation=place, name=f"N{number}")
        sponsored(f"Number {number} Pharma GmbH")
    look_for_matches()

    with django_assert_max_num_queries(14):
        assert coordinator.get(PAGE).status_code == 200


def test_the_page_of_a_trial_names_the_organisation_to_those_who_keep_it(coordinator, client):
    place = make_organisation(name="Novartis Pharma")
    trial = sponsored("NOVARTIS PHARMA")
    link = reverse("admin:stakeholders_organisation_change", args=[place.pk])

    assert link in coordinator.get(f"/trials/{trial.number}/").content.decode()
    client.force_login(user_in("member"))
    assert link not in client.get(f"/trials/{trial.number}/").content.decode()


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_others_decide_nothing(client, role):
    make_organisation(name="Novartis Pharma")
    sponsored("Novartis Pharma AG")
    match = the_match()
    client.force_login(user_in(role))

    assert client.get(PAGE).status_code == 403
    for name, arguments in (("sponsors-look", []), ("sponsor-match", [match.pk])):
        address = reverse(f"trials:{name}", args=arguments)
        assert client.post(address, {"decision": "same"}).status_code == 403
    assert SponsorMatch.objects.get().state == "open"


def test_there_is_no_other_list(coordinator):
    assert coordinator.get(PAGE, {"state": "x"}).status_code == 404
    assert coordinator.get(f"{PAGE}look/").status_code == 405
