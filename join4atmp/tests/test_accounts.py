"""Nobody grants or takes a right that they do not have, in any form of the admin."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from join4atmp.roles import PERMISSIONS

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"
GROUPS = "/admin/auth/group/"


def sign_in(name, *, role="administrator", permissions=()):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return user, client


def values_of(user, **changes):
    """Return what a browser sends for the form of a user, with some values changed."""
    return {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "12:00:00",
        "groups": [group.pk for group in user.groups.all()],
        **changes,
    }


def test_an_administrator_cannot_become_superuser():
    user, client = sign_in("ada")
    page = client.get(f"{USERS}{user.pk}/change/")
    assert 'name="is_superuser"' not in page.content.decode()
    answer = client.post(
        f"{USERS}{user.pk}/change/", values_of(user, first_name="Ada", is_superuser="on")
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.is_superuser) == ("Ada", False)


def test_an_administrator_cannot_give_a_permission_that_the_role_lacks():
    user, client = sign_in("ada")
    lacking = Permission.objects.get(codename="delete_user")
    answer = client.post(
        f"{USERS}{user.pk}/change/", values_of(user, user_permissions=[lacking.pk])
    )
    assert "user_permissions" in answer.context["adminform"].form.errors
    assert not user.user_permissions.exists()


def test_an_administrator_cannot_give_a_group_with_more_permissions():
    user, client = sign_in("ada")
    group = Group.objects.create(name="hosts")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    answer = client.post(f"{USERS}{user.pk}/change/", values_of(user, groups=[group.pk]))
    assert "groups" in answer.context["adminform"].form.errors
    assert group not in user.groups.all()


@pytest.mark.parametrize("role", PERMISSIONS)
def test_an_administrator_gives_every_role_of_the_portal(role):
    _, client = sign_in("ada")
    other = User.objects.create_user("bea")
    group = Group.objects.get(name=role)
    answer = client.post(f"{USERS}{other.pk}/change/", values_of(other, groups=[group.pk]))
    assert answer.status_code == 302
    assert [*other.groups.all()] == [group]


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("more", ["superuser", "permission", "group"])
def test_an_account_with_more_rights_is_read_only(more, is_active):
    _, client = sign_in("ada", permissions=["delete_user"])
    other = User.objects.create_user(
        "root", email="root@portal.example", is_staff=True, is_superuser=more == "superuser"
    )
    lacking = Permission.objects.get(codename="delete_group")
    if more == "permission":
        other.user_permissions.add(lacking)
    if more == "group":
        group = Group.objects.create(name="hosts")
        group.permissions.add(lacking)
        other.groups.add(group)
    User.objects.filter(pk=other.pk).update(is_active=is_active)
    before = User.objects.filter(pk=other.pk).values().get()
    address = f"{USERS}{other.pk}/"
    assert client.get(f"{address}change/").status_code == 200
    password = {"password1": "Tulip-Harbour-9", "password2": "Tulip-Harbour-9"}
    refused = [
        client.post(f"{address}change/", values_of(other, email="ada@portal.example")),
        client.get(f"{address}password/"),
        client.post(f"{address}password/", {**password, "usable_password": "true"}),
        client.post(f"{address}delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    client.post(USERS, {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"})
    assert User.objects.filter(pk=other.pk).values().get() == before


def test_an_administrator_sets_the_password_of_a_curator():
    _, client = sign_in("ada")
    other, _ = sign_in("bea", role="curator")
    password = {"password1": "Tulip-Harbour-9", "password2": "Tulip-Harbour-9"}
    answer = client.post(f"{USERS}{other.pk}/password/", {**password, "usable_password": "true"})
    assert answer.status_code == 302
    other.refresh_from_db()
    assert other.check_password("Tulip-Harbour-9")


def test_a_keeper_of_groups_adds_only_own_permissions_to_a_group():
    _, client = sign_in("ada", permissions=["add_group", "change_group"])
    own = Permission.objects.get(codename="view_group")
    lacking = Permission.objects.get(codename="delete_group")
    answer = client.post(f"{GROUPS}add/", {"name": "hosts", "permissions": [lacking.pk]})
    assert "permissions" in answer.context["adminform"].form.errors
    answer = client.post(f"{GROUPS}add/", {"name": "hosts", "permissions": [own.pk]})
    assert answer.status_code == 302
    group = Group.objects.get(name="hosts")
    group.permissions.add(lacking)
    answer = client.post(f"{GROUPS}{group.pk}/change/", {"name": "hosts", "permissions": [own.pk]})
    assert answer.status_code == 403


def test_a_superuser_makes_a_superuser(admin_client):
    other = User.objects.create_user("bea", is_staff=True)
    answer = admin_client.post(f"{USERS}{other.pk}/change/", values_of(other, is_superuser="on"))
    assert answer.status_code == 302
    other.refresh_from_db()
    assert other.is_superuser
