"""A member who is signed in, for the tests of pages."""

import pytest

from .factories import make_user


@pytest.fixture
def member(client, db):
    """A client of a member; its user is `member.user`."""
    user = make_user()
    client.force_login(user)
    client.user = user
    return client
