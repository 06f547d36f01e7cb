"""Reference values: what replaces them, who confirms them, and how scenarios use them."""

import pytest
from django.contrib.auth.models import User

from economics.models import ReferenceValue, ScenarioEvidence
from usecases.tests.factories import make_hurdle

from .factories import make_scenario, posted, text_of

pytestmark = pytest.mark.django_db


def test_a_replaced_value_leaves_results_alone_and_is_said(member):
    scenario = make_scenario(by=member.user)
    before = scenario.versions.get().results
    old = ReferenceValue.objects.defaults()["success_ii"]

    new = old.replace(by=member.user, value="0.35", year=2027)

    page = text_of(member.get(scenario.get_absolute_url()))
    assert "1 reference value was replaced" in page
    assert "35 %" in page
    assert scenario.versions.get().results == before
    assert ReferenceValue.objects.defaults()["success_ii"] == new
    assert member.get("/economics/new/").context["form"].inputs["success_ii"] == "0.35"


def test_a_value_is_replaced_once():
    from economics.models.reference import AlreadyReplaced

    old = ReferenceValue.objects.defaults()["success_ii"]
    old.replace(by=None, value="0.3")

    with pytest.raises(AlreadyReplaced):
        old.replace(by=None, value="0.4")


def test_the_button_beside_a_reference_value_uses_it(member):
    row = ReferenceValue.objects.get(input="capital_rate", value="0.12")

    form = member.post("/economics/new/", posted(use=str(row.pk))).context["form"]

    assert form.inputs["capital_rate"] == "0.12"
    assert form.references["capital_rate"] == row.pk


def test_a_value_in_another_currency_is_not_taken(member):
    row = ReferenceValue.objects.get(input="cost_iii", currency="USD")

    answer = member.post("/economics/new/", posted(use=str(row.pk)))

    assert answer.context["form"].inputs["cost_iii"] == "20000000"
    assert "E_UNIT: The value is in USD" in text_of(answer)
    assert f'name="use" value="{row.pk}"' not in answer.content.decode()


def test_an_equal_number_in_another_currency_is_not_credited_to_the_source(member):
    form = posted(recalculate="1", cost_iii="190,000,000")

    form = member.post("/economics/new/", form).context["form"]

    assert "cost_iii" not in form.references


def test_every_default_has_a_source_that_the_page_of_references_shows(client):
    page = text_of(client.get("/economics/references/"))

    defaults = ReferenceValue.objects.defaults()
    assert len(defaults) > 50
    assert all(row.source and f"reference-{row.pk}" in page for row in defaults.values())


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("boss", "boss@demo.example", "x"))
    return client


@pytest.mark.parametrize(
    "model", ["referencevalue", "savedscenario", "scenarioversion", "scenarioevidence"]
)
def test_admin_pages_open(boss, model):
    version = make_scenario().versions.get()
    row = {
        "referencevalue": ReferenceValue.objects.first(),
        "savedscenario": version.scenario,
        "scenarioversion": version,
        "scenarioevidence": ScenarioEvidence.objects.create(
            version=version, hurdle=make_hurdle(), statement="x"
        ),
    }[model]

    assert boss.get(f"/admin/economics/{model}/").status_code == 200
    assert boss.get(f"/admin/economics/{model}/{row.pk}/change/").status_code == 200


def test_a_change_in_the_admin_replaces_a_reference_value(boss):
    row = ReferenceValue.objects.defaults()["capital_rate"]
    fields = ("topic", "input", "label", "applies_to", "unit", "currency", "source", "link")
    form = {name: getattr(row, name) for name in fields}
    form |= {"value": "0.09", "year": "2027", "mark": "verified", "is_default": "on"}

    answer = boss.post(f"/admin/economics/referencevalue/{row.pk}/change/", form)

    new = ReferenceValue.objects.defaults()["capital_rate"]
    row.refresh_from_db()
    assert answer.status_code == 302
    assert (new.value, row.value, row.replaced_by) == (new.value, row.value, new)
    assert str(new.value.normalize()) == "0.09"
    assert str(row.value.normalize()) == "0.08"


def test_a_value_is_confirmed_in_the_admin(boss):
    row = ReferenceValue.objects.defaults()["cost_rate"]

    boss.post(
        "/admin/economics/referencevalue/", {"action": "confirm", "_selected_action": [row.pk]}
    )

    row.refresh_from_db()
    assert row.mark == "verified"
    assert row.verified_by.username == "boss"
