"""A register on loopback, for the tests of runs."""

import functools

import pytest

from trials.demo.register_server import RegisterServer
from trials.models import SearchQuery
from trials.sync import fetch

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
