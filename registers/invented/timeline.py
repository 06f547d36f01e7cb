"""Dates and statuses of a trial, country by country, as they arise in each register.

Countries of one trial rarely agree in the EUCTR: some never report the end, some end earlier, and
British records were frozen when the United Kingdom left. CTIS follows one trial through its events.
"""

from datetime import date, timedelta
from random import Random

from .composition import BOTH, Seat, shares
from .trial import CountryRecord, MemberState

LAST_EUDRACT_DAY = date(2023, 1, 30)  # from the next day on, new trials are in CTIS
BREXIT = date(2021, 1, 1)
LAST_DIRECTIVE_DAY = date(2025, 1, 30)  # trials still running had to be in CTIS by then
FIRST_CTIS_DAY = date(2022, 2, 1)
LAST_DAY = date(2026, 10, 31)

FROZEN = "GB - no longer in EU/EEA"
TRANSITIONED = "Trial now transitioned"
ENDED = ("Completed", "Prematurely Ended")
OTHER_PHASE = {"I": "I/II", "I/II": "II", "II": "I/II", "III": "II/III", "IV": "III"}

# Trial status in CTIS -> statuses its other countries may have.
BESIDE = {3: (3, 2), 4: (4, 4, 3, 2, 5), 5: (5, 5, 8)}
STARTED = (4, 5, 6, 7, 8, 10)
RECRUITING = (3, *STARTED)


def country_records(
    seat: Seat, codes: list[str], total: int, in_eea: int, several_sites: bool, rng: Random
) -> tuple[CountryRecord, ...]:
    """Return one record per country, the lead country first and third countries last."""
    year = int(seat.eudract_number[:4])
    first = date(year, 1, 10) + timedelta(rng.randrange(330))
    statuses = _statuses(seat, len(codes), rng)
    here = [code for code in codes if code not in ("GB", "3rd")] or codes
    subjects = split(in_eea, len(here), rng)
    entered = [first, *sorted(first + timedelta(rng.randrange(5, 240)) for _ in codes[1:])]
    permitted_on = first + timedelta(150)
    end = permitted_on + timedelta(rng.randrange(400, 2000))
    ended_on = min(end, LAST_DIRECTIVE_DAY) if seat.outcome in ENDED else None
    alone = len(codes) == 1
    sites = (1,) if not several_sites else (2, 3, 4, 5) if alone else (1, 1, 1, 2, 2, 3, 4, 6)
    odd_one = rng.randrange(1, len(here)) if len(here) > 1 else 0
    records = []
    for place, (code, day, status) in enumerate(zip(codes, entered, statuses, strict=True)):
        day = min(day, LAST_EUDRACT_DAY)
        frozen = code == "GB" and not (ended_on and ended_on < BREXIT)
        if code == "3rd":
            status = ""
        elif frozen and status != "Not Authorised":
            status = FROZEN
        differs = seat.makeup == "phases differ" and place == odd_one
        more = seat.makeup == "totals differ" and place == odd_one
        records.append(
            CountryRecord(
                code=code,
                status=status,
                phase=OTHER_PHASE[seat.phase] if differs else seat.phase,
                entered_on=day,
                authority_on=_sometimes(day + timedelta(rng.randrange(25, 140)), 0.98, rng),
                ethics_on=_sometimes(day + timedelta(rng.randrange(15, 150)), 0.96, rng),
                ended_on=ended_on if status in ENDED else None,
                sites=rng.choice(sites),
                subjects=subjects[here.index(code)] if code in here else max(1, total // 8),
                total=total + max(5, total // 3) if more else total,
            )
        )
    return tuple(records)


def _sometimes(day: date, chance: float, rng: Random) -> date | None:
    return day if rng.random() < chance else None


def split(total: int, parts: int, rng: Random) -> list[int]:
    """Return `total` in unequal parts of at least one each."""
    weights = {part: rng.randrange(1, 6) for part in range(parts)}
    return [1 + more for more in shares(weights, max(0, total - parts)).values()]


def _statuses(seat: Seat, countries: int, rng: Random) -> list[str]:
    """Return a status per country: the first has the trial's outcome, in about a third one
    differs."""
    outcome = TRANSITIONED if seat.register == BOTH else seat.outcome
    statuses = [outcome] * countries
    if outcome == "Restarted":
        statuses[1:] = ["Ongoing"] * (countries - 1)
    elif outcome == "Suspended by CA":
        statuses[1:] = ["Temporarily Halted"] * (countries - 1)
    elif countries > 1 and rng.random() < 0.35:
        other = {
            "Ongoing": "Completed",
            "Completed": "Ongoing",
            "Prematurely Ended": "Ongoing",
            "Temporarily Halted": "Completed",
            TRANSITIONED: "Completed",
        }
        statuses[-1] = other.get(outcome, outcome)
    return statuses


def submission_day(seat: Seat, rng: Random) -> date:
    """Return the day on which the application reached CTIS.

    It is late enough for its year and early enough for its status.
    """
    year = int(seat.ct_number[:4])
    days = 75 if year == 2026 else 215 if year == 2025 else 340
    return max(date(year, 1, 5) + timedelta(rng.randrange(days)), FIRST_CTIS_DAY)


def member_states(
    seat: Seat,
    codes: list[str],
    in_eea: int,
    submitted_on: date,
    started_before: date | None,
    rng: Random,
) -> tuple[MemberState, ...]:
    """Return the Member States concerned in CTIS, the reporting one first.

    A transitioned trial keeps the start that it had under the Directive.
    """
    status = seat.ctis_status
    others = BESIDE.get(status, (status,))
    statuses = [status, *(rng.choice(others) for _ in codes[1:])]
    if status in (4, 5) and len(codes) > 2 and not started_before and rng.random() < 0.2:
        statuses[-1] = 11
    subjects = split(in_eea, len(codes), rng)
    decided_on = _later(submitted_on, 20, 60, rng) if started_before else None
    decided_on = decided_on or _later(submitted_on, 70, 155, rng)
    return tuple(
        _member_state(seat, code, state, _later(decided_on, 0, 12, rng), started_before, count, rng)
        for code, state, count in zip(codes, statuses, subjects, strict=True)
    )


def _member_state(seat, code, status, decided_on, started_before, subjects, rng) -> MemberState:
    started = started_before or _later(decided_on, 15, 110, rng)
    recruiting = _later(started, 0, 45, rng)
    # A trial that ended under CTIS ended after the decision, even if it started years before.
    recruited = _later(max(recruiting, decided_on), 150, 600, rng)
    ended = _later(recruited, 40, 300, rng)
    early = status == 8 and seat.ended_early
    return MemberState(
        code=code,
        status=status,
        decided_on=decided_on,
        started_on=started if status in STARTED else None,
        recruiting_on=recruiting if status in RECRUITING else None,
        recruited_on=recruited if status in (5, 8) and not early else None,
        halted_on=recruited if status in (6, 7) else None,
        ended_on=ended if status == 8 else None,
        ended_early=early,
        subjects=subjects,
    )


def _later(day: date, low: int, high: int, rng: Random) -> date:
    """Return a day after `day`, but never after the last day of the demonstration."""
    return min(day + timedelta(rng.randint(low, high)), LAST_DAY)
