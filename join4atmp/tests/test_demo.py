"""Demonstration data confirms no published figure, is consistent, and is removed completely."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import CommandError, call_command

from consortium.live_counts import TRIAL_FILTERS, LiveCounts
from consortium.models import Meeting, Statement
from products.models import DossierStudy
from products.queue import other_queues as queues_of_products
from registers.tests.texts import euctr_file, euctr_text
from stakeholders.models import Contact, ExportEvent, Organisation
from stakeholders.tests.factories import make_contact, make_organisation
from trials.curation import queue
from trials.models import RegisterRecord, SponsorMatch, Trial
from trials.sponsors.linking import how_many_are_known
from trials.tests.factories import import_bytes, make_trial
from usecases.models import UseCase


@pytest.mark.django_db
def test_no_count_of_the_demonstration_equals_a_published_figure(client):
    """A count that equals the statement beside it would look like its confirmation."""
    call_command("load_demo", verbosity=0)
    trials = Trial.objects.filter(is_demo=True)

    statements = Statement.objects.filter(key__in=TRIAL_FILTERS)
    figures = LiveCounts(AnonymousUser()).beside(statements)
    assert len(figures) > 8
    assert [one.live.number for one in figures if one.live.number == one.statement.value] == []
    by_class = Counter(trials.values_list("atmp_class", flat=True))
    assert set(by_class.values()) & {one.statement.value for one in figures} == set()
    assert trials.count() == 640
    assert not trials.exclude(atmp="yes").exists()
    assert not trials.exclude(sponsor_name__startswith="Demo ").exists()
    assert trials.exclude(conflicts={}).exists()
    notes = [note for trial in trials for note in trial.register_notes]
    assert {note.partition(", ")[0] for note in notes} == {"Demonstration"}
    assert set(trials.values_list("registers", flat=True)) == {"ctis", "euctr", "ctis euctr"}

    page = client.get("/trials/")
    assert page.context["count"] == 640


@pytest.mark.django_db
def test_a_public_portal_gets_no_invented_data_unless_forced(settings):
    settings.PUBLIC = True
    with pytest.raises(CommandError, match="not allowed on a public portal"):
        call_command("load_demo", trials=1, stakeholders=0, verbosity=0)
    assert not Trial.objects.exists()
    call_command("load_demo", trials=1, stakeholders=0, force=True, verbosity=0)
    assert Trial.objects.exists()


@pytest.mark.django_db
def test_every_queue_of_the_demonstration_has_a_task():
    curator = User.objects.create_superuser("curator", "curator@demo.example", "x")
    call_command("load_demo", trials=120, stakeholders=0, verbosity=0)

    lines = queue.lines(curator)
    others = [*queue.other_queues(curator), *queues_of_products(curator)]

    assert len(lines) + len(others) == 14
    empty = [line.queue.name for line in lines if not line.count]
    # With one reader per trial nobody waits for another reader, and no two disagree.
    assert empty == ["disputes", "second"]
    # Invented products have different names, and nobody is asked by mail for their empty cells.
    empty = [each.label for each in others if not each.count]
    assert empty == ["Possible duplicates", "Answers to cover sheets"]
    states = set(Trial.objects.values_list("curation", flat=True))
    assert states == {"new", "in_curation", "in_review", "returned", "included", "excluded"}
    assert Trial.objects.exclude(conflicts={}).exists()


@pytest.mark.django_db
def test_demonstration_cases_and_products_name_trials_of_their_disease():
    call_command("load_demo", stakeholders=0, verbosity=0)
    conditions = {
        "demo-car-t": "lymphoblastic leukaemia",
        "demo-stem-cells": "leukodystrophy|mucopolysaccharidosis",
    }
    products = {
        "DEMO-CART-7 (Demoleucel)": "lymphoma",
        "DEMO-EYE-2 (Demogene)": "amaurosis|retinitis|choroideremia|achromatopsia",
        "DEMO-KNEE-1": "cartilage",
    }

    for slug, words in conditions.items():
        found = list(UseCase.objects.get(slug=slug).trials.all())
        assert found
        assert all(re.search(words, trial.condition, re.IGNORECASE) for trial in found)
    for name, words in products.items():
        found = [trial for trial in Trial.objects.filter(is_demo=True) if name in _named_by(trial)]
        assert found
        assert all(re.search(words, trial.condition, re.IGNORECASE) for trial in found)


def _named_by(trial):
    rows = DossierStudy.objects.filter(numbers__number=trial.number[:14])
    return set(rows.values_list("dossier__name", flat=True))


@pytest.mark.django_db
def test_demonstration_data_is_removed_completely():
    kept = make_trial()
    import_bytes(euctr_file(euctr_text()))
    make_contact(organisation=make_organisation())
    before = _rows()

    call_command("load_demo", trials=30, verbosity=0)
    assert Trial.objects.count() == 32
    call_command("load_demo", trials=30, verbosity=0)
    assert Trial.objects.count() == 32
    assert Contact.objects.count() == 313
    assert Meeting.objects.filter(is_demo=True).count() == 8
    changed = Contact.objects.filter(is_demo=True).first()
    changed.position = "Changed"
    changed.save()
    call_command("remove_demo", verbosity=0)

    assert _rows() == before
    assert Trial.objects.filter(pk=kept.pk).exists()
    assert not RegisterRecord.objects.filter(is_demo=True).exists()


@pytest.mark.django_db
def test_the_demonstration_register_has_people_in_every_group_and_example_addresses():
    call_command("load_demo", trials=0, verbosity=0)
    contacts = Contact.objects.filter(is_demo=True)

    assert contacts.count() == 312
    of_cases = Organisation.objects.filter(use_case_roles__isnull=False).distinct().count()
    of_sites = Organisation.objects.filter(sites__isnull=False).distinct().count()
    assert Organisation.objects.filter(is_demo=True).count() == 120 + of_cases + of_sites
    assert all(contacts.in_group([f"{number:02}"]).exists() for number in range(1, 16))
    assert len({contact.country_codes[0] for contact in contacts}) > 20
    assert not contacts.exclude(email="").exclude(email__endswith=".example").exists()
    websites = Organisation.objects.exclude(website="")
    assert not websites.exclude(website__endswith=".example/").exists()
    assert not ExportEvent.objects.exists()


@pytest.mark.django_db
def test_another_number_of_people_replaces_the_first_ones():
    call_command("load_demo", trials=0, verbosity=0)

    call_command("load_demo", trials=0, stakeholders=30, verbosity=0)

    assert Contact.objects.filter(is_demo=True).count() == 30


@pytest.mark.django_db
def test_some_sponsors_of_the_demonstration_are_linked_and_some_wait_for_a_decision():
    call_command("load_demo", trials=200, verbosity=0)

    known, names = how_many_are_known()

    assert 0 < known < names
    assert SponsorMatch.objects.filter(state="open").exists()


def _rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}
