"""Rows made for a test: valid by default, the test says only what it is about."""

from itertools import count

from django.contrib.auth.models import Group, User

from core.packed_words import packed
from stakeholders.models import Contact, Organisation
from stakeholders.privacy import LISTED_USES

_numbers = count(1)


def make_organisation(**fields):
    values = {"name": f"Institute {next(_numbers)}", "kind": "university", "country": "DE"}
    return Organisation.objects.create(**values | fields)


def make_contact(groups="15", countries="DE", tags="", languages="en", **fields):
    """A patients' representative in Germany whom we may write to."""
    number = next(_numbers)
    values = {
        "name": f"Person {number}",
        "email": f"person{number}@stakeholder.example",
        "lawful_basis": "public_task",
        "source": "test",
    }
    if fields.get("consent") == "given":  # to each use, unless the test says otherwise
        values["agreed_uses"] = packed(LISTED_USES)
    return Contact.objects.create(
        groups=packed(groups.split()),
        countries=packed(countries.split()),
        tags=packed(tags.split()),
        languages=packed(languages.split()),
        **values | fields,
    )


def user_in(role, **fields):
    """A person with one of the portal's roles; everyone but members works in the admin."""
    fields = {"username": f"{role}-{next(_numbers)}", "is_staff": role != "member"} | fields
    user = User.objects.create_user(password="x", **fields)
    user.groups.add(Group.objects.get(name=role))
    return user
