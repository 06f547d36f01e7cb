"""Chips: several values out of many, with and without JavaScript."""

import pytest
from django import forms
from django.http import QueryDict

from core.chips import ChipsField

CHOICES = [
    ("DE", "Germany"),
    ("CI", "Côte d'Ivoire"),
    ("KR", "Korea, Republic of"),
    ("FR", "France"),
]


class Form(forms.Form):
    countries = ChipsField(choices=CHOICES, required=False)


def posted(*ticked, more=""):
    data = QueryDict(mutable=True)
    data.setlist("countries", ticked)
    data["countries_more"] = more
    return Form(data)


@pytest.mark.parametrize(
    ("ticked", "more", "values"),
    [
        (["DE", "FR"], "", ["DE", "FR"]),
        (["DE"], "France", ["DE", "FR"]),
        ([], "france; GERMANY", ["FR", "DE"]),
        ([], "france, germany", ["FR", "DE"]),
        ([], "cote d’ivoire", ["CI"]),
        ([], "Korea, Republic of; de", ["KR", "DE"]),
        (["DE"], "Germany", ["DE"]),
        ([], " ; ", []),
        ([], "", []),
    ],
)
def test_ticked_chips_and_entered_names_are_one_choice(ticked, more, values):
    form = posted(*ticked, more=more)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["countries"] == values


def test_an_unknown_name_is_refused_and_shown_again_beside_the_chips():
    form = posted("DE", more="Germny")

    assert form.errors == {
        "countries": ["“Germny” is not in the list. Choose a name that the list offers."]
    }
    page = str(form["countries"])
    assert 'value="Germny"' in page
    assert page.count("checked") == 1


def test_only_the_chosen_values_are_boxes_and_all_can_be_searched():
    page = str(Form(initial={"countries": ["FR"]})["countries"])

    assert page.count('type="checkbox"') == 1
    assert page.count("<option") == len(CHOICES)
    assert 'list="id_countries_options"' in page
    assert str(Form()["countries"]).count('type="checkbox"') == 0


def test_names_are_escaped():
    class Hostile(forms.Form):
        words = ChipsField(choices=[('"><script>', "<b>")], required=False)

    page = str(Hostile(initial={"words": ['"><script>']})["words"])

    assert "<script>" not in page
    assert "<b>" not in page


def test_a_form_notices_that_a_chip_was_removed():
    form = Form(QueryDict("countries=DE"), initial={"countries": ["DE", "FR"]})
    same = Form(QueryDict("countries=DE"), initial={"countries": ["DE"]})

    assert (form.has_changed(), same.has_changed()) == (True, False)
