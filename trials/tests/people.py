"""The cast of the tests about curation: one account a role."""

from django.contrib.auth.models import Group, User

SURE = "Checked against the protocol."  # why a trial is submitted in spite of hints


def person(name, *roles, staff=True, **fields):
    user = User.objects.create_user(name, f"{name}@demo.example", "x", is_staff=staff, **fields)
    user.groups.add(*Group.objects.filter(name__in=roles or [name]))
    return user
