"""The pages of products: who sees what, and that persons stay with staff wherever they stand."""

import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trials.coversheets.content import write_cells
from trials.coversheets.layout import FIELDS
from trials.coversheets.plan import make_plans
from trials.coversheets.reader import read_sheet
from trials.models import ClinicalOutcome, Dossier, PreclinicalStudy
from trials.products.completeness import completeness_over
from trials.products.doubts import doubts_of
from trials.products.predictivity import cases_of, matrix_of

from .factories import make_trial
from .sheets import STUDY, cells

pytestmark = pytest.mark.django_db
# A name or an address in every field that is for staff, and an address where none belongs.
PERSONS = {field.key: f"Secret {field.key}" for field in FIELDS if field.personal}
PERSONS |= {"pi_email": "secret.pi@person.example", "sponsor_email": "secret.s@person.example"}
STUDY_PERSONS = {key: text for key, text in PERSONS.items() if key != "reviewer"}
SECRET_STUDY = STUDY | STUDY_PERSONS | {"funding": "ask secret.fund@person.example"}


def make_dossier(name="TEST-01", *studies, is_demo=False, is_public=False, **fields):
    content = cells({"name": name}, *(studies or (STUDY,)), **fields)
    dossier = write_cells(None, content, is_demo=is_demo)
    Dossier.objects.filter(pk=dossier.pk).update(is_public=is_public)
    return Dossier.objects.get(pk=dossier.pk)


def make_secret(**more):
    content = cells({"reviewer": "Secret reviewer"}, SECRET_STUDY)
    content |= {(1, 2): "Secret header", (36, 3): "Secret note 10.1000/demo.1"}
    content |= {(61, 1): "Comment", (61, 2): "Secret comment"}
    content[44, 2] = "as secret.lab@person.example says"
    dossier = write_cells(None, content)
    Dossier.objects.filter(pk=dossier.pk).update(is_public=True, **more)
    return Dossier.objects.get(pk=dossier.pk)


def sign_in(client, role):
    if role:
        user = User.objects.create_user(role, password="x", is_staff=role != "member")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
    return client


def text_of(response):
    data = b"".join(response) if response.streaming else response.content
    if data.startswith(b"PK"):
        return (
            str(read_sheet(data).cells) if b"cover-sheet" in repr(response.headers).encode() else ""
        )
    return data.decode()


@pytest.mark.parametrize("role", ["", "member", "coordinator", "curator"])
def test_no_page_and_no_file_holds_a_person(client, role):
    dossier = make_secret()
    trial = make_trial(eudract_number="2019-000001-10", curation="included")
    PreclinicalStudy.objects.create(
        dossier=dossier,
        setting="in_vivo",
        model="mouse",
        purpose="safety",
        finding="ask secret.one@person.example",
        evidence="secret.two@person.example",
    )
    ClinicalOutcome.objects.create(
        study=dossier.studies.get(), aspect="safety", outcome="worse", finding="s@person.example"
    )
    sign_in(client, role)
    pages = ["/products/", "/products/?q=cells", dossier.get_absolute_url()]
    pages += [f"/products/export/?format={format}" for format in ("csv", "json")]
    pages += [f"{dossier.get_absolute_url()}cover-sheet/", trial.get_absolute_url()]
    if role:
        pages.append("/products/predictivity/?aspect=safety")
    if role == "curator":
        pages.append("/products/completeness/")

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        text = text_of(response)
        assert "TEST-01" in text, page
        assert "secret" not in text.lower(), page
        assert "@person" not in text, page


def test_the_excel_export_holds_no_person(client):
    make_secret()
    data = b"".join(client.get("/products/export/?format=xlsx").streaming_content)

    rows = openpyxl.load_workbook(io.BytesIO(data))["Products"].values
    text = str(list(rows))
    assert "TEST-01" in text
    assert "secret" not in text.lower()


def test_persons_are_not_found_by_searching(client):
    make_secret()

    assert "0 of 1" in client.get("/products/?q=secret").content.decode()
    assert "secret" not in Dossier.objects.get().search_text
    assert "person" not in Dossier.objects.get().search_text


