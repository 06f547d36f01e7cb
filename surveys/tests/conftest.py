"""Readers of the pages."""

import pytest

from .factories import user_in


@pytest.fixture
def member(client):
    client.force_login(user_in("member"))
    return client


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator"))
    return client
