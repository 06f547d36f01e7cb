"""The admin of the register: opens for those who keep it, shows no address by the side."""

from datetime import date

import pytest

from stakeholders.models import Contact, ExportEvent, Organisation, TargetGroup

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db
MODELS = ["contact", "organisation", "targetgroup"]


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator"))
    return client


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [1, 4])
def test_lists_open_with_few_queries(coordinator, model, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make_contact(organisation=make_organisation(parent=make_organisation()))

    with django_assert_max_num_queries(16):
        assert coordinator.get(f"/admin/stakeholders/{model}/").status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_others_see_no_people(client, model, role):
    """Those who write use cases choose organisations and groups, and so may look at them."""
    client.force_login(user_in(role, is_staff=True))
    allowed = role != "member" and model in {"organisation", "targetgroup"}

    answer = client.get(f"/admin/stakeholders/{model}/")

    assert answer.status_code == (200 if allowed else 403)
    assert client.get(f"/admin/stakeholders/{model}/add/").status_code == 403


def test_rows_and_their_history_open(coordinator):
    contact = make_contact(organisation=make_organisation())
    contact.position = "Chair"
    contact.save()
    for row in (contact, contact.organisation, TargetGroup.objects.get(number=15)):
        address = f"/admin/stakeholders/{row._meta.model_name}/{row.pk}"
        assert coordinator.get(f"{address}/change/").status_code == 200
        assert coordinator.get(f"{address}/history/").status_code == 200


def test_choosing_a_contact_elsewhere_shows_no_address(coordinator):
    make_contact(name="Ana", email="ana@stakeholder.example")
    query = {"app_label": "stakeholders", "model_name": "organisation", "field_name": "parent"}
    make_organisation(name="Institute of Ana")

    assert coordinator.get("/admin/autocomplete/", {**query, "term": "Ana"}).json()["results"]
    page = coordinator.get("/admin/stakeholders/contact/", {"q": "ana"}).content.decode()
    assert "Ana" in page
    assert "ana@stakeholder.example" not in page


def test_a_coordinator_gives_a_contact_an_owner(coordinator):
    curator = user_in("curator", username="curt")
    user_in("member", username="mia")
    contact = make_contact()

    page = coordinator.get(f"/admin/stakeholders/contact/{contact.pk}/change/")
    owners = page.context["adminform"].form.fields["owner"].queryset

    assert curator in owners
    assert not owners.filter(username="mia").exists()
    coordinator.post(
        f"/admin/stakeholders/contact/{contact.pk}/change/", form_of(contact, owner=curator.pk)
    )
    contact.refresh_from_db()
    assert contact.owner == curator


def form_of(contact, **fields):
    empty = {f"{p}-{n}": 0 for p in ("other_emails", "engagements") for n in ("INITIAL_FORMS",)}
    return {
        "name": contact.name,
        "email": contact.email,
        "main_group": "15",
        "other_groups": ["09"],
        "lawful_basis": "public_task",
        "other_emails-TOTAL_FORMS": 0,
        "engagements-TOTAL_FORMS": 1,
        "engagements-0-kind": "met",
        "engagements-0-on": "2026-01-01",
        **empty,
    } | fields


def test_the_form_keeps_groups_countries_tags_and_who_met_them(coordinator):
    contact = make_contact(languages="pt en", organisation=make_organisation(country="SE"))
    address = f"/admin/stakeholders/contact/{contact.pk}/change/"

    answer = coordinator.post(
        address,
        form_of(
            contact,
            organisation=contact.organisation_id,
            language_codes=["en", "fr", "pt"],
            tag_names="SAB 2025; Rare diseases",
        ),
    )

    assert answer.status_code == 302, answer.context["errors"]
    contact.refresh_from_db()
    assert contact.group_words == ["15", "09"]
    assert contact.country_codes == ["SE"]
    assert contact.language_codes == ["pt", "en", "fr"]
    assert contact.tag_names == ["sab-2025", "rare-diseases"]
    assert contact.engagements.get().by.username.startswith("coordinator")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"main_group": ""}, "Choose the main group"),
        ({"verified_on": "2999-01-01"}, "less than or equal to"),
        (
            {"email": "taken@stakeholder.example", "name": "Ana"},
            "Another contact has this e-mail",
        ),
    ],
)
def test_the_form_refuses(coordinator, fields, message):
    make_contact(email="taken@stakeholder.example", name="Ana")
    contact = make_contact()

    page = coordinator.post(
        f"/admin/stakeholders/contact/{contact.pk}/change/", form_of(contact, **fields)
    )

    assert page.status_code == 200
    assert message in page.content.decode()


