"""Records into trials: what comes in, what stays, what is joined and what is not."""

import pytest
from django.db import IntegrityError, transaction

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import (
    Drift,
    InvestigationalProduct,
    RegisterRecord,
    Sponsor,
    Trial,
    TrialCountry,
)

from .factories import import_bytes

pytestmark = pytest.mark.django_db
NUMBER = "2015-000001-11"


def counts(report):
    numbers = report.as_dict()
    return {name: n for name, n in numbers.items() if name not in ("seen", "problems") and n}


def test_records_of_one_number_become_one_trial():
    report = import_bytes(euctr_file(euctr_text(country="DE"), euctr_text(country="ES")))

    trial = Trial.objects.get()
    assert counts(report) == {"created": 2}
    assert trial.eudract_number == NUMBER
    assert trial.countries == "DE ES"
    assert (trial.phase, trial.atmp, trial.atmp_class, trial.status) == (
        "II",
        "yes",
        "GTMP",
        "ongoing",
    )
    assert trial.records.count() == 2
    assert [row.authority for row in trial.country_rows.all()] == ["Germany - PEI", "Spain - AEMPS"]
    assert [str(product) for product in trial.products.all()] == ["Cells X"]


def test_the_same_file_again_changes_nothing():
    data = euctr_file(euctr_text(country="DE"), euctr_text(country="SE"))
    import_bytes(data)
    before = list(Trial.objects.values()), list(InvestigationalProduct.objects.values("pk"))

    report = import_bytes(data.replace(b"\n", b"\r\n"))

    assert counts(report) == {"unchanged": 2}
    assert (
        list(Trial.objects.values()),
        list(InvestigationalProduct.objects.values("pk")),
    ) == before


def test_a_changed_record_changes_its_trial():
    import_bytes(euctr_file(euctr_text(country="DE"), euctr_text(country="ES")))

    report = import_bytes(euctr_file(euctr_text(country="ES", title="New", phases=("I",))))

    trial = Trial.objects.get()
    assert counts(report) == {"changed": 1}
    assert trial.conflicts["phase"] == {"II": ["DE"], "I": ["ES"]}
    record = trial.records.get(country="ES")
    assert b"A.3 Full title of the trial: New" in record.raw
    assert record.changed_at >= record.first_seen_at


def test_two_different_records_of_one_country_are_both_kept():
    data = euctr_file(euctr_text(country="SE"), euctr_text(country="SE", subjects="99"))

    assert counts(import_bytes(data)) == {"created": 2}
    assert counts(import_bytes(data)) == {"unchanged": 2}
    assert list(RegisterRecord.objects.values_list("country", "ordinal")) == [("SE", 0), ("SE", 1)]
    trial = Trial.objects.get()
    assert trial.subjects == 99
    assert trial.conflicts["subjects"] == {"20": ["SE"], "99": ["SE (2)"]}


def test_of_two_records_of_one_country_the_changed_one_is_changed():
    first, second = euctr_text(country="SE"), euctr_text(country="SE", subjects="99")
    import_bytes(euctr_file(first, second))

    report = import_bytes(euctr_file(first, euctr_text(country="SE", subjects="100")))

    assert counts(report) == {"unchanged": 1, "changed": 1}
    assert RegisterRecord.objects.count() == 2
    assert Trial.objects.get().subjects == 100


def test_both_records_of_one_country_may_change_at_once():
    import_bytes(euctr_file(euctr_text(country="SE"), euctr_text(country="SE", subjects="99")))

    report = import_bytes(
        euctr_file(euctr_text(country="SE", subjects="30"), euctr_text(country="SE", subjects="40"))
    )

    assert counts(report) == {"changed": 2}
    assert RegisterRecord.objects.count() == 2


def test_two_versions_of_a_ctis_record_in_one_file_are_one_record():
    versions = [ctis_record(updated=f"0{n}/01/2026", subjects=str(n)) for n in (1, 3, 2)]

    report = import_bytes(ctis_file(*versions))

    assert counts(report) == {"created": 1, "changed": 1, "unchanged": 1}
    assert Trial.objects.get().subjects == 3
    assert RegisterRecord.objects.count() == 1


