"""Remove the second factor of an account whose owner lost it: `manage.py reset_second_factor NAME`.

Administrators do the same in the list of users. The command is for the last administrator.
"""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from core.accounts.history import note
from core.accounts.second_factor import remove_factors


class Command(BaseCommand):
    help = "Removes the second factor of an account, signs it out everywhere and mails its owner."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}. Nothing was changed.")
        remove_factors(user)
        # A line needs an account, and the person at the server used none.
        note(user, "The second factor was removed on the server, by a command.", by=user)
        self.stdout.write(f"{username} has no second factor any more, and was signed out.")
