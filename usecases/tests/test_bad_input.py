"""Pasted and mistyped input is cleaned with a message, or is an error at its field."""

import pytest

from usecases.models import Section, UseCase

from .admin_pages import address, form_of, said, sign_in
from .factories import make_case, make_hurdle, make_milestone, make_recommendation

pytestmark = pytest.mark.django_db
WORD = (
    '<p class="MsoNormal" style="mso-fareast-language:DE"><span lang="EN-GB">Words.<o:p></o:p>'
    "</span></p><!--[if gte mso 9]><xml></xml><![endif]-->"
)


@pytest.fixture
def curator(client):
    sign_in(client, "curator")
    return client


PASTED = [
    ("<p>a<script>alert(1)</script></p>", "<p>a</p>", "1 × script"),
    ('<p onclick="alert(1)">a</p>', "<p>a</p>", "1 × event handler"),
    ('<p><a href="javascript:alert(1)">a</a></p>', None, "1 × link with “javascript:”"),
    ('<p><a href=" jAva\tscript:alert(1)">a</a></p>', None, "1 × link with “javascript:”"),
    ('<p><a href="data:text/html,x">a</a></p>', None, "1 × link with “data:”"),
    ('<p><a href="vbscript:x">a</a></p>', None, "1 × link with “vbscript:”"),
    ('<p>a<img src="data:image/png;base64,AAAA"></p>', "<p>a</p>", "1 × picture"),
    ('<p>a<img src="x" onerror="alert(1)"></p>', "<p>a</p>", "1 × event handler"),
    ("<p>a</p><iframe src='//x'></iframe>", "<p>a</p>", "1 × embedded page"),
    ("<p>a</p><style>p{}</style>", "<p>a</p>", "1 × style sheet"),
    ("<p>a</p><table><tr><td>b</td></tr></table>", None, "1 × table"),
    ("<p>a<svg onload=alert(1)></svg></p>", "<p>a</p>", "tag “svg”"),
    (WORD, "<p>Words.</p>", "formatting of another program"),
]


@pytest.mark.parametrize(("pasted", "kept", "message"), PASTED)
def test_pasted_text_is_cleaned_on_save_with_a_message(curator, pasted, kept, message):
    case = make_case()

    answer = curator.post(address(case), form_of(curator, address(case)) | {"context": pasted})

    case.refresh_from_db()
    assert f"Removed from “context” of {case}: " in said(answer)
    assert message in said(answer)
    for word in ("script", "data:", "onclick", "onerror", "style", "<img", "<svg", "<table"):
        assert word not in case.context
    if kept:
        assert case.context == kept


def test_sections_and_recommendations_are_cleaned_as_well(curator):
    case, recommendation = make_case(), make_recommendation()
    Section.objects.create(use_case=case, heading="What happened", body="<p>a</p>")
    data = form_of(curator, address(case)) | {"sections-0-body": "<p>a<script>x</script></p>"}

    answer = curator.post(address(case), data)
    assert "Removed from “body” of What happened: 1 × script" in said(answer)
    data = form_of(curator, address(recommendation)) | {"text": "<p onload=x>a</p>"}
    answer = curator.post(address(recommendation), data)

    assert f"Removed from “text” of {recommendation}: 1 × event handler" in said(answer)
    assert case.sections.get().body == "<p>a</p>"


def test_text_that_bypassed_the_forms_is_cleaned_on_display(client):
    case = make_case(is_demo=True)
    bad = '<p>Words<script>alert(1)</script><a href="javascript:x" onclick="y">z</a></p>'
    UseCase.objects.filter(pk=case.pk).update(context=bad, summary="<script>alert(2)</script>")

    page = client.get(case.get_absolute_url()).content.decode()

    assert "Words" in page
    for word in ("alert(1)", "<script>alert(2)", "javascript:x", "onclick"):
        assert word not in page


def test_a_huge_text_is_an_error_at_its_field_with_advice(curator):
    case = make_case()

    page = curator.post(
        address(case), form_of(curator, address(case)) | {"context": f"<p>{'x' * 200_001}</p>"}
    )

    (error,) = page.context["adminform"].form.errors["context"]
    assert "The limit is 200,000." in error


def test_long_text_of_a_word_processor_is_kept_in_full(curator):
    case = make_case()

    curator.post(address(case), form_of(curator, address(case)) | {"context": WORD * 1000})

    case.refresh_from_db()
    assert case.context.count("<p>Words.</p>") == 1000


MISTYPED = [
    (
        {"submitted_on": "2023-05-02", "decided_on": "2023-05-01"},
        "decided_on",
        "The decision is before the submission (2 May 2023).",
    ),
    (
        {"submitted_on": "2023-05", "decided_on": "2022"},
        "decided_on",
        "The decision is before the submission (May 2023).",
    ),
    (
        {"planned_from": "2023-05-02", "planned_to": "2023-04"},
        "planned_to",
        "The planned decision is before the planned submission (2 May 2023).",
    ),
    ({"submitted_on": "2023-02-30"}, "submitted_on", "not a day of the calendar"),
    ({"submitted_on": "2.5.2023"}, "submitted_on", "is not a date."),
    ({"submitted_on": "1023"}, "submitted_on", "not between 1950 and 2100"),
    ({"country": "zz"}, "country", "is not a country code. Use an ISO 3166 code, or EU."),
    ({"title": "", "procedure": ""}, "__all__", "Choose a procedure or enter a title"),
]


@pytest.mark.parametrize(("typed", "field", "message"), MISTYPED)
def test_a_mistyped_milestone_is_an_error_at_its_field(curator, typed, field, message):
    milestone = make_milestone()

    page = curator.post(address(milestone), form_of(curator, address(milestone)) | typed)

    errors = page.context["adminform"].form.errors
    assert set(errors) == {field}
    assert message in errors[field][0]


STOPS = [
    ("2023-03-01", "2023-02-01", "resumed_on", "resumed before it stopped (1 Mar 2023)"),
    ("2022-12-01", "", "stopped_on", "before the submission (10 Jan 2023)"),
    ("2023-03-01", "2024-01-01", "resumed_on", "after the decision (1 Jun 2023)"),
]


@pytest.mark.parametrize(("stopped", "resumed", "field", "message"), STOPS)
def test_a_mistyped_clock_stop_is_an_error_at_its_field(curator, stopped, resumed, field, message):
    milestone = make_milestone(submitted_on="2023-01-10", decided_on="2023-06-01")
    data = form_of(curator, address(milestone)) | {
        "stops-TOTAL_FORMS": 1,
        "stops-0-milestone": milestone.pk,
        "stops-0-stopped_on": stopped,
        "stops-0-resumed_on": resumed,
    }

    page = curator.post(address(milestone), data)

    (formset,) = page.context["inline_admin_formsets"]
    errors = formset.formset.forms[0].errors
    assert set(errors) == {field}
    assert message in errors[field][0]


@pytest.mark.parametrize("make", [make_case, make_hurdle])
def test_an_unknown_country_is_an_error_at_the_field(curator, make):
    row = make()

    page = curator.post(address(row), form_of(curator, address(row)) | {"countries": "de, XX zz"})

    (error,) = page.context["adminform"].form.errors["countries"]
    assert error.startswith("Not a country code: XX, ZZ.")


def test_a_quotation_without_a_source_is_refused(curator):
    hurdle = make_hurdle()
    page = curator.post(address(hurdle), form_of(curator, address(hurdle)) | {"quotation": "Word."})

    assert set(page.context["adminform"].form.errors) == {"source"}
