"""Addresses of the admin answer any text in place of a row number, for every admin."""

import re
from itertools import product

import pytest
from django.contrib.auth.models import User

from .access import routes

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ARGUMENT = re.compile(r"<(?:\w+:)?\w+>|\(\[\^/\]\+\)")
# A word, a number above every column, and one below every row.
TEXTS = ("x", "9" * 30, "-1")


def addresses():
    """Yield every address of the admin that has arguments, with each text as each argument."""
    for route in routes():
        count = len(ARGUMENT.findall(route.pattern))
        if not count or not route.pattern.startswith("admin/") or "(?P<" in route.pattern:
            continue
        pattern = "/" + re.sub(r"[\^$]", "", ARGUMENT.sub("{}", route.pattern))
        for texts in product(TEXTS, repeat=count):
            yield pattern.format(*texts)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_admin_answers_texts_that_are_no_row(client, method):
    client.force_login(User.objects.create_superuser("root"))
    client.raise_request_exception = False
    statuses = {
        address: client.generic(
            method, address, content_type="application/x-www-form-urlencoded"
        ).status_code
        for address in addresses()
    }

    assert sum("/history/" in address for address in statuses) > 300
    assert {address: status for address, status in statuses.items() if status >= 500} == {}
