"""The invented facilities: they are complete, marked and removed completely."""

import pytest
from django.apps import apps

from capacities import demo
from capacities.choices import FacilityKind
from capacities.models import Authorisation, Facility
from stakeholders.models import Organisation

pytestmark = pytest.mark.django_db
# What every new portal starts with: real facts, no demonstration.
CONTENT = {
    "DatedFigure",
    "DemandArea",
    "HistoricalInfrastructure",
    "Infrastructure",
    "InfrastructureEvent",
    "Membership",
    "Node",
    "Service",
}


def test_the_set_is_as_promised():
    assert demo.load() == 40

    facilities = Facility.objects.all()
    assert set(facilities.values_list("kind", flat=True)) == set(FacilityKind.values)
    assert facilities.values("site__country").distinct().count() == 12
    assert facilities.verified_as(["stale"]).count() == 2
    assert sum(row.state == "expired" for row in Authorisation.objects.all()) >= 1
    assert facilities.filter(site__latitude=None).count() == 1
    assert facilities.filter(released="").count() == 1
    assert Facility.objects.visible_to(None).count() == 39
    assert not facilities.filter(is_demo=False).exists()


def test_loading_again_changes_nothing():
    demo.load()

    assert demo.load() == 40


def test_removing_leaves_no_row_behind():
    demo.load()

    assert demo.remove() == 40

    left = [
        model.__name__
        for model in apps.get_app_config("capacities").get_models()
        if model.objects.exists() and model.__name__ not in CONTENT
    ]
    assert left == []
    assert not Organisation.objects.filter(is_demo=True).exists()
    assert not Organisation.history.exists()


def test_the_list_marks_invented_facilities(client):
    demo.load()

    assert "Invented for demonstration: " in client.get("/capacities/").content.decode()
