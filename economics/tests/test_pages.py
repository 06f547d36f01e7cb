"""The pages: who reads what, writing a scenario, its versions and its simulations."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from economics import demo, simulations
from economics.choices import RunState
from economics.models import ReferenceValue, SavedScenario, ScenarioEvidence, SimulationRun
from economics.models.scenario import VersionIsFinal
from economics.simulations import AlreadySimulated
from trials.tests.factories import make_trial
from usecases.tests.factories import make_case, make_hurdle, make_recommendation

from .factories import make_scenario, make_user, posted

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = [
    "/economics/",
    "/economics/compare/",
    "/economics/method/",
    "/economics/references/",
    "/economics/references/?replaced=1",
]


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    client.user = user
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


# Reading


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_everyone_reads_the_pages_of_the_tool(client, address):
    assert client.get(address).status_code == 200


def test_an_empty_portal_says_what_to_do_next(client):
    assert "There is no scenario yet" in text_of(client.get("/economics/"))


def test_lists_show_published_and_invented_scenarios_to_everyone(client):
    hidden, shared = make_scenario(title="Hidden one"), make_scenario(title="Shared one")
    shared.share()
    public = make_scenario(title="Public one")
    public.publish()
    invented = make_scenario(title="Invented one", is_demo=True)

    page = text_of(client.get("/economics/"))

    assert public.title in page
    assert invented.title in page
    assert hidden.title not in page
    assert shared.title not in page


@pytest.mark.parametrize(
    ("state", "status"), [("hidden", 404), ("shared", 200), ("published", 200), ("demo", 200)]
)
def test_who_is_not_signed_in_reads_what_is_shared(client, state, status):
    scenario = make_scenario(is_demo=state == "demo")
    if state == "shared":
        scenario.share()
    elif state == "published":
        scenario.publish()

    for address in (
        scenario.get_absolute_url(),
        f"{scenario.get_absolute_url()}versions/1/",
        f"{scenario.get_absolute_url()}versions/1/export/",
        f"{scenario.get_absolute_url()}versions/1/charts/corridor.svg",
    ):
        assert client.get(address).status_code == status, address


def test_the_number_of_queries_of_the_list_does_not_grow(client, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_scenario(is_demo=True)
        with django_assert_max_num_queries(20) as queries:
            client.get("/economics/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_scenario_shows_the_corridor_first_and_opens_how_it_came_about(client):
    scenario = make_scenario(is_demo=True)

    page = text_of(client.get(scenario.get_absolute_url()))

    assert page.index("Price corridor") < page.index("Results")
    assert "per patient are missing" in page
    assert "P* = [PV_dev" in page
    assert "BIO/Informa/QLS" in page


@pytest.mark.parametrize("name", ["incident", "success_iii", "price", "effect_new"])
def test_a_scenario_with_undefined_results_has_a_page(client, name):
    scenario = make_scenario({name: "0", "prevalent": "0"}, is_demo=True)

    assert client.get(scenario.get_absolute_url()).status_code == 200


def test_published_examples_agree_with_what_is_calculated(client):
    examples = client.get("/economics/method/").context["published"]

    assert len(examples) >= 6
    for example in examples:
        for row in example["rows"]:
            assert round(row["calculated"], row["digits"]) == round(row["value"], row["digits"])


# Writing


def test_who_is_not_signed_in_is_asked_to_sign_in(client):
    assert "/accounts/login/" in client.get("/economics/new/")["Location"]


def test_the_form_computes_without_saving(member):
    answer = member.post("/economics/new/", posted(recalculate="1", price="500,000"))

    assert answer.status_code == 200
    assert not SavedScenario.objects.exists()
    assert answer.context["page"].scenario.results["net_price"].value == 500_000


def test_percent_and_thousands_are_read_as_people_write_them(member):
    form = posted(recalculate="1", success_ii="28.9 %", price="1,234,567.50")
    form["royalty"] = "4"

    inputs = member.post("/economics/new/", form).context["form"].inputs

    assert (inputs["success_ii"], inputs["price"], inputs["royalty"]) == (
        "0.289",
        "1234567.5",
        "0.04",
    )


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("success_ii", "150", "E_RANGE"),
        ("price", "-1", "E_RANGE"),
        ("price", "many", "E_RANGE"),
        ("price", "1e308", "E_RANGE"),
        ("price", "NaN", "E_RANGE"),
        ("price", "", "E_EMPTY"),
        ("capital_rate", "-100", "E_RANGE"),
        ("years_i", "1000", "E_RANGE"),
        ("years_i", "1.5", "E_RANGE"),
        ("currency", "DOGE", "E_RANGE"),
    ],
)
def test_a_wrong_input_is_named_at_its_field_and_not_saved(member, name, typed, code):
    answer = member.post("/economics/new/", posted(save="1", **{name: typed}))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.fields[name].errors[0].startswith(f"{code}: ")
    assert f'id="error-{name}">{code}' in answer.content.decode()
    assert form.scenario.results["other_cost"].value is not None
    assert not SavedScenario.objects.exists()


def test_htmx_gets_the_results_and_the_errors_of_the_fields(member):
    answer = member.post("/economics/new/", posted(price="-1"), headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert page.lstrip().startswith(("{#", "<div"))
    assert "<html" not in page
    assert 'id="error-price" hx-swap-oob="true">E_RANGE' in page


def test_a_saved_scenario_keeps_its_inputs_results_and_draws(member):
    answer = member.post("/economics/new/", posted(save="1", draws="200", title="My therapy"))

    scenario = SavedScenario.objects.get()
    version = scenario.versions.get()
    assert answer["Location"] == scenario.get_absolute_url() == "/economics/scenarios/my-therapy/"
    assert version.saved_by == member.user
    assert version.results["break_even_price"]["value"] > 0
    assert version.simulations.get().state == RunState.DONE
    assert "Cost-effectiveness plane" in text_of(member.get(answer["Location"]))


def test_two_scenarios_of_one_title_have_two_addresses(member):
    for _ in range(3):
        member.post("/economics/new/", posted(save="1", draws="100"))

    assert sorted(SavedScenario.objects.values_list("slug", flat=True)) == [
        "a-therapy",
        "a-therapy-2",
        "a-therapy-3",
    ]


def test_editing_adds_a_version_and_leaves_the_first_alone(member):
    scenario = make_scenario(by=member.user)
    before = scenario.versions.get().results

    member.post(
        f"{scenario.get_absolute_url()}edit/",
        posted(save="1", seen="1", draws="100", price="1,000,000", note="Higher price"),
    )

    first, second = scenario.versions.order_by("number")
    assert first.results == before
    assert second.number == 2
    assert second.note == "Higher price"
    assert second.results["rnpv"]["value"] > first.results["rnpv"]["value"]


def test_two_editors_keep_both_versions_and_are_told(member):
    scenario = make_scenario(by=member.user)
    scenario.add_version({**scenario.versions.get().inputs, "price": "1"}, by=None)

    answer = member.post(
        f"{scenario.get_absolute_url()}edit/", posted(save="1", seen="1", draws="100"), follow=True
    )

    assert scenario.versions.count() == 3
    assert "saved version 2" in text_of(answer)


def test_a_member_edits_no_scenario_of_another(member):
    scenario = make_scenario(by=make_user())

    assert member.get(f"{scenario.get_absolute_url()}edit/").status_code == 403
    assert member.post(f"{scenario.get_absolute_url()}share/").status_code == 403


def test_a_version_is_never_changed():
    version = make_scenario().versions.get()

    with pytest.raises(VersionIsFinal):
        version.save()


def test_a_member_shares_and_a_curator_publishes(member):
    scenario = make_scenario(by=member.user)

    member.post(f"{scenario.get_absolute_url()}share/")
    refused = member.post(f"{scenario.get_absolute_url()}publish/")
    member.force_login(make_user("curator"))
    member.post(f"{scenario.get_absolute_url()}publish/")

    scenario.refresh_from_db()
    assert refused.status_code == 403
    assert scenario.shared_at
    assert scenario.published_on


# Starting


def test_a_trial_fills_in_its_phase_and_stays_linked(member):
    trial = make_trial(phase="II", is_demo=True)

    page = member.get(f"/economics/new/?trial={trial.number}")
    member.post(
        f"/economics/new/?trial={trial.number}", posted(save="1", draws="100", phase_now="ii")
    )

    assert page.context["form"].inputs["phase_now"] == "ii"
    assert SavedScenario.objects.get().trial == trial
    assert "A therapy" in text_of(member.get(trial.get_absolute_url()))


def test_a_use_case_and_an_example_are_starts_too(member):
    case = make_case()

    assert (
        case.short_name in member.get(f"/economics/new/?use_case={case.slug}").context["form"].title
    )
    example = member.get("/economics/new/?example=academic-car-t").context["form"]
    assert example.inputs["royalty"] == "0"


@pytest.mark.parametrize("query", ["trial=1999-000000-00", "product=x", "use_case=x", "example=x"])
def test_a_start_that_does_not_exist_is_not_found(member, query):
    assert member.get(f"/economics/new/?{query}").status_code == 404


# Reference values


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


# Simulations


def test_a_large_simulation_waits_for_a_worker_shows_progress_and_stops(member):
    scenario = make_scenario(by=member.user)
    address = f"{scenario.get_absolute_url()}versions/1/"

    member.post(f"{address}simulate/", {"draws": "60,000"})
    waiting = text_of(member.get(address))
    member.post(f"{address}stop/")

    assert "0 of 60,000 draws" in waiting
    assert "Stop the simulation" in waiting
    assert SimulationRun.objects.get().state == RunState.STOPPED


def test_a_running_simulation_ends_with_the_draws_done_so_far(monkeypatch):
    version = make_scenario().versions.get()
    run = SimulationRun.objects.create(version=version, draws=60_000, seed=1)
    SimulationRun.objects.filter(pk=run.pk).update(stop_asked=True)

    simulations.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert run.results["number"] == run.done == 5_000


def test_one_version_has_one_simulation_at_a_time():
    version = make_scenario().versions.get()
    simulations.ask(version, 60_000, by=None)

    with pytest.raises(AlreadySimulated):
        simulations.ask(version, 60_000, by=None)


def test_a_worker_takes_up_what_waits():
    version = make_scenario().versions.get()
    run = simulations.ask(version, 60_000, by=None)

    simulations.work(run.pk)
    simulations.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert run.results["number"] == 60_000


@pytest.mark.parametrize("draws", ["", "0", "99", "2000000", "many", "-5", "9" * 30])
def test_an_impossible_number_of_draws_is_refused(member, draws):
    scenario = make_scenario(by=member.user)

    answer = member.post(
        f"{scenario.get_absolute_url()}versions/1/simulate/", {"draws": draws}, follow=True
    )

    assert "Enter one from 100 to 1,000,000" in text_of(answer)
    assert not SimulationRun.objects.exists()


# Two inputs at once


def test_two_inputs_move_a_result_together(client):
    scenario = make_scenario(is_demo=True)
    saved = scenario.versions.get().results["rnpv"]["value"]

    page = client.get(f"{scenario.get_absolute_url()}?first=price&second=incident&result=rnpv")

    table = page.context["two_way"]
    assert [head for head, _ in table.rows][2] == "400,000"
    assert table.heads[2] == "60"
    assert table.rows[2][1][2] == f"EUR {saved:,.0f}".replace("-", "−")
    assert len(table.rows) == len(table.heads) == 5


@pytest.mark.parametrize("query", ["first=price&second=price", "first=x&second=&result=loa"])
def test_an_impossible_pair_of_inputs_is_no_error_page(client, query):
    scenario = make_scenario(is_demo=True)

    assert client.get(f"{scenario.get_absolute_url()}?{query}").status_code == 200


# Comparing


def test_a_comparison_lists_only_what_differs(client):
    one = make_scenario({"price": "100000"}, is_demo=True)
    other = make_scenario({"price": "200000", "royalty": "0"}, is_demo=True)

    comparison = client.get(f"/economics/compare/?s={one.slug}&s={other.slug}").context[
        "comparison"
    ]

    assert [(label, words) for label, _, words in comparison.differences] == [
        ("List price", ["100,000", "200,000"]),
        ("Royalty on net sales", ["4 %", "0 %"]),
    ]


def test_scenarios_of_different_currencies_are_not_drawn_on_one_axis(client):
    one = make_scenario(is_demo=True)
    other = make_scenario({"currency": "USD"}, is_demo=True)

    page = client.get(f"/economics/compare/?s={one.slug}&s={other.slug}")

    assert page.context["comparison"].plot.is_empty
    assert "Nothing is converted" in text_of(page)


@pytest.mark.parametrize("number", [1, 5])
def test_a_comparison_takes_two_to_four(client, number):
    slugs = [make_scenario(is_demo=True).slug for _ in range(number)]

    page = client.get("/economics/compare/", {"s": slugs})

    assert page.context["comparison"] is None
    assert "Select at" in text_of(page)


def test_versions_of_one_scenario_can_be_compared(client):
    scenario = make_scenario(is_demo=True)
    scenario.add_version({**scenario.versions.get().inputs, "price": "1"}, by=None)

    page = client.get(f"/economics/compare/?s={scenario.slug}:1&s={scenario.slug}:2")

    assert [label for label, _, _ in page.context["comparison"].differences] == ["List price"]


def test_a_hidden_scenario_cannot_be_compared(client):
    one, hidden = make_scenario(is_demo=True), make_scenario()

    assert client.get(f"/economics/compare/?s={one.slug}&s={hidden.slug}").status_code == 404


# Evidence, demonstration, admin


def test_a_version_is_evidence_for_a_hurdle_and_a_recommendation(client):
    version = make_scenario(is_demo=True).versions.get()
    hurdle = make_hurdle(is_demo=True)
    recommendation = make_recommendation(hurdle, is_demo=True)
    ScenarioEvidence.objects.create(version=version, hurdle=hurdle, statement="Cost is the hurdle")
    ScenarioEvidence.objects.create(
        version=version, recommendation=recommendation, statement="Grants help"
    )

    assert "Cost is the hurdle" in text_of(client.get(hurdle.get_absolute_url()))
    assert "Grants help" in text_of(client.get(recommendation.get_absolute_url()))


def test_evidence_of_a_hidden_scenario_stays_hidden(client):
    version = make_scenario().versions.get()
    hurdle = make_hurdle(is_demo=True)
    ScenarioEvidence.objects.create(version=version, hurdle=hurdle, statement="Secret reason")

    assert "Secret reason" not in text_of(client.get(hurdle.get_absolute_url()))


def test_the_demonstration_is_loaded_once_and_removed_whole(client):
    make_scenario(title="A real one")

    assert demo.load() == demo.load() == 3
    for scenario in SavedScenario.objects.filter(is_demo=True):
        assert client.get(scenario.get_absolute_url()).status_code == 200
    assert demo.remove() == 3
    assert SavedScenario.objects.count() == 1
    assert not SimulationRun.objects.exists()


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


# Files


def uploaded(member, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("scenario.json", data)
    return member.post("/economics/new/", {"file": file}, follow=True)


def test_an_exported_file_fills_the_form_with_the_same_inputs(member):
    scenario = make_scenario({"price": "123456.5"}, by=member.user, ranges={"price": ["1", "9"]})
    address = f"{scenario.get_absolute_url()}versions/1/export/?format=json"
    file = b"".join(member.get(address).streaming_content)

    form = uploaded(member, file).context["form"]

    assert form.inputs == scenario.versions.get().inputs
    assert form.ranges == {"price": ["1", "9"]}
    assert form.title == scenario.title
    assert SavedScenario.objects.count() == 1


def test_a_file_of_another_version_is_read_and_says_so(member):
    document = {"model": "scenario", "model_version": "9.1", "inputs": {"price": 5, "warp": 1}}

    page = uploaded(member, document)

    assert page.context["form"].inputs["price"] == "5"
    assert "E_VERSION: The file was written for model version 9.1" in text_of(page)
    assert "E_KEY: Some inputs of the file are not known and were left out: warp." in text_of(page)


def test_a_wrong_value_of_a_file_is_named_at_its_field(member):
    inputs = {"price": "NaN", "success_ii": 7, "incident": [1], "cost_ii": 1e308}

    form = uploaded(member, {"model": "scenario", "inputs": inputs}).context["form"]

    assert {anchor for anchor, _, _ in form.wrong} == {f"id_{name}" for name in inputs}
    assert form.scenario.results["launch"].value == 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 5_000,
        [],
        {"model": "rnpv", "inputs": {}},
        {"model": "scenario"},
    ],
    ids=lambda content: repr(content)[:20],
)
def test_a_file_that_is_no_scenario_is_refused_in_a_sentence(member, content):
    page = text_of(uploaded(member, content))

    assert "Select" in page
    assert "The file" in page
