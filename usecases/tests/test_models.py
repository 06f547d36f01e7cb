"""Rules of the database, and the same rules as errors at form fields."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from stakeholders.imports import commit, undo
from stakeholders.models import Contact, Organisation
from stakeholders.tests.files import csv_file, person
from stakeholders.tests.importing import batch_of
from usecases.models import ClockStop, Hurdle, Procedure, Section

from .factories import make_case, make_hurdle, make_milestone, make_solution

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def errors_of(row):
    with pytest.raises(ValidationError) as found:
        row.full_clean()
    return found.value.message_dict


def test_a_decision_before_its_submission_is_refused():
    refused(lambda: make_milestone(submitted_on="2023-05-02", decided_on="2023-05-01"))
    refused(lambda: make_milestone(submitted_on="2023-05", decided_on="2022"))
    refused(lambda: make_milestone(planned_from="2023", planned_to="2022-12-31"))


def test_a_year_may_mean_a_later_month_of_it():
    make_milestone(submitted_on="2023-05-02", decided_on="2023")
    make_milestone(submitted_on="2023-05-02", decided_on="2023-05")
    make_milestone(submitted_on="2023", decided_on="2023-01-01")


def test_the_error_is_at_the_later_date():
    milestone = make_milestone(submitted_on="2023-05-02")
    milestone.decided_on = "2023-05-01"

    (error,) = errors_of(milestone)["decided_on"]
    assert "before the submission (2 May 2023)" in error


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("country", "ZZ", "ZZ is not a country code"),
        ("submitted_on", "2023-02-30", "not a day of the calendar"),
        ("submitted_on", "next week", "is not a date"),
    ],
)
def test_an_impossible_value_is_an_error_at_its_field(field, value, said):
    milestone = make_milestone()
    setattr(milestone, field, value)

    assert said in errors_of(milestone)[field][0]


def test_a_milestone_needs_a_procedure_or_a_title():
    refused(lambda: make_milestone(procedure=None))
    assert make_milestone(procedure=None, title="First patient").name == "First patient"


@pytest.mark.parametrize(
    ("stopped", "resumed", "field"),
    [
        ("2023-02-01", "2023-01-01", "resumed_on"),
        ("2022-12-01", "2023-02-01", "stopped_on"),
        ("2023-02-01", "2023-09-01", "resumed_on"),
    ],
)
def test_a_clock_stop_lies_within_its_procedure(stopped, resumed, field):
    milestone = make_milestone(submitted_on="2023-01-10", decided_on="2023-08-01")
    stop = ClockStop(milestone=milestone, stopped_on=stopped, resumed_on=resumed)

    assert field in errors_of(stop)


def test_a_failed_attempt_says_why():
    refused(lambda: make_solution(make_hurdle(), outcome="failed"))
    make_solution(make_hurdle(), outcome="failed", why="It was too late.")


def test_a_quotation_needs_a_source():
    refused(lambda: make_hurdle(quotation="Never again."))
    hurdle = make_hurdle()
    hurdle.quotation = "Never again."
    assert set(errors_of(hurdle)) == {"source"}


def test_severity_is_from_one_to_five():
    refused(lambda: make_hurdle(severity=6))


def test_countries_are_checked_and_normalised():
    case = make_case()
    case.countries = "it, de DE"
    case.full_clean()
    assert case.countries == "DE IT"
    case.countries = "DE ZZ"
    assert "Not a country code: ZZ." in errors_of(case)["countries"][0]


def test_a_range_of_nominal_days_is_in_order():
    refused(lambda: Procedure.objects.create(code="x", nominal_days=9, nominal_days_most=5))


def test_rich_text_is_cleaned_by_save_without_a_form():
    section = Section.objects.create(
        use_case=make_case(), heading="H", body="<p>a<script>x</script></p>"
    )
    section.refresh_from_db()

    assert section.body == "<p>a</p>"


def test_an_organisation_of_a_case_is_kept_when_its_import_is_undone():
    batch = commit(batch_of(csv_file(person(1))), by=None)
    place = Organisation.objects.get()
    place.use_case_roles.create(use_case=make_case(), role="Sponsor")

    undo(batch, by=None)

    assert Organisation.objects.get() == place
    assert not Contact.objects.exists()


def test_countries_are_found_by_whole_codes_only():
    spain, germany, unstated = (make_hurdle(countries=codes) for codes in ("ES", "DE", ""))
    both = make_hurdle(countries="ES DE")
    Hurdle.objects.filter(pk=germany.pk).update(countries="DE FR")

    def found(*codes):
        return set(Hurdle.objects.in_country(codes))

    assert found("ES") == {spain, both}
    assert found("DE") == {germany, both}
    assert found("E", "S D") == set()
    assert found("FR", "unknown") == {germany, unstated}
    assert Hurdle.objects.get(pk=germany.pk).countries == "DE FR"
