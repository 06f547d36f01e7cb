"""The demonstration's files, read with plain expressions and not with the portal's parsers, so that
an error made on both sides would still be seen."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from registers.invented import register_files
from registers.invented.composition import profiles, seats, shares

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
CTIS_PHASES = {"1": "I", "3": "I", "4": "II", "5": "III", "6": "IV", "7": "I/II", "9": "I/II"}
# Box of the form -> class, the one that decides first.
BOXES = {"2": "GTMP", "4": "cATMP", "3": "TEP", "1": "sCTMP"}
CTIS_WORDS = {"gene": "GTMP", "combin": "cATMP", "tissue": "TEP", "somatic": "sCTMP"}
EUDRACT = re.compile(r"20(0[4-9]|1\d|2[0-2])-9\d{5}-\d{2}")
EU_CT = re.compile(r"202[2-6]-5[89]\d{4}-\d{2}-00")
NCT = re.compile(r"NCT99\d{6}")


@pytest.fixture(scope="module")
def files():
    return dict(register_files())


def country_records(files):
    """The text of every country record, from `Summary` on."""
    for name, data in files.items():
        if name.startswith("euctr"):
            yield from re.split(r"(?m)^(?=Summary\r$)", data.decode())[1:]


def ctis_records(files):
    for name, data in files.items():
        if name.startswith("ctis"):
            yield from map(json.loads, data.decode().splitlines())


def line(record, start):
    found = re.search(rf"(?m)^{re.escape(start)}(.*)\r$", record)
    return found[1] if found else None


def country(record):
    return line(record, "Link: ").split("/")[-2]


def products_under_test(record):
    parts = re.split(r"(?m)^D\.IMP: \d+\r$", record)[1:]
    return [part for part in parts if line(part, "D.1.2 and D.1.3 IMP Role: ") == "Test"]


def record_phase(record):
    return "/".join(ROMAN[n] for n in re.findall(r"(?m)^E\.7\.([1-4]) .*: Yes\r$", record))


def record_class(record):
    ticked = {
        n
        for part in products_under_test(record)
        for n in re.findall(r"D\.3\.11\.3\.([1-4]) .*: Yes", part)
    }
    return next((name for box, name in BOXES.items() if box in ticked), "unclear")


def record_authorised(record):
    return any(
        "has a marketing authorisation: Yes" in part and line(part, "D.2.1.1.1 Trade name: ")
        for part in products_under_test(record)
    )


def ctis_product(data):
    products = data["authorizedApplication"]["authorizedPartI"]["products"]
    return next(product for product in products if product["mpRoleInTrial"] == "1")


def ctis_class(data):
    product = ctis_product(data)
    substances = product["productDictionaryInfo"]["productSubstances"]
    words = [therapy["advancedTherapyType"] for therapy in product.get("therapies", [])]
    words += [substance["substanceOrigin"] for substance in substances]
    text = " ".join(words).lower()
    return next((name for word, name in CTIS_WORDS.items() if word in text), "unclear")


def trials_of(files):
    """EudraCT or EU CT number -> (registers, phase, class, product authorised)."""
    by_number = defaultdict(list)
    for record in country_records(files):
        by_number[line(record, "EudraCT Number: ")].append(record)
    trials = {}
    for number, records in by_number.items():
        voices = [r for r in records if country(r) not in ("GB", "3rd")] or records
        phase = Counter(map(record_phase, voices)).most_common(1)[0][0]
        classes = {record_class(record) for record in records}
        authorised = {record_authorised(record) for record in records}
        assert len(classes) == len(authorised) == 1
        trials[number] = ("euctr", phase, classes.pop(), authorised.pop())
    for data in ctis_records(files):
        transition = data["authorizedApplication"]["eudraCt"]
        category = data["authorizedApplication"]["authorizedPartI"]["trialDetails"][
            "trialInformation"
        ]["trialCategory"]
        authorised = ctis_product(data)["productDictionaryInfo"]["prodAuthStatus"] == 2
        phase = CTIS_PHASES[category["trialPhase"]]
        if transition["isTransitioned"]:
            _, *euctr = trials[transition["eudraCtCode"]]
            assert [phase, authorised] == [euctr[0], euctr[2]]
            assert ctis_class(data) in (euctr[1], "unclear")
            trials[transition["eudraCtCode"]] = ("both", *euctr)
        else:
            trials[data["ctNumber"]] = ("ctis", phase, ctis_class(data), authorised)
    return trials


def test_make_up_of_640_trials(files):
    trials = trials_of(files).values()

    assert Counter(register for register, *_ in trials) == {"euctr": 416, "both": 83, "ctis": 141}
    assert Counter(phase for _, phase, *_ in trials) == {
        "I": 129,
        "I/II": 165,
        "II": 289,
        "III": 41,
        "IV": 16,
    }
    groups = Counter(
        ("early" if phase in ("I", "I/II") else "II" if phase == "II" else "authorised", kind)
        for _, phase, kind, _ in trials
    )
    assert groups == {
        ("early", "GTMP"): 139,
        ("early", "sCTMP"): 91,
        ("early", "TEP"): 33,
        ("early", "cATMP"): 10,
        ("early", "unclear"): 21,
        ("II", "GTMP"): 128,
        ("II", "sCTMP"): 103,
        ("II", "TEP"): 35,
        ("II", "cATMP"): 9,
        ("II", "unclear"): 14,
        ("authorised", "GTMP"): 35,
        ("authorised", "sCTMP"): 7,
        ("authorised", "TEP"): 13,
        ("authorised", "cATMP"): 2,
    }


def test_only_phase_iii_and_iv_test_authorised_products(files):
    for _, phase, _, authorised in trials_of(files).values():
        assert authorised == (phase in ("III", "IV"))


def test_an_authorised_medicine_beside_the_tested_one_is_a_comparator(files):
    records = [record for record in country_records(files) if "IMP Role: Comparator" in record]

    assert records
    for record in records:
        comparator = re.split(r"(?m)^D\.IMP: 2\r$", record)[1]
        assert "has a marketing authorisation: Yes" in comparator


def test_another_seed_gives_other_trials_of_the_same_make_up(files):
    others = dict(register_files(seed=1))

    assert others != files
    mine, theirs = (Counter(trials_of(some).values()) for some in (files, others))
    assert Counter(key[1:] for key in mine.elements()) == Counter(
        key[1:] for key in theirs.elements()
    )


def test_same_bytes_whatever_the_hash_seed(files):
    script = (
        "import hashlib, registers.invented as demo\n"
        "digest = hashlib.sha256()\n"
        "for name, data in demo.register_files(): digest.update(name.encode() + data)\n"
        "print(digest.hexdigest())"
    )
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(name.encode() + data)

    other = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.strip() == digest.hexdigest()


@pytest.mark.parametrize("trials", [1, 10, 100])
def test_other_numbers_of_trials(trials):
    found = trials_of(dict(register_files(trials)))

    assert len(found) == trials
    early = sum(phase in ("I", "I/II") for _, phase, *_ in found.values())
    assert abs(early - trials * 294 / 640) < 1


@pytest.mark.parametrize("trials", [1, 2, 3, 640, 5000, 60_000])
def test_parts_always_add_up(trials):
    assert sum(count for _, count in profiles(trials)) == trials
    assert sum(shares({"a": 1, "b": 1, "c": 1}, trials).values()) == trials


def test_largest_remainders_are_rounded_up_first():
    assert shares({"a": 47, "b": 16, "c": 37}, 10) == {"a": 5, "b": 1, "c": 4}


def test_files_are_made_one_by_one():
    name, data = next(register_files(60_000))

    assert name == "euctr_001.txt"
    assert len(set(re.findall(rb"(?m)^EudraCT Number: (\S+)\r$", data))) == 50


def test_numbers_are_unique_even_in_60_000_trials_and_never_real():
    numbers = Counter()
    for seat in seats(60_000, seed=640):
        for number, pattern in (
            (seat.eudract_number, EUDRACT),
            (seat.ct_number, EU_CT),
            (seat.nct_number, NCT),
        ):
            assert not number or pattern.fullmatch(number)
            numbers[number] += bool(number)

    assert numbers.most_common(1)[0][1] == 1


def test_up_to_999_numbers_of_a_year_are_at_the_very_end_of_the_range(files):
    assert all(data["ctNumber"][5:8] == "599" for data in ctis_records(files))


def test_about_half_have_an_nct_number_the_same_in_both_registers(files):
    in_euctr, in_ctis = {}, {}
    for record in country_records(files):
        in_euctr[line(record, "A.2 EudraCT number: ")] = line(
            record, "A.5.2 US NCT (ClinicalTrials.gov registry) number: "
        )
    for data in ctis_records(files):
        details = data["authorizedApplication"]["authorizedPartI"]["trialDetails"]
        numbers = details["clinicalTrialIdentifiers"]["secondaryIdentifyingNumbers"]
        nct = numbers.get("nctNumber", {}).get("number")
        in_ctis[data["authorizedApplication"]["eudraCt"].get("eudraCtCode", data["ctNumber"])] = nct

    assert all(in_euctr[number] == in_ctis[number] for number in in_euctr.keys() & in_ctis.keys())
    assert 0.4 < sum(map(bool, (in_euctr | in_ctis).values())) / 640 < 0.6


def test_layout_of_full_texts(files):
    for name, data in files.items():
        if name.startswith("euctr"):
            assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
            assert data.startswith(b"This file contains full details on each clinical trial")
    for record in country_records(files):
        lines = record.split("\r\n")
        number = line(record, "EudraCT Number: ")
        assert lines[0] == "Summary"
        assert lines[1] == f"EudraCT Number: {number}"
        assert line(record, "Link: ").endswith(f"/ctr-search/trial/{number}/{country(record)}/")
        sections = [text[0] for text in lines if re.match(r"[A-P]\. [A-Z][a-z]|D\. IMP", text)]
        third = country(record) == "3rd"
        # The lines of section N and P all begin with the letter alone.
        assert list(dict.fromkeys(sections)) == list("ABDEFG" if third else "ABDEFGNP")
        assert ("H.4.1 Third Country" in record) == third
        assert ("Trial Status: " in record) != third
        assert "B.1.3.4\tCountry: " in record


def test_each_trial_has_a_country_only_once_and_stays_in_one_file(files):
    places = [
        (line(record, "EudraCT Number: "), country(record)) for record in country_records(files)
    ]
    homes = defaultdict(set)
    for name, data in files.items():
        for number in re.findall(rb"(?m)^EudraCT Number: (\S+)\r$", data):
            homes[number].add(name)

    assert len(places) == len(set(places))
    assert all(len(names) == 1 for names in homes.values())


def test_ctis_records_stand_on_a_line_each_without_blanks(files):
    for name, data in files.items():
        if name.startswith("ctis"):
            assert data.endswith(b"}\n")
            for text in data.decode().splitlines():
                record = json.loads(text)
                assert text == json.dumps(record, ensure_ascii=False, separators=(",", ":"))
                states = record["authorizedApplication"]["memberStatesConcerned"]
                second = record["authorizedApplication"]["authorizedPartsII"]
                assert [s["mscId"] for s in states] == [part["mscId"] for part in second]
                assert states[0]["mscPublicStatusCode"] == record["ctPublicStatusCode"]


def test_dates_stay_within_the_lives_of_the_registers(files):
    for record in country_records(files):
        entered = line(
            record, "Date on which this record was first entered in the EudraCT database: "
        )
        end = line(record, "P. Date of the global end of the trial: ")
        assert "2004-01-01" <= entered <= "2023-01-30"
        assert end is None or entered < end <= "2025-01-30"
    for data in files.values():
        days = re.findall(rb"\b20\d\d-\d\d-\d\d\b", data)
        planned = re.findall(rb'"estimatedEndDate":"(20\d\d-\d\d-\d\d)"', data)
        assert max((Counter(days) - Counter(planned)).keys()) <= b"2026-10-31"
        assert all(date.fromisoformat(day.decode()) for day in set(days))


def test_countries_of_a_trial_disagree_as_they_do_in_reality(files):
    phases, totals, statuses = defaultdict(set), defaultdict(set), defaultdict(set)
    for record in country_records(files):
        number = line(record, "EudraCT Number: ")
        phases[number].add(record_phase(record))
        totals[number].add(line(record, "F.4.2.2 In the whole clinical trial: "))
        statuses[number].add(line(record, "Trial Status: "))

    assert sum(len(values) > 1 for values in phases.values()) == 10
    assert sum(len(values) > 1 for values in totals.values()) == 7
    assert sum({"Ongoing", "Completed"} <= values for values in statuses.values()) > 40
    assert sum(values - {None} == {"Not Authorised"} for values in statuses.values()) == 8
    assert sum("Prematurely Ended" in values for values in statuses.values()) in range(17, 23)


def test_places_of_records(files):
    places = defaultdict(set)
    for record in country_records(files):
        places[line(record, "EudraCT Number: ")].add(country(record))

    assert sum("3rd" in codes and len(codes) > 1 for codes in places.values()) == 14
    assert sum(codes == {"3rd"} for codes in places.values()) == 4
    assert sum(codes == {"GB"} for codes in places.values()) == 6
    assert max(len(codes) for codes in places.values()) in (6, 7)


def test_transitioned_trials_say_so_in_both_registers(files):
    statuses = defaultdict(set)
    for record in country_records(files):
        statuses[line(record, "EudraCT Number: ")].add(line(record, "Trial Status: "))
    moved = {number for number, values in statuses.items() if "Trial now transitioned" in values}
    transitions = [data["authorizedApplication"]["eudraCt"] for data in ctis_records(files)]

    assert moved == {t["eudraCtCode"] for t in transitions if t["isTransitioned"]}


def test_ctis_statuses_of_every_kind(files):
    statuses = Counter(data["ctPublicStatusCode"] for data in ctis_records(files))
    early = [data for data in ctis_records(files) if "EARLY_TERMINATION" in json.dumps(data)]

    assert {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} == set(statuses)
    assert sum(statuses[code] for code in (2, 3, 4, 5)) > 165
    assert len(early) == 7
    assert all(
        any(e["notificationType"] == "EARLY_TERMINATION" for e in state["events"])
        for data in early
        for state in data["events"]["trialEvents"]
    )


def test_sponsors_are_invented_return_and_can_be_reached_nowhere(files):
    names, commercial = Counter(), Counter()
    for record in country_records(files):
        names[line(record, "B.1.1 Name of Sponsor: ")] += 1
        commercial[line(record, "B.3.1 and B.3.2\tStatus of the sponsor: ")] += 1
        assert line(record, "B.5.6 E-mail: ").endswith(".example")
    for data in ctis_records(files):
        for sponsor in data["authorizedApplication"]["authorizedPartI"]["sponsors"]:
            names[sponsor["organisation"]["name"]] += 1
            for contact in sponsor["publicContacts"] + sponsor["scientificContacts"]:
                assert contact["functionalEmailAddress"].endswith(".example")

    assert all(name.startswith("Demo ") for name in names)
    assert max(names.values()) > 20
    assert 0.35 < commercial["Commercial"] / commercial.total() < 0.55


def test_titles_are_varied_and_products_carry_a_demo_code(files):
    titles = {}
    for record in country_records(files):
        titles[line(record, "A.2 EudraCT number: ")] = line(record, "A.3 Full title of the trial: ")
        for part in products_under_test(record):
            assert line(part, "D.3.2 Product code: ").startswith("DEMO-")
            trade_name = line(part, "D.2.1.1.1 Trade name: ")
            assert trade_name is None or trade_name.startswith("Demo")
    text = "".join(country_records(files))

    assert len(set(titles.values())) > 0.97 * len(titles)
    assert {"es", "de", "fr", "it"} == set(
        re.findall(r"A\.3 Full title of the trial \((..)\): ", text)
    )
    assert all(character in text for character in "≥<µéüáβ•\uf0b7")
