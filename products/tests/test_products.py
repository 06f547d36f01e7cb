"""The pages of products: access, and persons who are shown to staff only."""

import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.completeness import completeness_over
from products.cover_sheet import FIELDS
from products.coversheets.content import write_cells
from products.coversheets.plan import make_plans
from products.coversheets.reader import read_sheet
from products.doubts import doubts_of
from products.filters import ProductFilter
from products.models import ClinicalOutcome, Dossier, PreclinicalStudy
from products.predictivity import cases_of, matrix_of
from trials.tests.factories import make_trial

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
    assert ["B44", "an e-mail address is masked here; the portal keeps its value."] in plan.notes


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
    assert "There are no cases yet" in client.get("/products/predictivity/").content.decode()
    assert client.get("/products/completeness/").status_code == 403


def test_an_empty_list_says_what_comes(client):
    assert "There are no products yet" in client.get("/products/").content.decode()


def names(client, query=""):
    return [row.name for row in client.get(f"/products/?{query}").context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cell_type=T cells", ["A"]),
        ("cell_type=T cells&cell_type=Mononuclear cells", ["A", "B"]),
        ("cell_type=T cells&atmp_class=TEP", []),
        ("cell_type=unknown", ["C"]),
        ("cell_type=unknown&cell_type=T cells", ["A", "C"]),
        ("atmp_class=TEP", ["B"]),
        ("atmp_class=TEP&atmp_class=GTMP", ["A", "B", "C"]),
        ("phase=Phase I/II", ["A", "B", "C"]),
        ("route=Intravenous&cell_type=T cells", ["A"]),
        ("route=unknown", ["B", "C"]),
        ("q=&atmp_class=&cell_type=T cells&cell_source=&route=&patients=&phase=", ["A"]),
        ("nothing=known", ["A", "B", "C"]),
    ],
)
def test_filters_find(client, query, found):
    make_dossier("A", is_public=True, cell_type="T-Cells", route_of_administration="i.v.")
    make_dossier("B", is_public=True, cell_type="MNC", atmp_category="TEP")
    make_dossier("C", is_public=True, cell_type="something that nobody has mapped")
    make_dossier("HIDDEN", cell_type="T-Cells")

    assert names(client, query) == found


def test_an_impossible_value_gives_a_message_and_no_rows_and_keeps_the_facets(client):
    make_dossier("A", is_public=True)

    page = client.get("/products/?cell_type=nothing&atmp_class=GTMP")

    text = page.content.decode()
    assert list(page.context["page"]) == []
    assert "nothing is not one of the values" in text
    assert client.get("/products/export/?format=pdf").status_code == 400
    facets = {facet.name: facet for facet in page.context["listing"].facets}
    assert [value.url for value in facets["cell_type"].values] == [
        "?atmp_class=GTMP&cell_type=T+cells"
    ]
    answer = client.get("/products/export/?format=csv&cell_type=nothing")
    assert answer.status_code == 302
    assert "nothing is not one" in client.get(answer.url).content.decode()


def some(*values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


PRODUCTS = st.lists(
    st.fixed_dictionaries(
        {
            "atmp_category": st.sampled_from(["GTMP", "TEP"]),
            "cell_type": some("T-Cells", "T cell", "MNC", "waits for a meaning").map(", ".join),
            "route_of_administration": st.sampled_from(["", "i.v.", "Intravitreal"]),
            "phases": st.lists(st.sampled_from(["", "1", "1/2", "nobody knows"]), max_size=2),
            "is_public": st.sampled_from([True, True, False]),
        }
    ),
    max_size=5,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    products=PRODUCTS,
    chosen=st.fixed_dictionaries(
        {
            "atmp_class": some("GTMP", "TEP"),
            "cell_type": some("T cells", "Mononuclear cells", "unknown"),
            "phase": some("Phase I", "Phase I/II", "unknown"),
        }
    ),
    words=st.sampled_from(["", "second"]),
)
def test_every_figure_is_the_number_of_products_behind_its_link(client, products, chosen, words):
    Dossier.objects.all().delete()
    for number, product in enumerate(products):
        fields = dict(product)
        phases = fields.pop("phases")
        studies = [
            {"study_id": f"NCT0000{number:02}{place:02}", "study_title": "x", "phase": phase}
            for place, phase in enumerate(phases or [""])
        ]
        disease = "the second" if number % 2 else "the first"
        make_dossier(f"P{number}", *studies, disease=disease, **fields)

    page = client.get("/products/", chosen | {"q": words})

    facets = {facet.name: facet.values for facet in page.context["listing"].facets}
    visible = Dossier.objects.visible_to(AnonymousUser())
    total = page.context["page"].paginator.count
    for name, field in ProductFilter({}, queryset=visible).form.fields.items():
        if name == "q":
            continue
        numbers = {}
        for value, _ in field.choices:
            query = QueryDict(mutable=True)
            for other, values in (chosen | {"q": [words], name: [value]}).items():
                query.setlist(other, [one for one in values if one])
            number = ProductFilter(query, queryset=visible).qs.count()
            if number or value in chosen.get(name, ()):
                numbers[value] = number
        shown = facets.get(name, ())
        assert {one.value for one in shown} == set(numbers)
        assert all(one.count == numbers[one.value] for one in shown if not one.adds)
    for name, values in facets.items():
        for value in values:
            query = QueryDict(value.url.partition("?")[2], mutable=True)
            kept = chosen.get(name, []) if value.adds else []
            assert query.getlist(name) == ([*kept, value.value] if value.url else [])
            assert value.url or total == value.count
            if value.adds:
                assert ProductFilter(query, queryset=visible).qs.count() - total == value.count
    assert page.context["page"].paginator.count == len(set(page.context["page"]))


def test_an_export_has_the_rows_of_the_list(client):
    make_dossier("A", is_public=True)
    make_dossier("B", is_public=True, disease="Another")

    page = client.get("/products/?q=another&atmp_class=GTMP&atmp_class=TEP")
    [address] = [address for format, address in page.context["exports"] if format == "json"]

    file = json.loads(b"".join(client.get(address).streaming_content))
    assert "Class: Gene therapy (GTMP)" in file["filter"]
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
    "address",
    [
        "/products/",
        "/products/?cell_type=T cells&phase=Phase I/II&q=cells",
        "/products/export/?format=json",
        "/products/completeness/",
    ],
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

    def test_many_studies_of_few_products_give_no_share(self):
        for number in range(3):
            dossier = make_dossier(f"A{number}", STUDY | {"study_id": f"NCT0000001{number}"})
            for purpose in ("safety", "dose", "biodistribution"):
                PreclinicalStudy.objects.create(
                    dossier=dossier, setting="in_vivo", model="dog", purpose=purpose
                )
            ClinicalOutcome.objects.create(
                study=dossier.studies.get(), aspect="safety", outcome="as_expected"
            )

        [row] = matrix_of(cases_of(Dossier.objects.all()), "?")

        assert sum(cell.count for cell in row.cells) == 9
        assert row.shares[0][1:] == (None, 3)

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
        assert "Choose a number in the matrix above" in strange
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
            "The class is TEP, but the type is “GTMP, ex vivo”.",
            "The type is ex vivo, but the route is intravitreal.",
        ]
        assert dossier.atmp_type == "GTMP - ex vivo modified"
