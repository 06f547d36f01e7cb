import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from core.management.commands.demo_accounts import read

pytestmark = pytest.mark.django_db

User = get_user_model()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "demo-accounts.txt"


def test_makes_one_account_for_each_role_with_the_password_in_the_file(file):
    call_command("demo_accounts", file=file)

    assert {
        user.username: (
            user.email,
            user.first_name,
            user.is_staff,
            user.is_superuser,
            [group.name for group in user.groups.all()],
        )
        for user in User.objects.all()
    } == {
        "curator": ("curator@demo.example", "Demo", True, False, ["curator"]),
        "reviewer": ("reviewer@demo.example", "Demo", True, False, ["reviewer"]),
        "coordinator": ("coordinator@demo.example", "Demo", True, False, ["coordinator"]),
        "member": ("member@demo.example", "Demo", False, False, ["member"]),
        "admin": ("admin@demo.example", "Demo", True, True, ["administrator"]),
    }
    for name, password in read(file).items():
        assert authenticate(username=name, password=password).username == name


def test_file_is_for_its_owner_only_even_where_it_was_not(file):
    file.touch(mode=0o644)

    call_command("demo_accounts", file=file)

    assert file.stat().st_mode & 0o777 == 0o600


def test_second_run_changes_nothing_and_shows_the_passwords_again(file, capsys):
    call_command("demo_accounts", file=file)
    before = file.read_text(), set(User.objects.values_list("username", "password"))
    capsys.readouterr()

    call_command("demo_accounts", file=file)

    assert (file.read_text(), set(User.objects.values_list("username", "password"))) == before
    assert read(file)["curator"] in capsys.readouterr().out


def test_lost_file_gives_new_passwords(file):
    call_command("demo_accounts", file=file)
    old = read(file)
    file.unlink()

    call_command("demo_accounts", file=file)

    new = read(file)
    assert new.keys() == old.keys()
    assert not set(new.values()) & set(old.values())
    assert authenticate(username="member", password=old["member"]) is None
    assert authenticate(username="member", password=new["member"]).username == "member"


def test_lost_database_gets_the_passwords_of_the_file(file):
    call_command("demo_accounts", file=file)
    User.objects.all().delete()

    call_command("demo_accounts", file=file)

    assert authenticate(username="admin", password=read(file)["admin"]).username == "admin"


@pytest.mark.parametrize("email", ["somebody@hospital.example", ""])
def test_account_of_a_real_person_is_refused_and_nothing_changes(file, email):
    real = User.objects.create_user("admin", email, "their own password")

    with pytest.raises(CommandError, match="admin is not a demonstration account"):
        call_command("demo_accounts", file=file)

    assert list(User.objects.all()) == [real]
    assert authenticate(username="admin", password="their own password") == real
    assert not file.exists()


def test_public_portal_is_refused_unless_forced(file, settings):
    settings.PUBLIC = True

    with pytest.raises(CommandError, match=r"not allowed on a public portal"):
        call_command("demo_accounts", file=file)
    assert not User.objects.exists()

    call_command("demo_accounts", file=file, force=True)
    assert User.objects.count() == 5


def test_remove_deletes_only_demonstration_accounts_and_the_file(file):
    call_command("demo_accounts", file=file)
    User.objects.filter(username="admin").update(email="somebody@hospital.example")
    other = User.objects.create_user("other", "other@demo.example")

    call_command("demo_accounts", file=file, remove=True)

    assert set(User.objects.values_list("username", flat=True)) == {"admin", other.username}
    assert not file.exists()


def test_remove_without_accounts_has_a_message(file, capsys):
    call_command("demo_accounts", file=file, remove=True)

    assert capsys.readouterr().out == "There were no demonstration accounts.\n"
