"""Nobody grants or takes a right that they do not have, in any form of the admin."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.models import LogEntry
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
    admin_client.post("/accounts/reauthenticate/", {"password": "password"})
    answer = admin_client.post(f"{USERS}{other.pk}/change/", values_of(other, is_superuser="on"))
    assert answer.status_code == 302
    other.refresh_from_db()
    assert other.is_superuser


# Help with sign-in


def test_a_new_user_is_invited_and_gets_no_password_from_the_administrator(
    mailoutbox, django_capture_on_commit_callbacks
):
    _, client = sign_in("ada")
    page = client.get(f"{USERS}add/").content.decode()
    assert 'name="email"' in page
    assert 'type="password"' not in page
    member = Group.objects.get(name="member")
    values = {"username": "bea", "email": "Bea@Portal.example", "groups": [member.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{USERS}add/", values)
    assert answer.status_code == 302
    user = User.objects.get(username="bea")
    assert (user.email, user.has_usable_password()) == ("bea@portal.example", False)
    assert [*user.groups.all()] == [member]
    [mail] = mailoutbox
    assert mail.to == ["bea@portal.example"]
    assert "/password/reset/key/" in mail.body


@pytest.mark.parametrize("address", ["bea@portal.example", "BEA@portal.example"])
def test_two_accounts_do_not_share_an_address(address):
    user, client = sign_in("ada")
    User.objects.create_user("bea", "bea@portal.example")
    add = client.post(f"{USERS}add/", {"username": "eve", "email": address})
    change = client.post(f"{USERS}{user.pk}/change/", values_of(user, email=address))
    for answer in (add, change):
        assert "Another account has this address" in answer.content.decode()
    assert not User.objects.filter(username="eve").exists()


def act(client, action, *users):
    values = {"action": action, "_selected_action": [user.pk for user in users]}
    return client.post(USERS, values, follow=True).content.decode()


def with_factor_and_session(name, **rights):
    user = User.objects.create_user(name, f"{name}@portal.example", "Tulip-Harbour-9", **rights)
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": "Tulip-Harbour-9"})
    assert client.get("/accounts/email/").status_code == 200
    TOTP.activate(user, generate_totp_secret())
    return user, client


def test_an_administrator_removes_the_second_factor_of_a_lost_device(mailoutbox):
    _, client = sign_in("ada")
    user, session = with_factor_and_session("bea", is_staff=True)
    other, _ = with_factor_and_session("cleo")
    page = act(client, "remove_second_factors", user)
    assert "bea has no second factor any more" in page
    assert [each.user for each in Authenticator.objects.all()] == [other]
    assert session.get("/accounts/email/").status_code == 302
    assert [mail.to for mail in mailoutbox] == [["bea@portal.example"]]
    assert LogEntry.objects.filter(object_id=user.pk, change_message__contains="factor").exists()


def test_an_administrator_signs_a_user_out_everywhere():
    _, client = sign_in("ada")
    user, session = with_factor_and_session("bea")
    act(client, "sign_out", user)
    assert session.get("/accounts/email/").status_code == 302
    assert Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize("action", ["remove_second_factors", "sign_out", "send_invitations"])
def test_an_account_with_more_rights_is_not_helped(action, mailoutbox):
    _, client = sign_in("ada")
    user, session = with_factor_and_session("root", is_superuser=True)
    page = act(client, action, user)
    assert "has rights that you lack" in page
    assert Authenticator.objects.filter(user=user).exists()
    assert session.get("/accounts/email/").status_code == 200
    assert mailoutbox == []


@pytest.mark.parametrize("role", [role for role in PERMISSIONS if role != "administrator"])
def test_other_roles_do_not_help_with_sign_in(role):
    _, client = sign_in("cleo", role=role)
    user, _ = with_factor_and_session("bea")
    act(client, "remove_second_factors", user)
    assert Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    "changes", [{"is_staff": ""}, {"is_active": ""}, {"email": "new@portal.example"}]
)
def test_a_change_of_rights_or_address_ends_the_sessions(changes):
    _, client = sign_in("ada")
    user, session = with_factor_and_session("bea", is_staff=True)
    EmailAddress.objects.create(user=user, email="old@portal.example", verified=True)
    values = {name: value for name, value in values_of(user, **changes).items() if value}
    client.post(f"{USERS}{user.pk}/change/", {"email": user.email, **values})
    assert session.get("/accounts/email/").status_code == 302
    old = EmailAddress.objects.filter(email="old@portal.example")
    assert old.exists() == ("email" not in changes)


def test_the_list_of_users_says_who_has_a_second_factor(admin_client):
    with_factor_and_session("bea")
    page = admin_client.get(USERS)
    found = {each.username: each.second_factor for each in page.context["cl"].result_list}
    assert found == {"admin": False, "bea": True}
    user = User.objects.get(username="bea")
    assert "TOTP" in admin_client.get(f"{USERS}{user.pk}/change/").content.decode()
