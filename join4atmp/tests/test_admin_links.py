"""Every link of every admin page leads somewhere, for every role."""

import re
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import Resolver404, resolve

from join4atmp.roles import PERMISSIONS

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
STAFF = [role for role in PERMISSIONS if role != "member"]
LEFT_OUT = re.compile(
    r"/(logout|feed|charts|static|export|cover-sheet|report\.pdf)\b|\.(csv|xlsx|pdf)$"
)


@cache
def kind_of(address):
    """Pages of one view differ in numbers, slugs and values; one of each is enough."""
    address = urlsplit(address)
    names = tuple(sorted(re.findall(r"(\w+)=", address.query)))
    try:
        return resolve(address.path).view_name, names
    except Resolver404:
        return address.path, names


def links(page, address):
    for link in LINK.findall(page.content.decode()):
        link = urljoin(address, link.replace("&amp;", "&"))
        # A filtered list offers all other filters again: their combinations are without end.
        is_another_filter = "?" in address and "?" in link
        if (
            link.startswith("/")
            and not is_another_filter
            and not LEFT_OUT.search(link.partition("?")[0])
        ):
            yield link


def test_every_link_leads_somewhere(client):
    call_command("load_demo", trials=60, stakeholders=20, verbosity=0)
    broken, followed = [], 0
    filters = set()  # they do not depend on the role, so one role opens them
    for role in STAFF:
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        waiting, met = [("/admin/", "")], set()
        while waiting:
            address, origin = waiting.pop()
            kind = kind_of(address)
            if kind in met or kind in filters:
                continue
            (filters if "?" in address else met).add(kind)
            page = client.get(address, follow=True)  # raises for a circle of redirects
            if page.status_code != 200:
                broken.append((role, page.status_code, address, origin))
            elif address.startswith("/admin/") and "html" in page["Content-Type"]:
                waiting += [(link, address) for link in links(page, address)]
        followed += len(met)

    assert followed > 150
    assert len(filters) > 150
    assert not broken, "\n".join(map(str, broken))