def test_the_same_record_twice_in_a_file_is_one():
    text = euctr_text()

    assert counts(import_bytes(euctr_file(text, text))) == {"created": 1, "unchanged": 1}
    assert RegisterRecord.objects.count() == 1


@pytest.mark.parametrize("ctis_first", [True, False])
def test_registers_are_joined_by_the_eudract_number(ctis_first):
    files = [
        euctr_file(euctr_text(status="Trial now transitioned")),
        ctis_file(ctis_record(eudract=NUMBER)),
    ]
    import_bytes(*(reversed(files) if ctis_first else files))

    trial = Trial.objects.get()
    assert (trial.eudract_number, trial.eu_ct_number) == (NUMBER, "2024-512345-11-00")
    assert (trial.registers, trial.title, trial.status) == (
        "ctis euctr",
        "A trial in CTIS",
        "ongoing",
    )


@pytest.mark.parametrize("ctis_first", [True, False])
def test_registers_are_joined_by_the_nct_number_of_one_trial(ctis_first):
    files = [euctr_file(euctr_text(nct="NCT01234567")), ctis_file(ctis_record(nct="NCT01234567"))]
    import_bytes(*(reversed(files) if ctis_first else files))

    assert Trial.objects.get().registers == "ctis euctr"


def test_an_nct_number_of_two_trials_joins_nothing():
    import_bytes(
        euctr_file(euctr_text(nct="NCT01234567"), euctr_text("2015-000002-22", nct="NCT01234567")),
        ctis_file(ctis_record(nct="NCT01234567")),
    )

    assert Trial.objects.count() == 3


def test_an_nct_number_does_not_join_against_the_eudract_number():
    import_bytes(
        euctr_file(euctr_text(nct="NCT01234567")),
        ctis_file(ctis_record(nct="NCT01234567", eudract="2019-001588-63")),
    )

    assert Trial.objects.count() == 2


def test_two_eudract_trials_are_never_joined():
    import_bytes(
        euctr_file(euctr_text(nct="NCT01234567"), euctr_text("2015-000002-22", nct="NCT01234567"))
    )

    assert Trial.objects.count() == 2


def test_a_number_that_comes_later_brings_the_two_halves_together():
    import_bytes(euctr_file(euctr_text()), ctis_file(ctis_record(updated="01/01/2025")))
    assert Trial.objects.count() == 2

    import_bytes(ctis_file(ctis_record(eudract=NUMBER, updated="01/01/2026")))

    trial = Trial.objects.get()
    assert trial.registers == "ctis euctr"
    assert trial.records.count() == 2


def test_an_older_download_never_replaces_a_newer_one():
    new = ctis_file(ctis_record(title="New", updated="02/02/2026"))
    import_bytes(new)

    report = import_bytes(ctis_file(ctis_record(title="Old", updated="01/01/2024")))

    assert counts(report) == {"unchanged": 1}
    assert Trial.objects.get().title == "New"


def test_the_highest_resubmission_counts():
    import_bytes(
        ctis_file(
            ctis_record("2024-512345-11-01", title="Second"),
            ctis_record("2024-512345-11-00", title="First"),
        )
    )

    trial = Trial.objects.get()
    assert (trial.eu_ct_number, trial.title) == ("2024-512345-11-01", "Second")
    assert RegisterRecord.objects.count() == 1


def test_a_bad_record_never_stops_the_others():
    good, bad, last = (euctr_text(f"2015-00000{n}-11") for n in (1, 2, 3))
    data = euctr_file(good) + bad.encode().replace(b"Adults", b"\xff") + last.encode()

    report = import_bytes(data)

    assert counts(report) == {"created": 2, "failed": 1}
    assert report.problems[0]["record"] == "2015-000002-11/DE"
    assert report.seen == 3


