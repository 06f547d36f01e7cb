"""Rows are reverted from their history only by people who may change them and their history."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from simple_history.admin import SimpleHistoryAdmin

from core.admin import HistoryAdmin
from join4atmp.roles import give_permissions
from products.coversheets.content import write_cells
from products.tests.sheets import cells
from trials.tests.people import person


def test_every_admin_with_a_history_has_the_check():
    found = [each for each in site._registry.values() if isinstance(each, SimpleHistoryAdmin)]

    assert len(found) > 10
    assert [each for each in found if not isinstance(each, HistoryAdmin)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status", "disease"),
    [("curator", 302, "An invented disease"), ("reviewer", 403, "A mistake")],
)
def test_a_product_is_reverted_to_an_earlier_version_by_curators_only(
    client, role, status, disease
):
    give_permissions(apps)
    dossier = write_cells(None, cells())
    write_cells(dossier, cells(disease="A mistake"))
    first = dossier.history.last()
    client.force_login(person(role))
    address = f"/admin/products/dossier/{dossier.pk}/history/{first.history_id}/"
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields if name != "is_public"}

    answer = client.post(address, values)

    dossier.refresh_from_db()
    assert (answer.status_code, dossier.disease) == (status, disease)
    if role == "curator":
        assert "mistake" not in dossier.search_text
        assert dossier.history.first().history_user.username == "curator"
        assert [row.disease for row in dossier.history.all()][1] == "A mistake"
