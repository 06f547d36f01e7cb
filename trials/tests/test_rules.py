"""Each rule with the cases it was made for."""

from datetime import date

import pytest

from registers import protocol_of, read_bytes
from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text, product_text
from trials.rules import atmp, derive, lead, people, phase, places, status


def protocols(*records, ctis=()):
    files = [euctr_file(*records)] * bool(records) + [ctis_file(*ctis)] * bool(ctis)
    return [protocol_of(record) for data in files for record in read_bytes(data, "file")]


def records(countries="DE ES SE", **fields):
    """One record a country; a field given as a list has one value a country."""
    made = []
    for place, country in enumerate(countries.split()):
        own = {name: v[place] if isinstance(v, list) else v for name, v in fields.items()}
        made.append(euctr_text(country=country, **own))
    return protocols(*made)


@pytest.mark.parametrize(
    ("countries", "phases", "expected"),
    [
        ("DE", [("I", "II")], "I/II"),
        ("DE", [("II", "III")], "II/III"),
        ("DE", [()], "unknown"),
        ("DE ES IT", [("II",), ("II",), ("III",)], "II"),
        ("GB DE", [("IV",), ("I",)], "I"),
        ("3rd GB", [("I",), ("II",)], "II"),
        ("DE ES", [(), ("III",)], "III"),
    ],
)
def test_the_phase_most_records_state(countries, phases, expected):
    assert phase.trial_phase(records(countries, phases=phases)) == expected


def test_ctis_states_the_phase_where_it_does():
    found = protocols(euctr_text(phases=("I",)), ctis=[ctis_record(phase="4")])

    assert phase.trial_phase(found) == "II"
    assert phase.phase_conflict(found) == {"I": ["DE"], "II": ["CTIS"]}


def test_countries_that_disagree_on_the_phase_are_named():
    found = records("DE ES IT", phases=[("II",), ("II",), ("III",)])

    assert phase.phase_conflict(found) == {"II": ["DE", "ES"], "III": ["IT"]}
    assert phase.phase_conflict(records(phases=("II",))) == {}


@pytest.mark.parametrize(
    ("countries", "fields", "expected"),
    [
        ("DE ES", {"status": ["Completed", "Ongoing"]}, "ongoing"),
        ("DE ES", {"status": ["Completed", "Ongoing"], "global_end": "2019-01-01"}, "completed"),
        (
            "DE ES SE",
            {
                "status": ["Prematurely Ended", "Prematurely Ended", "Completed"],
                "global_end": ["2019-01-01", "", ""],
            },
            "ended_early",
        ),
        ("DE ES", {"status": ["Restarted", "Completed"]}, "ongoing"),
        ("DE ES", {"status": ["Temporarily Halted", "Completed"]}, "halted"),
        ("DE", {"status": "Suspended by CA"}, "halted"),
        ("DE ES", {"status": ["Not Authorised", "Completed"]}, "completed"),
        ("DE ES", {"status": ["Not Authorised", "Prohibited by CA"]}, "not_authorised"),
        ("DE", {"status": "Trial now transitioned"}, "other"),
        ("DE", {"status": "TRIAL NOW TRANSITIONED"}, "other"),
        ("GB", {"status": "GB - no longer in EU/EEA"}, "unknown"),
        ("DE", {"status": ""}, "unknown"),
        ("GB DE", {"status": ["Ongoing", "Completed"]}, "completed"),
        ("3rd", {}, "unknown"),
        ("DE", {"status": "Something new"}, "other"),
    ],
)
def test_one_status_from_many(countries, fields, expected):
    assert status.trial_status(records(countries, **fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "2"}, "ongoing"),
        ({"status": "6"}, "halted"),
        ({"status": "8"}, "completed"),
        ({"status": "8", "early_ends": ["Spain"]}, "ended_early"),
        (
            {"status": "8", "states": (("Spain", "8"), ("Italy", "8")), "early_ends": ["Spain"]},
            "completed",
        ),
        ({"status": "11"}, "not_authorised"),
        ({"status": "1"}, "other"),
        ({"status": "99"}, "other"),
    ],
)
def test_ctis_codes_become_our_status(fields, expected):
    assert status.trial_status(protocols(ctis=[ctis_record(**fields)])) == expected


def test_a_transitioned_trial_follows_ctis():
    found = protocols(euctr_text(status="Trial now transitioned"), ctis=[ctis_record(status="6")])

    assert status.trial_status(found) == "halted"


def test_unknown_words_are_reported():
    assert derive(records("DE", status="Something new")).notes == (
        "status not known: Something new",
    )
    assert "country not known: Atlantis" in derive(records("DE", regions=("Atlantis",))).notes


def test_dates_follow_from_the_countries():
    found = records(
        "DE ES SE",
        status=["Ongoing", "Ongoing", "Not Authorised"],
        decided=["2015-05-01", "2015-04-01", "2014-01-01"],
        opinion=["2015-05-20", "2015-04-20", "2014-01-01"],
        first_entered=["2015-02-02", "2015-01-01", "2015-03-03"],
        global_end=["2019-01-01", "2020-02-02", ""],
    )

    assert places.started_on(found) == date(2015, 4, 20)
    assert places.first_entered(found) == (date(2015, 1, 1), False)
    assert places.ended_on(found) == date(2020, 2, 2)