def test_nobody_is_written_into_a_row_without_a_person(coordinator):
    figure = make_contact(email="", anonymised_on=date(2026, 1, 1))
    address = f"/admin/stakeholders/contact/{figure.pk}/change/"

    assert coordinator.get(address).status_code == 200
    assert coordinator.post(address, form_of(figure, name="Ana")).status_code == 403
    figure.refresh_from_db()
    assert figure.name != "Ana"


def test_nobody_deletes_a_contact_or_a_group(coordinator):
    contact, group = make_contact(), TargetGroup.objects.get(number=1)

    for row in (contact, group):
        address = f"/admin/stakeholders/{row._meta.model_name}/"
        assert coordinator.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        coordinator.post(
            address, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        )
    assert Contact.objects.exists()
    assert TargetGroup.objects.count() == 15


def test_the_action_exports_the_chosen_ones_through_the_same_page(coordinator):
    chosen, _ = make_contact(name="Chosen"), make_contact(name="Other")

    page = coordinator.post(
        "/admin/stakeholders/contact/",
        {"action": "export_chosen", "_selected_action": chosen.pk},
    )
    assert "You export <strong>1</strong> of 2" in " ".join(page.content.decode().split())
    data = coordinator.post(
        "/stakeholders/export/", {"ids": page.context["ids"], "choice": "survey:csv"}
    ).content.decode()

    assert "Chosen" in data
    assert "Other" not in data
    assert ExportEvent.objects.get().count == 1


@pytest.mark.parametrize(
    "query",
    ["name__regex=(a%2B)%2B%24", "owner__password__startswith=x", "id__exact=9" + "9" * 30, "o=9"],
)
def test_hostile_lookups_are_answered(coordinator, query):
    for model in MODELS:
        answer = coordinator.get(f"/admin/stakeholders/{model}/?{query}", follow=True)
        assert answer.status_code in (200, 400)


def test_roles_of_an_organisation_are_kept(coordinator):
    coordinator.post(
        "/admin/stakeholders/organisation/add/",
        {
            "name": "Institute",
            "kind": "institute",
            "role_words": ["sponsor", "partner"],
            "aliases-TOTAL_FORMS": 0,
            "aliases-INITIAL_FORMS": 0,
        },
    )

    assert Organisation.objects.get().role_names == ["Partner of the project", "Sponsor of trials"]


def test_the_admin_leads_to_the_import(coordinator, client):
    assert "Import a file" in coordinator.get("/admin/stakeholders/contact/").content.decode()
    answer = coordinator.get("/admin/stakeholders/contact/import-file/")
    assert answer["Location"] == "/stakeholders/import/"

    client.force_login(user_in("curator"))
    assert client.get("/admin/stakeholders/contact/import-file/").status_code == 403


# Path, and the answer to a person without the permission
PAGES = [
    *("", "export/", "exports/", "exports/1/", "lists/", "lists/1/", "import/", "duplicates/"),
    *("import/template.csv", "processing/", "1/", "1/everything/", "1/everything.json", "1/erase/"),
    *("duplicates/contacts/1/2/", "import/00000000-0000-0000-0000-000000000000/"),
]
POSTS = ["lists/save/", "lists/1/delete/", "1/link/", "duplicates/undo/1/", "export/", "import/"]


@pytest.mark.parametrize("role", ["member", "curator", "reviewer", "anonymous"])
def test_no_page_of_the_register_answers_others(client, role):
    make_contact()
    if role != "anonymous":
        client.force_login(user_in(role))
    refused = 302 if role == "anonymous" else 404

    for path in PAGES:
        assert client.get(f"/stakeholders/{path}").status_code == refused, path
    for path in POSTS:
        assert client.post(f"/stakeholders/{path}").status_code == refused, path
    assert Contact.objects.count() == 1
