"""The search in memory: the same trials as in the tables, at once after every kind of change."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registers.tests.texts import euctr_file, euctr_text
from trials import choices
from trials.browse import words
from trials.browse.facets import FilteredIndex
from trials.browse.filters import StaffTrialFilter
from trials.browse.words import words_of
from trials.models import Trial, TrialNumber

from .factories import import_bytes, make_trial
from .people import person

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()
WORDS = ["skin", "skins", "until", "til", "anti-til", "cd19", "cd-19", "car-t", "2022-002568-62"]
QUERIES = [
    *("skin", "ski", "til", "cd19", "cd-19", "car t", "car-t cells", "chimeric antigen receptor"),
    *("2022-002568-62", "EudraCT 2022-002568-62 skin", "NCT01234567", "x", "%", "", "skin x"),
    *("skin til", "un til", "aav", "nothing of it"),
]
ROWS = st.fixed_dictionaries(
    {
        "search_text": st.lists(st.sampled_from(WORDS), unique=True, max_size=4).map(" ".join),
        "register_technology": st.sampled_from(["car-t lentivir", "aav", "unknown"]),
        "curation": st.sampled_from(choices.Curation.values),
        "is_demo": st.booleans(),
    }
)


def found(query, trials=None):
    return words_of(Trial.objects.all() if trials is None else trials).found_by(query)


def titles(query, words=("cells",)):
    keys = found(query).first_keys(words, 10)
    by_key = Trial.objects.in_bulk(keys)
    return [by_key[key].title for key in keys]


def make_cells(title="Cells", **fields):
    return make_trial(title=title, **{"search_text": title.lower()} | fields)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROWS, max_size=6), query=st.sampled_from(QUERIES), number=st.booleans())
def test_memory_and_tables_find_the_same_trials(rows, query, number):
    with transaction.atomic():
        trials = [make_trial(**row) for row in rows]
        if trials and number:
            TrialNumber.objects.create(
                trial=trials[0], scheme="nct", number="NCT01234567", is_own=True
            )
        for readable in (Trial.objects.all(), Trial.objects.visible_to(ANYONE)):
            in_tables = set(readable.found_by(query).values_list("pk", flat=True))
            in_memory = found(query, readable)
            assert set(in_memory.first_keys(query.split(), 10)) == in_tables
            assert in_memory.count == len(in_tables)
            filterset = StaffTrialFilter(QueryDict(f"q={query}".replace("%", "%25")), readable)
            assert filterset.is_valid()
            assert set(FilteredIndex(filterset).keys()) == in_tables
        transaction.set_rollback(True)


def add(trial):
    make_cells("New")


def bulk_create(trial):
    new = Trial(title="New", search_text="new cells", eudract_number="2024-000001-11")
    new.settle()
    Trial.objects.bulk_create([new])


def save(trial):
    trial.title, trial.search_text = "New", "new cells"
    trial.save()


def update(trial):
    Trial.objects.filter(pk=trial.pk).update(search_text="new cells", title="New")


def bulk_update(trial):
    trial.title, trial.search_text = "New", "new cells"
    Trial.objects.bulk_update([trial], ["title", "search_text"])


def update_in_sql(trial):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trials_trial SET search_text = 'new', title = 'New'")


@pytest.mark.parametrize("write", [add, bulk_create, save, update, bulk_update, update_in_sql])
def test_a_new_text_is_found_at_once(write):
    trial = make_cells("Old")
    assert titles("new") == []

    write(trial)

    assert titles("new") == ["New"]
    assert titles("old") == ([] if write not in (add, bulk_create) else ["Old"])


def test_a_deleted_trial_is_not_found():
    trial = make_cells("Old")
    other = make_cells("Old, too", search_text="old")
    assert found("old").count == 2

    trial.delete()
    assert titles("old") == ["Old, too"]

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trials_trial WHERE id = %s", [other.pk])
    assert titles("old") == []


def test_a_restored_trial_is_found_and_keeps_its_version():
    trial = make_cells("Old")
    version = Trial.objects.get().text_version
    assert version
    copy = Trial.objects.get()
    trial.delete()
    assert found("old").count == 0

    Trial.objects.bulk_create([copy])  # as `restore` writes the rows of a backup

    assert titles("old") == ["Old"]
    assert Trial.objects.get().text_version == version


def version_of(trial):
    return Trial.objects.values_list("text_version", flat=True).get(pk=trial.pk)


def test_a_saved_trial_keeps_its_version_if_no_text_has_changed():
    trial = make_cells("Old")
    version = version_of(trial)

    trial = Trial.objects.get()
    trial.curated_status = "ongoing"
    trial.save()

    assert version_of(trial) == version


@pytest.mark.parametrize("column", ["search_text", "curated_technology"])
def test_a_changed_text_gives_a_trial_another_version(column):
    trial = make_cells("Old")
    version = version_of(trial)

    trial = Trial.objects.get()
    setattr(trial, column, "aav")
    trial.save()

    assert version_of(trial) != version


def test_imported_texts_are_found_at_once_and_again_when_a_register_changes_them():
    assert found("keratinocytes").count == 0

    import_bytes(euctr_file(euctr_text(number="2022-002568-62", title="Keratinocytes")))
    assert found("keratinocytes").count == 1

    import_bytes(euctr_file(euctr_text(number="2022-002568-62", title="Chondrocytes")))
    assert (found("keratinocytes").count, found("chondrocytes").count) == (0, 1)


def test_a_change_that_is_rolled_back_is_forgotten():
    trial = make_cells("Old")
    with transaction.atomic():
        update(trial)
        assert titles("new") == ["New"]
        transaction.set_rollback(True)

    assert (titles("new"), titles("old")) == ([], ["Old"])


def test_a_technology_that_a_curator_corrects_is_found_at_once():
    trial = make_cells("Cells", register_technology="aav")
    assert found("CAR-T").count == 0

    trial.curated_technology = "car-t"
    trial.save(update_fields=["curated_technology"])

    assert titles("CAR-T") == ["Cells"]


def test_a_trial_that_a_reader_may_see_no_longer_is_not_found():
    trial = make_cells("Cells", curation="included")
    visible = Trial.objects.visible_to
    assert found("cells", visible(ANYONE)).count == 1

    Trial.objects.filter(pk=trial.pk).update(curation="excluded")

    assert found("cells", visible(ANYONE)).count == 0
    assert found("cells", visible(person("curator"))).count == 1


def test_more_changes_than_are_indexed_apart_are_found(monkeypatch):
    monkeypatch.setattr(words, "MAX_RECENT_TEXTS", 3)
    for number in range(8):
        make_cells(f"Trial {number}", search_text=f"cells number{number}")
        assert found("cells").count == number + 1
    Trial.objects.update(search_text=Concat("search_text", Value(" changed")))

    assert (found("changed").count, titles("number5")) == (8, ["Trial 5"])


def test_whole_words_are_first_then_words_near_the_start_then_the_newest():
    make_cells("Part", search_text="stemcells", first_year=2025)
    make_cells("Late", search_text="a b c cells", first_year=2025)
    make_cells("Old", search_text="a cells", first_year=2019)
    make_cells("Undated", search_text="a cells", first_year=None)
    make_cells("New", search_text="a cells", first_year=2024)

    assert titles("cells") == ["New", "Old", "Undated", "Late", "Part"]
    assert found("cells").first_keys(["cells"], 1) == [Trial.objects.get(title="New").pk]
