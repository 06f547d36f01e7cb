"""Create five demonstration accounts, one per role: `manage.py demo_accounts`."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import ProtectedError

STAFF = {"is_staff": True}
ACCOUNTS = {
    "curator": ("curator", STAFF),
    "reviewer": ("reviewer", STAFF),
    "coordinator": ("coordinator", STAFF),
    "member": ("member", {}),
    "admin": ("administrator", {"is_staff": True, "is_superuser": True}),
}


def email_of(name):
    """Return the address that marks a demonstration account; nobody can own demo.example."""
    return f"{name}@demo.example"


class Command(BaseCommand):
    help = (
        "Creates the demonstration accounts and writes their random passwords to a file. "
        "Existing accounts and passwords are not changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, help="default: demo-accounts.txt in VAR_DIR")
        parser.add_argument("--remove", action="store_true", help="delete accounts and file")
        parser.add_argument("--force", action="store_true", help="also on a public https:// portal")

    def handle(self, *, file, remove, force, **options):
        file = file or settings.VAR_DIR / "demo-accounts.txt"
        if remove:
            self.remove(file)
            return
        if settings.PUBLIC and not force:
            raise CommandError(
                f"Demonstration accounts are not allowed on a public portal ({settings.SITE_URL}). "
                "Start without them (DEMO=0 make run), or repeat with --force."
            )
        self.refuse_real_accounts()
        passwords = self.make(kept=read(file))
        write(file, passwords)
        self.stdout.write(table(passwords) + f"\nAlso in {file}")

    def refuse_real_accounts(self):
        """Refuse to change the password of a real account with the name of a role."""
        for user in get_user_model().objects.filter(username__in=ACCOUNTS):
            if user.email != email_of(user.username):
                raise CommandError(
                    f"The account {user.username} is not a demonstration account, because "
                    f"its e-mail address is not {email_of(user.username)}. Nothing was changed. "
                    "Rename the account or start without demonstration accounts."
                )

    @transaction.atomic
    def make(self, *, kept):
        """Create missing accounts; return all passwords. `kept` are the passwords of the file."""
        User = get_user_model()
        passwords = {}
        for name, (group, rights) in ACCOUNTS.items():
            passwords[name] = kept.get(name) or secrets.token_urlsafe(12)
            user = User.objects.filter(username=name).first()
            if user is None:
                user = User(username=name, email=email_of(name), first_name="Demo", **rights)
            elif name in kept:
                continue
            user.set_password(passwords[name])
            user.save()
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        return passwords

    def remove(self, file):
        emails = [email_of(name) for name in ACCOUNTS]
        ours = get_user_model().objects.filter(username__in=ACCOUNTS, email__in=emails)
        names = ", ".join(ours.order_by("username").values_list("username", flat=True))
        try:
            ours.delete()
        except ProtectedError as error:
            raise CommandError(
                "Nothing was removed: a demonstration account has made decisions. "
                "Remove the demonstration data first (remove_demo)."
            ) from error
        file.unlink(missing_ok=True)
        self.stdout.write(
            f"Removed: {names}." if names else "There were no demonstration accounts."
        )


def table(passwords):
    rows = [(name, password, ACCOUNTS[name][0]) for name, password in passwords.items()]
    return "\n".join(
        f"{name:<12} {password:<18} {group}"
        for name, password, group in [("account", "password", "group"), *rows]
    )


def read(file):
    """Return the passwords of a file made by `write`; passwords have no spaces."""
    if not file.exists():
        return {}
    rows = [line.split() for line in file.read_text().splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 3 and row[0] in ACCOUNTS}


def write(file, passwords):
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as output:
        file.chmod(0o600)
        output.write(table(passwords) + "\n")
