"""The Member States of a CTIS record: their decisions, their parts II and their events."""

from datetime import date, timedelta

from .places import EEA
from .timeline import LAST_DAY
from .trial import MemberState, Trial

NOT_AUTHORISED, ENDED = 11, 8
# Words of `trialStatus` and `decision`, which are about the application, not the trial.
APPLICATION_WORDS = {9: "Expired", 10: "Revoked", 11: "Not authorised", 12: "Cancelled"}


def state_id(trial: Trial, place: int) -> int:
    """Return the number of a Member State within CTIS, the same everywhere in the record."""
    return 90_000_000 + trial.seat.index * 40 + place


def timestamp(day: date, salt: int) -> str:
    """Return a time on the day; CTIS prints nine digits after the second."""
    return f"{day}T{6 + salt % 12:02}:{salt * 7 % 60:02}:{salt * 13 % 60:02}.{salt * 7919:09}"


def _last_news_on(trial: Trial) -> date:
    days = (
        day
        for s in trial.states
        for day in (s.decided_on, s.started_on, s.recruiting_on, s.recruited_on, s.ended_on)
    )
    return max(day for day in days if day)


def published_on(trial: Trial) -> date:
    return min(_last_news_on(trial) + timedelta(3 + trial.seat.index % 20), LAST_DAY)


def global_end_on(trial: Trial) -> date | None:
    """Return the day on which the last country ended, None if the trial has not ended."""
    if trial.seat.ctis_status != ENDED:
        return None
    return max(state.ended_on for state in trial.states)


def _application_word(state: MemberState) -> str:
    return APPLICATION_WORDS.get(state.status, "Authorised")


def _decision(state: MemberState) -> str:
    return "not authorized" if state.status == NOT_AUTHORISED else "authorized"


def _outcome(state: MemberState) -> str:
    return "not acceptable" if state.status == NOT_AUTHORISED else "acceptable"


def _moment(trial: Trial, state: MemberState) -> str:
    return timestamp(state.decided_on, trial.seat.index)[:23]


def concerned_state(trial: Trial, place: int) -> dict:
    state = trial.states[place]
    return {
        "mscName": EEA[state.code].name,
        "mscId": state_id(trial, place),
        "firstDecisionDate": _moment(trial, state),
        "lastDecisionDate": _moment(trial, state),
        "mscPublicStatusCode": state.status,
    }


def part_two(trial: Trial, place: int) -> dict:
    state, name = trial.states[place], EEA[trial.states[place].code].name
    number = state_id(trial, place)
    trial_period = {"id": number, "trialStartDate": str(state.started_on)}
    if state.ended_on:
        trial_period["trialEndDate"] = str(state.ended_on)
    recruitment = {"id": number, "recruitmentStartDate": str(state.recruiting_on)}
    if state.recruited_on:
        recruitment["recruitmentEndDate"] = str(state.recruited_on)
    return {
        "id": number,
        "mscId": number,
        "mscInfo": {
            "id": number,
            "clinicalTrialId": 900_000 + trial.seat.index,
            "reportingStatusCode": _application_word(state),
            "isProposedRms": place == 0,
            "countryName": name,
            "organisationInfo": {},
            "firstDecisionDate": str(state.decided_on),
            "trialStatus": _application_word(state),
            "trialPeriod": [trial_period] if state.started_on else [],
            "trialRecruitmentPeriod": [recruitment] if state.recruiting_on else [],
            "hasRecruitmentStarted": state.recruiting_on is not None,
            "applicationTypeMsc": "1",
            "mscName": name,
            "assessmentOutcome": _outcome(state),
            "assessmentOutcomeDate": str(state.decided_on),
            "decision": _decision(state),
            "decisionDate": str(state.decided_on),
        },
        "decisionDate": str(state.decided_on),
        "recruitmentSubjectCount": state.subjects,
        "trialSites": [],
        "applicationStatusCode": _application_word(state),
    }


def applications(trial: Trial) -> list[dict]:
    """Return the initial application, which all Member States of the demonstration decided on."""
    lead = trial.states[0]
    word = _application_word(lead)
    return [
        {
            "id": state_id(trial, 0),
            "type": "INITIAL",
            "status": word,
            "ctNumber": trial.seat.ct_number,
            "trialStatus": word,
            "submissionDate": str(trial.submitted_on),
            "partI": {
                "assessmentOutcome": _outcome(lead),
                "assessmentOutcomeDate": str(lead.decided_on),
            },
            "partIIInfo": [],
            "decisionDate": str(lead.decided_on),
            "ctMSCsByApplication": [
                {
                    "id": state_id(trial, place),
                    "mscName": EEA[state.code].name,
                    "reportingStatusCode": _application_word(state),
                }
                for place, state in enumerate(trial.states)
            ],
            "businessKey": "IN",
            "decisions": [
                {
                    "id": state_id(trial, place),
                    "mscId": state_id(trial, place),
                    "mscName": EEA[state.code].name,
                    "decisionDate": _moment(trial, state),
                    "decision": _decision(state),
                    "assessmentOutcome": _outcome(state),
                    "eventType": "decision",
                    "applicationType": "INITIAL",
                    "isRMS": place == 0,
                }
                for place, state in enumerate(trial.states)
            ],
        }
    ]


def event_lists(trial: Trial) -> dict:
    halts = [
        {
            "id": state_id(trial, place),
            "haltDate": str(state.halted_on),
            "mscList": [{"mscId": state_id(trial, place), "mscName": EEA[state.code].name}],
        }
        for place, state in enumerate(trial.states)
        if state.halted_on
    ]
    events = [
        {
            "mscId": state_id(trial, place),
            "mscName": EEA[state.code].name,
            "events": _events(state),
        }
        for place, state in enumerate(trial.states)
    ]
    return {"temporaryHaltList": halts, "trialEvents": [e for e in events if e["events"]]}


def _events(state: MemberState) -> list[dict]:
    end = "EARLY_TERMINATION" if state.ended_early else "END_OF_TRIAL"
    days = (
        ("START_OF_TRIAL", state.started_on),
        ("START_OF_RECRUITMENT", state.recruiting_on),
        ("END_OF_RECRUITMENT", state.recruited_on),
        (end, state.ended_on),
    )
    return [{"notificationType": kind, "date": str(day)} for kind, day in days if day]
