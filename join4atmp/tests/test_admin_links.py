"""Every link of every admin page leads somewhere, for every role."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from join4atmp.roles import PERMISSIONS

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
STAFF = [role for role in PERMISSIONS if role != "member"]
LEFT_OUT = re.compile(
    r"/(logout|feed|charts|static|export|cover-sheet|report\.pdf)\b|\.(csv|xlsx|pdf)$"
)


def kind_of(address):
    """Pages of one kind differ in numbers, slugs and query strings; one of each is enough."""
    path = urlsplit(address).path
    names = "&".join(sorted(re.findall(r"(\w+)=", urlsplit(address).query)))
    return re.sub(r"[0-9a-f-]{6,}|\d+", "N", path) + "?" + names


def links(page, address):
    for link in LINK.findall(page.content.decode()):
        link = urljoin(address, link.replace("&amp;", "&"))
        if link.startswith("/") and not LEFT_OUT.search(link.partition("?")[0]):
            yield link


def test_every_link_leads_somewhere(client):
    call_command("load_demo", trials=60, stakeholders=20, verbosity=0)
    broken, followed = [], 0
    for role in STAFF:
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        waiting, met = [("/admin/", "")], set()
        while waiting:
            address, origin = waiting.pop()
            if kind_of(address) in met:
                continue
            met.add(kind_of(address))
            page = client.get(address, follow=True)  # raises for a circle of redirects
            if page.status_code != 200:
                broken.append((role, page.status_code, address, origin))
            elif address.startswith("/admin/") and not page.streaming:
                waiting += [(link, address) for link in links(page, address)]
        followed += len(met)

    assert followed > 150
    assert broken == []