def test_the_shared_sheet_coming_back_changes_nothing(client):
    dossier = make_secret()
    data = client.get(f"{dossier.get_absolute_url()}cover-sheet/").content

    [plan] = make_plans([("shared.xlsx", data)])

    assert (plan.outcome, plan.changes) == ("same", [])
    assert ["B44", "an e-mail address is masked here; the portal keeps what it has."] in plan.notes


def test_literature_in_odd_places_is_shown_and_nothing_else_of_it(client):
    text = client.get(make_secret().get_absolute_url()).content.decode()

    assert "https://doi.org/10.1000/demo.1" in text


def test_who_sees_which_product(client):
    hidden, shown = make_dossier("HIDDEN"), make_dossier("SHOWN", is_public=True)
    demo = make_dossier("DEMO", is_demo=True)
    member = User.objects.create_user("member")

    assert set(Dossier.objects.visible_to(AnonymousUser())) == {shown, demo}
    assert set(Dossier.objects.visible_to(member)) == {hidden, shown, demo}
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"{hidden.get_absolute_url()}cover-sheet/").status_code == 404
    assert "HIDDEN" not in client.get("/products/").content.decode()
    assert "badge" in client.get(demo.get_absolute_url()).content.decode()


def test_pages_for_members_and_staff(client):
    assert client.get("/products/predictivity/").status_code == 302
    sign_in(client, "member")
    assert "nothing to compare yet" in client.get("/products/predictivity/").content.decode()
    assert client.get("/products/completeness/").status_code == 403


def test_an_empty_list_says_what_comes(client):
    assert "no product to show yet" in client.get("/products/").content.decode()


def test_filters_and_impossible_values(client):
    make_dossier("A", is_public=True, cell_type="T-Cells", route_of_administration="i.v.")
    make_dossier("B", is_public=True, cell_type="MNC", atmp_category="TEP")

    def found(query):
        return [row.name for row in client.get(f"/products/?{query}").context["page"]]

    assert found("cell_type=T cells") == ["A"]
    assert found("atmp_class=TEP") == ["B"]
    assert found("phase=Phase I/II") == ["A", "B"]
    assert found("route=Intravenous&cell_type=T cells") == ["A"]
    assert found("cell_type=nothing") == []
    page = client.get("/products/?cell_type=nothing").content.decode()
    assert "nothing is not one of the values" in page
    assert client.get("/products/export/?format=pdf").status_code == 400


def test_an_export_has_the_rows_of_the_list(client):
    make_dossier("A", is_public=True)
    make_dossier("B", is_public=True, disease="Another")

    answer = b"".join(client.get("/products/export/?format=json&q=another").streaming_content)

    file = json.loads(answer)
    assert [row["product"] for row in file["products"]] == ["B"]
    assert file["rows"] == "1 of 2 products"


def test_product_and_trial_lead_to_each_other(client):
    dossier = make_dossier("A", is_public=True)
    trial = make_trial(eudract_number="2019-000001-10", curation="included")
    hidden = make_trial(nct_number="NCT00000001")

    assert trial.get_absolute_url() in client.get(dossier.get_absolute_url()).content.decode()
    assert dossier.get_absolute_url() in client.get(trial.get_absolute_url()).content.decode()
    assert hidden.number not in client.get(dossier.get_absolute_url()).content.decode()


def test_a_name_that_is_an_address_of_ours_gets_another(client):
    assert make_dossier("Export", is_public=True).slug == "export-2"


@pytest.mark.parametrize(
    "address", ["/products/", "/products/export/?format=json", "/products/completeness/"]
)
def test_pages_take_the_same_queries_whatever_they_list(client, address):
    sign_in(client, "curator")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            _ = b"".join(response) if response.streaming else response.content
        return len(captured)

    make_dossier("A")
    queries()  # the first page of a client also reads its session
    one = queries()
    for name in "BCD":
        make_dossier(name, STUDY, STUDY | {"study_id": f"NCT0000000{ord(name) % 10}"})

    assert queries() == one


