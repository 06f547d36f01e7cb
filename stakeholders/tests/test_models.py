"""What the database and the rows themselves refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.models import Contact, Organisation, OrganisationAlias, TargetGroup
from stakeholders.names import person_key

from .factories import make_contact, make_organisation


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"email": "taken@stakeholder.example", "name": "GARCIA, Dr. Ana"},
        {"consent": "given"},
        {"consent": "declined"},
        {"consent_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses(fields):
    make_contact(email="Taken@Stakeholder.example", name="Ana García")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_contact(**fields)


@pytest.mark.django_db
def test_addresses_are_kept_in_lower_case_whatever_way_they_come():
    contact = make_contact(email=" Ana@Stakeholder.Example ")
    assert contact.email == "ana@stakeholder.example"

    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(email="ANA@x.example")


@pytest.mark.django_db
def test_a_contact_without_countries_has_that_of_its_organisation():
    assert make_contact(countries="", organisation=make_organisation()).country_codes == ["DE"]


@pytest.mark.django_db
def test_an_organisation_is_no_part_of_itself():
    top = make_organisation()
    part = make_organisation(parent=top)
    top.parent = part

    with pytest.raises(ValidationError, match="a part of itself"):
        top.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=part.pk).update(parent=part.pk)


@pytest.mark.django_db
def test_names_that_repeat_get_addresses_of_their_own():
    slugs = [make_organisation(name="Charité – Berlin").slug for _ in range(3)]

    assert slugs == ["charite-berlin", "charite-berlin-2", "charite-berlin-3"]


@pytest.mark.django_db
def test_one_spelling_means_one_organisation():
    OrganisationAlias.objects.create(organisation=make_organisation(), name="A.P.-H.P.")

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationAlias.objects.create(organisation=make_organisation(), name="APHP")


@pytest.mark.django_db
def test_an_organisation_with_people_stays():
    contact = make_contact(organisation=make_organisation())

    with pytest.raises(ProtectedError):
        contact.organisation.delete()


@pytest.mark.django_db
def test_group_numbers_have_two_digits_at_most():
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetGroup.objects.create(number=100, name="Hundred", slug="hundred")


@pytest.mark.django_db
def test_a_person_as_text_has_no_address():
    contact = make_contact(organisation=make_organisation(name="Institute"), name="Ana")

    assert str(contact) == "Ana, Institute"


@pytest.mark.parametrize(
    "name", ["Ana García", "GARCIA, Ana", "Prof. Dr. Ana  Garcia", "garcía ana (PhD)"]
)
def test_spellings_of_one_person_have_one_key(name):
    assert person_key(name) == "ana garcia"


def test_a_name_that_is_only_a_title_keeps_it():
    assert person_key("Prof. Med") == "med prof"


@given(st.lists(st.text(alphabet="abcçéøß", min_size=1, max_size=8), min_size=1, max_size=4))
def test_the_order_of_names_does_not_matter(names):
    assert person_key(" ".join(names)) == person_key(", ".join(reversed(names)).upper())
