"""Countries and their competent authorities, in the words of the two registers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A state that takes part in trials. `weight` is how often, `old_authority` is what EudraCT
    printed in its first years, `language` the one in which its records repeat the title."""

    code: str
    name: str
    authority: str
    weight: float = 0.4
    language: str = ""
    old_authority: str = ""


EEA = {
    country.code: country
    for country in (
        Country("AT", "Austria", "Austria - BASG", 5, "", "Austria - BMGF"),
        Country("BE", "Belgium", "Belgium - FPS Health-DGM", 9),
        Country("BG", "Bulgaria", "Bulgarian Drug Agency"),
        Country("HR", "Croatia", "Croatia - MIZ"),
        Country("CY", "Cyprus", "Cyprus - MoH-Ph.S", 0.1),
        Country("CZ", "Czechia", "Czechia - SUKL", 3, "", "Czech Republic - SUKL"),
        Country("DK", "Denmark", "Denmark - DHMA", 5, "", "Denmark - DKMA"),
        Country("EE", "Estonia", "Estonia - SAM"),
        Country("FI", "Finland", "Finland - Fimea", 2, "", "Finland - NAM"),
        Country("FR", "France", "France - ANSM", 14, "fr", "France - AFSSAPS"),
        Country("DE", "Germany", "Germany - PEI", 15, "de"),
        Country("GR", "Greece", "Greece - EOF", 1),
        Country("HU", "Hungary", "Hungary - National Institute of Pharmacy", 2),
        Country("IE", "Ireland", "Ireland - HPRA", 1, "", "Ireland - IMB"),
        Country("IT", "Italy", "Italy - Italian Medicines Agency", 13, "it"),
        Country("LV", "Latvia", "Latvia - SAM"),
        Country("LT", "Lithuania", "Lithuania - SMCA"),
        Country("LU", "Luxembourg", "Luxembourg - Ministry of Health", 0.1),
        Country("MT", "Malta", "Malta - ADM", 0.1),
        Country("NL", "Netherlands", "Netherlands - Competent Authority", 9),
        Country("PL", "Poland", "Poland - Office for Medicinal Products", 4),
        Country("PT", "Portugal", "Portugal - INFARMED", 2),
        Country("RO", "Romania", "Romania - National Agency for Medicines and Medical Devices"),
        Country("SK", "Slovakia", "Slovakia - SIDC"),
        Country("SI", "Slovenia", "Slovenia - JAZMP"),
        Country("ES", "Spain", "Spain - AEMPS", 15, "es"),
        Country("SE", "Sweden", "Sweden - MPA", 6),
        Country("IS", "Iceland", "Iceland - IMCA", 0.1),
        Country("NO", "Norway", "Norway - NOMA", 3),
    )
}

GB = Country("GB", "United Kingdom", "UK - MHRA")


@dataclass(frozen=True)
class OtherCountry:
    """A country outside the EEA: its name, its codes as CTIS lists them, and how often it is one
    of the countries of a trial."""

    name: str
    alpha2: str
    alpha3: str
    number: int
    weight: int


OUTSIDE = {
    country.alpha2: country
    for country in (
        OtherCountry("United States", "US", "USA", 840, 14),
        OtherCountry("Canada", "CA", "CAN", 124, 6),
        OtherCountry("Australia", "AU", "AUS", 36, 5),
        OtherCountry("Israel", "IL", "ISR", 376, 4),
        OtherCountry("Japan", "JP", "JPN", 392, 3),
        OtherCountry("Switzerland", "CH", "CHE", 756, 5),
        OtherCountry("United Kingdom", "GB", "GBR", 826, 0),
        OtherCountry("Turkey", "TR", "TUR", 792, 2),
        OtherCountry("Brazil", "BR", "BRA", 76, 2),
        OtherCountry("Korea, Republic of", "KR", "KOR", 410, 2),
    )
}


def country_name(code: str) -> str:
    return EEA[code].name if code in EEA else OUTSIDE[code].name
