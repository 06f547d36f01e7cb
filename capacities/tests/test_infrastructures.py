"""Infrastructures and published figures: each fact has a source, and each country has its
contacts."""

import pytest
from django.apps import apps

from capacities.content import write
from capacities.models import (
    DatedFigure,
    DemandArea,
    Infrastructure,
    InfrastructureEvent,
    Membership,
    Node,
    Service,
)
from capacities.tests.factories import make_facility
from core.countries import EUROPE

pytestmark = pytest.mark.django_db
NAMES = ["ESFRI", "EATRIS", "IATRIS and A_IATRIS", "ECRIN", "BBMRI", "T2EVOLVE", "RESTORE"]


def test_a_new_portal_knows_the_infrastructures_and_writing_again_adds_nothing():
    before = {model: model.objects.count() for model in (Infrastructure, InfrastructureEvent, Node)}

    write(apps.get_model)

    assert list(Infrastructure.objects.values_list("name", flat=True)) == NAMES
    assert before == {model: model.objects.count() for model in before}


@pytest.mark.parametrize(
    "model", [Infrastructure, InfrastructureEvent, Node, Membership, Service, DatedFigure]
)
def test_every_fact_has_a_source(model):
    assert model.objects.exists()
    assert not model.objects.filter(source="").exists()


def test_facts_of_the_article_are_shown_as_of_2010(client):
    node = Node.objects.get(name="IATRIS")

    page = client.get(node.infrastructure.get_absolute_url()).content.decode()

    assert node.as_of == "2010"
    assert "As of 2010." in page


def test_the_thirteen_listed_members_are_there_and_the_difference_is_said():
    rows = Membership.objects.filter(infrastructure__slug="eatris")

    assert rows.count() == 13
    assert "fourteen countries are stated" in rows.first().source


@pytest.mark.parametrize("code", ["IT", "it", "LI"])
def test_a_country_page_names_nodes_members_and_help_desks(client, code):
    desk = make_facility("IT", kind="ADV")

    page = client.get(f"/capacities/countries/{code}/").content.decode()

    assert ("IATRIS" in page) == (code.upper() == "IT")
    assert (desk.name in page) == (code.upper() == "IT")
    assert ("No node is known" in page) == (code == "LI")


def test_an_unknown_country_or_infrastructure_is_not_found(client):
    assert client.get("/capacities/countries/zz/").status_code == 404
    assert client.get("/capacities/infrastructures/nothing/").status_code == 404


def test_published_figures_are_shown_with_their_source_and_never_clipped(client):
    page = client.get("/capacities/infrastructures/").content.decode()

    assert "16 to 218 %" in page
    assert "Cytotherapy 2016" in page


def test_every_country_is_an_area_of_demand_with_inhabitants():
    assert set(DemandArea.objects.values_list("code", flat=True)) == set(EUROPE)
    assert not DemandArea.objects.filter(population=0).exists()