def test_a_trial_that_cannot_be_written_is_reported_whole_and_the_others_go_in(monkeypatch):
    from trials.sync import write

    add_derived_rows = write.add_derived_rows

    def fail_for_one(derived):
        add_derived_rows(derived)
        if any(facts.eudract_number == "2015-000002-11" for _, facts in derived):
            raise ValueError("no room")

    monkeypatch.setattr(write, "add_derived_rows", fail_for_one)
    report = import_bytes(
        euctr_file(
            euctr_text("2015-000001-11"),
            euctr_text("2015-000002-11", "DE"),
            euctr_text("2015-000002-11", "ES"),
            euctr_text("2015-000003-11"),
        )
    )

    assert counts(report) == {"created": 2, "failed": 2}
    assert "no room" in report.problems[0]["message"]
    assert sorted(Trial.objects.values_list("eudract_number", flat=True)) == [
        "2015-000001-11",
        "2015-000003-11",
    ]
    assert not RegisterRecord.objects.filter(number="2015-000002-11").exists()


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    report = import_bytes(euctr_file(euctr_text()), dry_run=True)

    assert counts(report) == {"created": 1}
    assert not Trial.objects.exists()
    assert not RegisterRecord.objects.exists()


def test_curated_values_stay_when_the_register_changes():
    import_bytes(euctr_file(euctr_text()))
    trial = Trial.objects.get()
    trial.curated_phase, trial.curated_atmp_class = "I/II", "sCTMP"
    trial.save()

    import_bytes(euctr_file(euctr_text(phases=("III",))))

    trial = Trial.objects.get()
    assert (trial.register_phase, trial.phase) == ("III", "I/II")
    assert (trial.register_atmp_class, trial.atmp_class) == ("GTMP", "sCTMP")


def test_a_register_value_that_moves_under_a_curated_one_opens_one_task():
    import_bytes(euctr_file(euctr_text()))
    trial = Trial.objects.get()
    trial.curated_phase = "I/II"
    trial.save()

    for phase in ("III", "IV"):
        import_bytes(euctr_file(euctr_text(phases=(phase,))))
        task = Drift.objects.get()
        assert (task.fact, task.old, task.new, task.curated) == ("phase", "II", phase, "I/II")
        assert task.resolved_at is None

    import_bytes(euctr_file(euctr_text()))
    assert Drift.objects.get().resolved_at is not None


def test_a_register_value_without_a_curated_one_opens_none():
    import_bytes(euctr_file(euctr_text()))
    import_bytes(euctr_file(euctr_text(phases=("III",))))

    assert not Drift.objects.exists()


def test_the_database_refuses_an_effective_value_of_its_own():
    import_bytes(euctr_file(euctr_text()))

    with pytest.raises(IntegrityError, match="trial_phase_is_effective"), transaction.atomic():
        Trial.objects.update(phase="IV")
    with pytest.raises(IntegrityError, match="trial_status_is_effective"), transaction.atomic():
        Trial.objects.update(curated_status="halted")


def test_contact_persons_are_in_no_table_but_the_raw_record():
    import_bytes(euctr_file(euctr_text()), ctis_file(ctis_record()))

    for model in (Trial, TrialCountry, InvestigationalProduct, Sponsor):
        assert "secret" not in str(list(model.objects.values())).lower()
    assert all(b"Secret" in record.raw for record in RegisterRecord.objects.all())


def test_refused_and_planned_countries_are_told_apart():
    import_bytes(
        euctr_file(
            euctr_text(country="DE", regions=("United States", "Spain")),
            euctr_text(country="ES", status="Not Authorised"),
        )
    )

    trial = Trial.objects.get()
    assert trial.countries == "DE US"
    assert trial.has_country_outside
    assert list(trial.country_rows.values_list("code", "participation")) == [
        ("DE", "concerned"),
        ("US", "planned"),
        ("ES", "refused"),
    ]


def test_queries_of_an_unchanged_trial_are_few(django_assert_max_num_queries):
    records = [euctr_text(country=country) for country in ("DE", "ES", "SE", "IT")]
    import_bytes(euctr_file(*records))

    with django_assert_max_num_queries(4):
        import_bytes(euctr_file(*records))


@pytest.mark.parametrize(
    ("day", "title"), [("01/02/2026", "Later"), ("31/01/2026", "First"), ("02/02/2026", "Later")]
)
def test_a_download_of_the_same_day_is_no_older_one(day, title):
    import_bytes(ctis_file(ctis_record(title="First", updated="01/02/2026")))

    import_bytes(ctis_file(ctis_record(title="Later", updated=day)))

    assert Trial.objects.get().title == title
