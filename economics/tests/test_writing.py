"""Writing a scenario: the form, its versions, sharing, starts, and files that are read."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from economics.choices import RunState
from economics.models import SavedScenario
from economics.models.scenario import VersionIsFinal
from trials.tests.factories import make_trial
from usecases.tests.factories import make_case

from .factories import make_scenario, make_user, posted, text_of

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("field", ["price", "incident", "low__price", "states-0-cost_old"])
def test_an_amount_with_a_point_before_three_digits_is_not_guessed(member, field):
    answer = member.post("/economics/new/", posted(save="1", title="Unclear", **{field: "40.500"}))

    assert not SavedScenario.objects.exists()
    assert "with a point only before decimals" in text_of(answer)
    assert 'value="40.500"' in answer.content.decode()


def test_an_amount_of_three_decimals_is_read_as_the_form_shows_it(member):
    first = member.post("/economics/new/", posted(recalculate="1", price="40.1250"))
    shown = first.context["form"].fields["price"].text

    again = member.post("/economics/new/", posted(recalculate="1", price=shown))

    assert (
        first.context["form"].inputs["price"] == again.context["form"].inputs["price"] == "40.125"
    )
    assert not again.context["form"].wrong


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("success_i", "150", "Phase I: chance of success is 150 %. It must be from 0 % to 100 %."),
        ("capital_rate", "-100", "Cost of capital is -100 %. It must be above -100 %."),
        ("low__success_i", "-5", "Phase I: chance of success, low is -5 %."),
        ("states-0-start", "120", "Start, % is 120 %. It must be from 0 % to 100 %."),
        ("price", "-5", "List price is -5. It must be from 0 to"),
    ],
)
def test_a_wrong_share_is_named_in_per_cent_as_it_was_typed(member, field, typed, words):
    more = {"states-0-name": "Alive", "high__success_i": "60", field: typed}

    assert words in text_of(member.post("/economics/new/", posted(recalculate="1", **more)))


def test_the_results_name_a_wrong_input_as_the_form_does(member):
    answer = member.post("/economics/new/", posted(recalculate="1", incident="many"))

    words = text_of(answer)
    assert "New patients is not a number" in words
    assert "incident is" not in words


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
    assert "E_KEY: Some inputs of the file are unknown and were left out: warp." in text_of(page)


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