class TestPredictivity:
    def test_every_pair_about_the_same_thing_is_a_case(self):
        dossier = make_dossier("A", STUDY, STUDY | {"study_id": "NCT00000001"})
        first, second = dossier.studies.all()
        for setting, model, purpose in (
            ("in_vivo", "mouse", "safety"),
            ("in_vivo", "mouse", "dose"),
            ("in_vitro", "organoid", "efficacy"),
        ):
            PreclinicalStudy.objects.create(
                dossier=dossier, setting=setting, model=model, purpose=purpose
            )
        ClinicalOutcome.objects.create(study=first, aspect="safety", outcome="as_expected")
        ClinicalOutcome.objects.create(study=second, aspect="safety", outcome="worse")
        ClinicalOutcome.objects.create(study=second, aspect="efficacy", outcome="not_known")

        rows = matrix_of(cases_of(Dossier.objects.all()), "?")

        assert [(row.model, [cell.count for cell in row.cells]) for row in rows] == [
            ("Mouse, in vivo", [2, 2, 0, 0, 0, 0, 0, 0]),
            ("Organoid, in vitro", [0, 0, 0, 0, 0, 0, 0, 1]),
        ]
        assert [share for row in rows for _, share, _ in row.shares] == [None] * 4

    def test_a_share_is_given_from_five_known_outcomes_on(self):
        for number in range(5):
            study = STUDY | {"study_id": f"NCT0000001{number}"}
            dossier = make_dossier(f"A{number}", study)
            PreclinicalStudy.objects.create(
                dossier=dossier, setting="in_vivo", model="dog", purpose="safety"
            )
            outcome = "as_expected" if number < 3 else "worse"
            ClinicalOutcome.objects.create(
                study=dossier.studies.get(), aspect="safety", outcome=outcome
            )

        [row] = matrix_of(cases_of(Dossier.objects.all()), "?")
        assert row.shares[0][1:] == (60, 5)

        Dossier.objects.first().delete()
        [row] = matrix_of(cases_of(Dossier.objects.all()), "?")
        assert row.shares[0][1] is None

    def test_a_cell_opens_its_cases_and_invented_ones_stay_apart(self, client):
        for name, is_demo in (("REAL", False), ("INVENTED", True)):
            dossier = make_dossier(name, is_demo=is_demo)
            PreclinicalStudy.objects.create(
                dossier=dossier, setting="in_vivo", model="mouse", purpose="safety"
            )
            ClinicalOutcome.objects.create(
                study=dossier.studies.get(), aspect="safety", outcome="worse"
            )
        sign_in(client, "member")
        address = "/products/predictivity/"

        page = client.get(address)
        assert page.context["total"] == 1
        cell = page.context["rows"][0].cells[1]
        rows = client.get(cell.url).context["cases"]
        assert [case.preclinical.dossier.name for case in rows] == ["REAL"]
        demo = client.get(f"{address}?demo=yes").content.decode()
        assert "never counted together" in demo
        strange = client.get(f"{address}?model=%3Cq%3E&aspect=x&outcome=y").content.decode()
        assert "No case is counted here" in strange
        assert "<q>" not in strange


class TestCompleteness:
    def test_what_matters_most_comes_first(self):
        make_dossier("FULLER", disease="x", route_of_administration="i.v.")
        make_dossier("EMPTY", {"study_title": "Without a number"}, disease="", atmp_type="")

        entries = completeness_over(Dossier.objects.all())

        assert [entry.dossier.name for entry in entries] == ["EMPTY", "FULLER"]
        texts = [one.text for one in entries[0].missing]
        assert texts[0] == "Study Without a number: no EudraCT, EU CT or NCT number."
        assert "Disease is missing." in texts
        assert texts[-1] == "20 of 21 fields of WP 1 are empty."

    def test_a_study_whose_trial_is_here_is_not_missing(self):
        make_dossier("A")
        text = "Study 2019-000001-10: its trial is not in the portal."
        [entry] = completeness_over(Dossier.objects.all())
        assert text in [one.text for one in entry.missing]

        make_trial(eudract_number="2019-000001-10")
        [entry] = completeness_over(Dossier.objects.all())
        assert text not in [one.text for one in entry.missing]

    def test_values_that_do_not_fit_are_named_and_stay(self):
        dossier = make_dossier("A", route_of_administration="intravitreal", atmp_category="TEP")

        assert doubts_of(dossier) == [
            "The class is TEP, and the type says “GTMP, ex vivo”.",
            "The type says ex vivo, and the route is intravitreal.",
        ]
        assert dossier.atmp_type == "GTMP - ex vivo modified"
