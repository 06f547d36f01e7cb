"""Write the full text of the EU Clinical Trials Register: one record per country.

The layout is the register's, line for line: the header, the sections A, B, D, E, F, G and N, P (H.4
in a third country), tabs after two codes, a space before one colon, bare lines for lists. Lines
are joined by LF here; `download` turns them into the CRLF of the live service.
"""

from collections.abc import Iterable

from .euctr_products import product_lines
from .euctr_protocol import design_lines, population_lines, subject_lines
from .euctr_words import answer
from .places import EEA, GB, OUTSIDE, country_name
from .timeline import ENDED
from .trial import CountryRecord, Trial

INTRODUCTION = (
    "This file contains full details on each clinical trial selected for download. Where "
    "multi-state trials have been downloaded full information for each of the member "
    "states/countries involved in the trial are included separately."
)
LINK = "https://www.clinicaltrialsregister.eu/ctr-search/trial"
FULL_TITLE = "A.3 Full title of the trial"
LAY_TITLE = (
    "A.3.1 Title of the trial for lay people, in easily understood, i.e. non-technical, language"
)
DESKS = ("Clinical Trial Information Desk", "Clinical Operations", "Trial Coordination Centre")


def download(trials: Iterable[Trial]) -> bytes:
    """Return one file of the register with all country records of these trials."""
    records = (_record(trial, record) for trial in trials for record in trial.records)
    text = "\n".join([INTRODUCTION, "", *records])
    return text.replace("\n", "\r\n").encode()


def _record(trial: Trial, record: CountryRecord) -> str:
    third = record.code == "3rd"
    return "\n".join(
        [
            *_header(trial, record),
            "",
            *_protocol_lines(trial, record),
            "",
            *_sponsor_lines(trial, record),
            "",
            *product_lines(trial),
            "",
            *subject_lines(trial, record),
            *design_lines(trial, record),
            "",
            *population_lines(trial, record),
            "",
            "G. Investigator Networks to be involved in the Trial",
            "",
            *(_third_country_lines(trial) if third else ["", *_review_lines(record)]),
            "",
        ]
    )


def _authority(trial: Trial, record: CountryRecord) -> str:
    country = EEA.get(record.code, GB)
    is_old = trial.seat.makeup == "old"
    return (is_old and country.old_authority) or country.authority


def _header(trial: Trial, record: CountryRecord) -> list[str]:
    third = record.code == "3rd"
    authority = [] if third else [f"National Competent Authority: {_authority(trial, record)} "]
    status = [f"Trial Status: {record.status}"] if record.status else []
    number = trial.seat.eudract_number
    return [
        "Summary",
        f"EudraCT Number: {number}",
        f"Sponsor's Protocol Code Number: {trial.protocol_code}",
        *authority,
        f"Clinical Trial Type: {'Outside EU/EEA' if third else 'EEA CTA'}",
        *status,
        f"Date on which this record was first entered in the EudraCT database: {record.entered_on}",
        f"Link: {LINK}/{number}/{record.code}/",
    ]


def _protocol_lines(trial: Trial, record: CountryRecord) -> list[str]:
    text, old = trial.wording, trial.seat.makeup == "old"
    country = EEA.get(record.code)
    language = country.language if country and trial.has_translations else ""
    lines = ["A. Protocol Information"]
    if record.code != "3rd":
        lines.append(f"A.1 Member State Concerned: {_authority(trial, record)}")
    lines += [f"A.2 EudraCT number: {trial.seat.eudract_number}", f"{FULL_TITLE}: {text.title}"]
    if language:
        lines.append(f"{FULL_TITLE} ({language}): {text.titles[language]}")
    if not old:
        lines.append(f"{LAY_TITLE}: {text.lay_title}")
    if text.acronym:
        lines.append(
            f"A.3.2 Name or abbreviated title of the trial where available: {text.acronym}"
        )
    lines.append(f"A.4.1 Sponsor's protocol code number: {trial.protocol_code}")
    if trial.seat.nct_number:
        lines.append(f"A.5.2 US NCT (ClinicalTrials.gov registry) number: {trial.seat.nct_number}")
    plan = "" if old else trial.pip_number
    has_plan = None if old else bool(plan)
    return [
        *lines,
        f"A.7 Trial is part of a Paediatric Investigation Plan: {answer(has_plan)}",
        f"A.8 EMA Decision number of Paediatric Investigation Plan: {plan}",
    ]


def _sponsor_lines(trial: Trial, record: CountryRecord) -> list[str]:
    sponsor = trial.sponsor
    country = country_name(sponsor.country)
    name = sponsor.name
    # Some countries have the name in capitals, as sponsors' own forms do.
    if trial.seat.index % 8 == 5 and record is trial.records[-1] and len(trial.records) > 2:
        name = f"Demo {name.removeprefix('Demo ').upper()}"
    return [
        "B. Sponsor Information",
        "Sponsor 1",
        f"B.1.1 Name of Sponsor: {name}",
        f"B.1.3.4\tCountry: {country}",
        "B.3.1 and B.3.2\tStatus of the sponsor: "
        f"{'Commercial' if sponsor.commercial else 'Non-Commercial'}",
        "B.4 Source(s) of Monetary or Material Support for the clinical trial:",
        f"B.4.1 Name of organisation providing support: {sponsor.name}",
        f"B.4.2 Country: {country}",
        "B.5 Contact point designated by the sponsor for further information on the trial",
        f"B.5.1 Name of organisation: {sponsor.name}",
        f"B.5.2 Functional name of contact point: {DESKS[sponsor.rank % len(DESKS)]}",
        "B.5.3 Address",
        f"B.5.3.1 Street Address: {sponsor.street}",
        f"B.5.3.2 Town/ city: {sponsor.town}",
        f"B.5.3.3 Post code: {sponsor.postcode}",
        f"B.5.3.4 Country: {country}",
        f"B.5.6 E-mail: {sponsor.contact}",
    ]


def _third_country_lines(trial: Trial) -> list[str]:
    return [
        "H.4 Third Country in which the Trial was first authorised",
        "H.4.1 Third Country in which the trial was first authorised: "
        f"{OUTSIDE[trial.outside[0]].name}",
    ]


def _review_lines(record: CountryRecord) -> list[str]:
    refused = not record.permitted
    reason = " Benefit-risk balance not sufficiently supported" if refused else ""
    lines = [
        "N. Review by the Competent Authority or Ethics Committee in the country concerned",
        f"N. Competent Authority Decision: {'Not Authorised' if refused else 'Authorised'}",
        f"N. Date of Competent Authority Decision: {record.authority_on or ''}",
        "N. Ethics Committee Opinion of the trial application: "
        f"{'Not-Favourable' if refused else 'Favourable'}",
        f"N. Ethics Committee Opinion: Reason(s) for unfavourable opinion:{reason}",
        f"N. Date of Ethics Committee Opinion: {record.ethics_on or ''}",
        "",
        "P. End of Trial",
        f"P. End of Trial Status: {record.status}",
    ]
    if record.ended_on and record.status in ENDED:
        lines.append(f"P. Date of the global end of the trial: {record.ended_on}")
    return lines
