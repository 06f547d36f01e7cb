import pytest

from .factories import user_in


@pytest.fixture
def user():
    return user_in("coordinator")


@pytest.fixture
def coordinator(client, user):
    client.force_login(user)
    return client
