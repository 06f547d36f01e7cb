import pytest

from core.countries import all_country_codes, country_name, region_of


@pytest.mark.parametrize(
    ("code", "region", "name"),
    [
        ("DE", "west", "Germany"),
        ("GB", "north", "United Kingdom"),
        ("CZ", "east", "Czechia"),
        ("CY", "south", "Cyprus"),
        ("US", "outside", "United States"),
        ("XK", "outside", "Kosovo"),
        ("ZZ", "outside", "ZZ"),
    ],
)
def test_countries_have_a_region_and_a_name(code, region, name):
    assert (region_of(code), country_name(code)) == (region, name)


def test_every_code_has_two_letters():
    assert {len(code) for code in all_country_codes()} == {2}