def test_countries_are_those_concerned_and_planned_but_not_the_refusing_ones():
    found = records(
        "DE ES 3rd",
        status=["Ongoing", "Not Authorised", ""],
        regions=[("Spain", "United States"), (), ()],
    )

    assert places.trial_countries(found) == ["DE", "JP", "US"]


def test_the_sponsor_is_the_name_most_records_write():
    found = records(
        "DE ES SE IT",
        sponsor=["Køge Hospital", "KOGE HOSPITAL", "Køge  hospital.", "Region X"],
        sponsor_status=["Non-Commercial", "Non-Commercial", "Commercial", ""],
    )

    assert people.sponsor_name(found) == "Køge Hospital"
    assert people.sponsor_type(found) == "commercial"
    assert people.sponsor_type_conflict(found) == {
        "non_commercial": ["DE", "ES"],
        "commercial": ["SE"],
    }
    assert people.sponsor_type(records("DE", sponsor_status="")) == "unknown"


def test_subjects_are_the_largest_total():
    found = records("DE ES", subjects=["10", "38"])

    assert people.planned_subjects(found) == 38
    assert people.subjects_conflict(found) == {"10": ["DE"], "38": ["ES"]}
    assert people.planned_subjects(records("DE", subjects="")) is None


SILENT = "Information not present in EudraCT"


@pytest.mark.parametrize(
    ("products", "decision", "kind"),
    [
        ([product_text()], "yes", "GTMP"),
        ([product_text(gene="No", somatic="Yes", tissue="Yes")], "yes", "TEP"),
        ([product_text(gene="Yes", combined="Yes")], "yes", "GTMP"),
        ([product_text(gene="No", combined="Yes", tissue="Yes")], "yes", "cATMP"),
        ([product_text(gene="No")], "yes", "unclear"),
        ([product_text(atimp="No", gene="No")], "no", ""),
        ([product_text(atimp="No", gene="No", name="CAR-T cells")], "no", ""),
        ([product_text(atimp=SILENT, gene=SILENT)], "unclear", ""),
        ([product_text(atimp=SILENT, gene=SILENT, name="CAR-T cells")], "yes", "GTMP"),
        ([product_text(atimp=SILENT, gene=SILENT, name="MSC")], "yes", "unclear"),
        (
            [
                product_text(atimp="No", gene="No"),
                product_text(2, role="Comparator", name="Other", gene="Yes"),
            ],
            "no",
            "",
        ),
    ],
)
def test_only_tested_products_decide_about_an_atmp(products, decision, kind):
    found = records("DE", products=products)

    assert (atmp.atmp_decision(found)[0], atmp.trial_class(found)) == (decision, kind)


def test_exclusion_criteria_do_not_make_an_atmp():
    """Every record's own labels, and this one's criteria, name gene therapy."""
    found = records("DE", products=[product_text(atimp=SILENT, gene=SILENT)])

    assert "gene therapy" in found[0].exclusion.lower()
    assert atmp.atmp_decision(found)[0] == "unclear"


def test_the_class_is_the_union_over_records():
    found = records(
        "DE ES",
        products=[[product_text(gene="No", somatic="Yes")], [product_text()]],
    )

    assert atmp.trial_class(found) == "GTMP"
    assert atmp.class_conflict(found) == {"sCTMP": ["DE"], "GTMP": ["ES"]}


def test_the_same_product_of_two_countries_is_one():
    found = records("DE ES", products=[[product_text()], [product_text(name="CELLS  x")]])

    (product,) = atmp.merged_products(found)
    assert product.sources == ("DE", "ES")


def test_authorised_products_count_when_tested_and_advanced():
    assert atmp.has_authorised_product(
        atmp.merged_products(records("DE", products=[product_text(authorised="Yes")]))
    )
    comparator = product_text(role="Comparator", authorised="Yes")
    assert not atmp.has_authorised_product(
        atmp.merged_products(records("DE", products=[comparator]))
    )


def test_the_lead_record_is_an_eu_one_with_an_english_title():
    spanish = "A.3 Full title of the trial (es): Un ensayo"
    found = protocols(
        euctr_text(country="GB"),
        euctr_text(country="ES", title_line=spanish),
        euctr_text(country="SE", title="Swedish record"),
        euctr_text(country="3rd"),
    )

    assert lead.lead_protocol(found).title == "Swedish record"


def test_ctis_leads_where_it_is_there():
    found = protocols(euctr_text(), ctis=[ctis_record(title="New")])

    assert derive(found).title == "New"
    assert derive(found).registers == ("ctis", "euctr")


def test_areas_outside_the_list_are_other():
    found = protocols(euctr_text(area="Body processes [G] - Immune [G12]"))

    assert derive(found).disease_areas == ("other",)
    assert derive(records("DE", area="")).disease_areas == ("unknown",)
