"""Names of countries in the spellings of registers, sponsors and the United Nations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.country_names import OTHER_SPELLINGS, country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("The Netherlands", "NL"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Netherlands, Kingdom of the", "NL"),
        ("Slovak Republic", "SK"),
        ("UK (Northern Ireland)", "GB"),
        ("United Kingdom (Northern Ireland)", "GB"),
        ("Republic of Korea", "KR"),
        ("Korea (Republic of)", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Macedonia (the former Yugoslav Republic of)", "MK"),
        ("Democratic Republic of the Congo", "CD"),
        ("Cote d'Ivoire", "CI"),
        ("Bosnia & Herzegovina", "BA"),
        ("Turkiye", "TR"),
        ("TÜRKIYE", "TR"),
        ("Réunion", "RE"),
        ("Reunion", "RE"),
        ("Atlantis", ""),
        ("Republic", ""),
        ("Ireland and Spain", ""),
        ("of the", ""),
    ],
)
def test_a_country_is_known_in_its_spellings(name, code):
    assert country_code(name) == code


@pytest.mark.parametrize("name", OTHER_SPELLINGS)
def test_every_other_spelling_is_found_in_any_case(name):
    assert country_code(name.upper()) == OTHER_SPELLINGS[name]


@given(st.text(max_size=40))
def test_any_text_can_be_looked_up(text):
    assert country_code(text) == "" or len(country_code(text)) == 2
