"""A register on loopback, and who presses the buttons, for the tests of runs."""

import functools

import pytest
from django.contrib.auth.models import Group

from registers.invented.server import RegisterServer
from trials.models import SearchQuery
from trials.sync import fetch
from trials.tasks import sync_register

from .running import EVERYTHING


@pytest.fixture
def server(settings, monkeypatch):
    with RegisterServer(trials=60) as server:
        settings.EUCTR_URL, settings.CTIS_URL = server.euctr_url, server.ctis_url
        settings.PUBMED_URL = server.pubmed_url
        settings.REGISTER_DELAY_SECONDS = 0
        settings.REGISTER_TIMEOUT_SECONDS = 2
        no_pause = functools.partial(fetch.Fetcher, pause=lambda seconds: None)
        monkeypatch.setattr(fetch, "Fetcher", no_pause)
        SearchQuery.objects.all().delete()  # the list of real searches
        for register in ("euctr", "ctis"):
            SearchQuery.objects.create(register=register, text=EVERYTHING)
        yield server


@pytest.fixture
def as_role(client, django_user_model):
    def sign_in(role):
        if role != "anonymous":
            user = django_user_model.objects.create_user(role)
            user.groups.add(Group.objects.get(name=role))
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def handed_over(monkeypatch):
    """The runs that a worker was told of."""
    told = []
    monkeypatch.setattr(sync_register, "delay_on_commit", told.append)
    return told
