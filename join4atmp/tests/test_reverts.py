"""Rows are reverted from their history only by people who may change them and their history."""

import pytest
from django.contrib.admin import site
from simple_history.admin import SimpleHistoryAdmin

from core.admin import ModelAdmin
from stakeholders.tests.factories import make_organisation
from trials.tests.people import person


def test_every_admin_with_a_history_has_the_check():
    found = [each for each in site._registry.values() if isinstance(each, SimpleHistoryAdmin)]

    assert len(found) > 10
    assert [each for each in found if not isinstance(each, ModelAdmin)] == []


@pytest.mark.django_db
def test_a_person_who_only_sees_the_history_cannot_revert(client):
    organisation = make_organisation(name="First name")
    first = organisation.history.get()
    organisation.name = "Second name"
    organisation.save()
    client.force_login(person("coordinator"))
    address = f"/admin/stakeholders/organisation/{organisation.pk}/history/{first.history_id}/"
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}

    assert client.post(address, values).status_code == 403
    organisation.refresh_from_db()
    assert organisation.name == "Second name"
