"""Write CTIS records: one trial per line, in the structure in use since June 2024.

A record has part I (the trial), parts II (the Member States), the applications behind them and the
events of each state; fields that the public search adds are beside them at the top.
"""

import json
from collections.abc import Iterable
from datetime import date

from .composition import BOTH
from .ctis_part_one import part_one
from .ctis_states import (
    applications,
    concerned_state,
    event_lists,
    global_end_on,
    part_two,
    published_on,
    timestamp,
)
from .places import EEA
from .trial import Trial
from .vocabulary import THERAPEUTIC_AREAS

PHASE_TEXTS = {
    "1": "Human Pharmacology (Phase I)- First administration to humans",
    "3": "Human Pharmacology (Phase I)-  Other",
    "4": "Therapeutic exploratory (Phase II)",
    "5": "Therapeutic confirmatory  (Phase III)",
    "6": "Therapeutic use (Phase IV)",
    "7": "Phase I and Phase II (Integrated)- First administration to humans",
    "9": "Phase I and Phase II (Integrated)- Other",
}
GENDERS = {"both": "Female, Male", "female": "Female", "male": "Male"}
AGE_GROUPS = {"2": "0-17 years", "3": "18-64 years", "4": "65+ years"}
INSIDE, BEYOND_TOO = 1, 3


def download(trials: Iterable[Trial]) -> bytes:
    """Return one file with the records of these trials, one per line."""
    lines = (
        json.dumps(_record(trial), ensure_ascii=False, separators=(",", ":")) for trial in trials
    )
    return "".join(f"{line}\n" for line in lines).encode()


def phase_code(trial: Trial) -> str:
    first = trial.design.first_in_human
    return {
        "I": "1" if first else "3",
        "I/II": "7" if first else "9",
        "II": "4",
        "III": "5",
        "IV": "6",
    }[trial.seat.phase]


def age_groups(trial: Trial) -> list[str]:
    """Return codes: 2 under 18, 3 from 18 to 64, 4 from 65."""
    found = ["2"] if trial.disease.has_minors else []
    if "adults" in trial.disease.bands:
        found.append("3")
    return found + (["4"] if "elderly" in trial.disease.bands else [])


def _record(trial: Trial) -> dict:
    seat, states = trial.seat, trial.states
    published = published_on(trial)
    area = THERAPEUTIC_AREAS[trial.disease.area][1]
    ends_on = global_end_on(trial)
    region = BEYOND_TOO if trial.outside else INSIDE
    started = [state.started_on for state in states if state.started_on]
    return {
        "ctNumber": seat.ct_number,
        "ctStatus": seat.ctis_status,
        "startDateEU": _slashed(min(started)) if started else "",
        "decisionDate": ", ".join(f"{s.code}: {_slashed(s.decided_on)}" for s in states),
        "publishDate": timestamp(published, seat.index),
        "ctPublicStatusCode": seat.ctis_status,
        "authorizedApplication": {
            "authorizedPartI": part_one(trial, phase_code(trial), age_groups(trial)),
            "authorizedPartsII": [part_two(trial, place) for place in range(len(states))],
            "applicationInfo": applications(trial),
            "trialGlobalEnd": [{"date": str(ends_on)}] if ends_on else [],
            "memberStatesConcerned": [concerned_state(trial, n) for n in range(len(states))],
            "eudraCt": {"isTransitioned": True, "eudraCtCode": seat.eudract_number}
            if seat.register == BOTH
            else {"isTransitioned": False},
        },
        "events": {
            **event_lists(trial),
            "unexpectedEvents": [],
            "seriousBreaches": [],
            "urgentSafetyMeasures": [],
        },
        "results": {},
        "documents": [],
        "trialRegion": region,
        "trialRegionCode": region,
        "correctiveMeasures": [],
        "shortTitle": trial.protocol_code,
        "trialCountries": [f"{EEA[state.code].name}:{state.status}" for state in states],
        "decisionDateOverall": _slashed(min(state.decided_on for state in states)),
        "therapeuticAreas": [f"Diseases [C] - {area} [{trial.disease.area}]"],
        "sponsorType": "Pharmaceutical company"
        if trial.sponsor.commercial
        else "Hospital/Clinic/Other health care facility",
        "trialPhase": PHASE_TEXTS[phase_code(trial)],
        "ageRangeSecondary": [""],
        "ageGroup": ", ".join(AGE_GROUPS[code] for code in age_groups(trial)),
        "gender": GENDERS[trial.disease.sex],
        "totalNumberEnrolled": str(trial.subjects),
        "resultsFirstReceived": "No",
        "lastUpdated": _slashed(published),
        "lastPublicationUpdate": _slashed(published),
    }


def _slashed(day: date) -> str:
    """Return a date in the notation of the search: 24/04/2024."""
    return f"{day:%d/%m/%Y}"
