"""The composition of the demonstration, exact for 640 trials and scaled for other numbers.

All figures are invented. They differ from every figure that the project has published, so that
nobody takes the demonstration for a confirmation. `seats` distributes the parts so that every share
is exact with any seed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

EUCTR, BOTH, CTIS = "euctr", "both", "ctis"

# Group -> class -> phase -> trials. Only the last group tests products that are on the market.
PROFILES = {
    "early": {
        "GTMP": {"I": 61, "I/II": 78},
        "sCTMP": {"I": 41, "I/II": 50},
        "TEP": {"I": 14, "I/II": 19},
        "cATMP": {"I": 4, "I/II": 6},
        "unclear": {"I": 9, "I/II": 12},
    },
    "exploratory": {
        "GTMP": {"II": 128},
        "sCTMP": {"II": 103},
        "TEP": {"II": 35},
        "cATMP": {"II": 9},
        "unclear": {"II": 14},
    },
    "authorised": {
        "GTMP": {"III": 25, "IV": 10},
        "sCTMP": {"III": 5, "IV": 2},
        "TEP": {"III": 9, "IV": 4},
        "cATMP": {"III": 2},
    },
}

REGISTERS = {EUCTR: 416, BOTH: 83, CTIS: 141}

# Kinds of country records of a trial that is only in the EUCTR.
MAKEUPS = {
    "plain": 323,
    "with GB": 35,
    "with third country": 14,
    "third country only": 4,
    "GB only": 6,
    "phases differ": 10,
    "totals differ": 7,
    "old": 17,
}

# Outcomes of such a trial; one with only a third-country record has no status.
OUTCOMES = {
    "Ongoing": 166,
    "Completed": 197,
    "Prematurely Ended": 22,
    "Temporarily Halted": 9,
    "Restarted": 5,
    "Suspended by CA": 3,
    "Prohibited by CA": 2,
    "Not Authorised": 8,
}

# CTIS status code and whether the trial ended early; a transitioned trial had been authorised.
STATUSES_TRANSITIONED = {
    (4, False): 36,
    (5, False): 38,
    (3, False): 4,
    (6, False): 4,
    (8, False): 9,
    (8, True): 3,
}
STATUSES_NEW = {
    (2, False): 22,
    (3, False): 30,
    (4, False): 45,
    (5, False): 28,
    (6, False): 6,
    (7, False): 2,
    (8, False): 10,
    (8, True): 5,
    (9, False): 2,
    (10, False): 1,
    (11, False): 6,
    (12, False): 3,
}

YEARS = {
    "old": range(2004, 2011),
    "Ongoing": range(2013, 2023),
    "Completed": range(2008, 2020),
    "Prematurely Ended": range(2009, 2021),
    "Temporarily Halted": range(2015, 2023),
    "transitioned": range(2014, 2022),
}
OTHER_YEARS = range(2009, 2022)
LAST_YEAR_OF_GB = 2019

# A new CTIS trial with a later status has an older number.
YEARS_IN_CTIS = {2: (2025, 2026), 3: (2024, 2025, 2026), 4: (2023, 2024, 2025)}
OTHER_YEARS_IN_CTIS = (2022, 2023, 2024)
TRANSITION_YEARS = (2023, 2024, 2024)


@dataclass(frozen=True, slots=True)
class Seat:
    """The given properties of one trial. Numbers are "" and `ctis_status` is 0 if the trial is not
    in that register."""

    index: int
    phase: str
    atmp_class: str
    authorised: bool
    register: str
    makeup: str
    outcome: str
    ctis_status: int
    ended_early: bool
    eudract_number: str
    ct_number: str
    nct_number: str


def shares(weights: Mapping, total: int) -> dict:
    """Return `total` divided in proportion to the weights by largest remainders; ties favour the
    first."""
    whole = sum(weights.values())
    parts = {key: weight * total // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(weights[key] * total % whole))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def profiles(total: int) -> Iterator[tuple[tuple[str, str, bool], int]]:
    """Yield ((phase, class, authorised), number of trials).

    The groups are divided first, so that small numbers of trials keep the proportion of the groups.
    """
    sizes = {group: _size(classes) for group, classes in PROFILES.items()}
    for group, in_group in shares(sizes, total).items():
        classes = {name: _size(phases) for name, phases in PROFILES[group].items()}
        for name, in_class in shares(classes, in_group).items():
            for phase, trials in shares(PROFILES[group][name], in_class).items():
                yield (phase, name, group == "authorised"), trials


def _size(tree: Mapping | int) -> int:
    return tree if isinstance(tree, int) else sum(map(_size, tree.values()))


def _deck(parts, rng: Random) -> list:
    """Return a list with each kind as often as its number, in random order."""
    cards = [card for card, count in parts for _ in range(count)]
    rng.shuffle(cards)
    return cards


def seats(trials: int, seed: int) -> Iterator[Seat]:
    """Yield one seat per trial.

    Numbers are assigned in order of the year and can never belong to a real trial: EudraCT stayed
    below 9NNNNN, CTIS is far from 58NNNN, ClinicalTrials.gov from NCT99.
    """
    rng = Random(f"{seed}/seats")
    in_register = shares(REGISTERS, trials)
    of_makeup = shares(MAKEUPS, in_register[EUCTR])
    with_status = in_register[EUCTR] - of_makeup["third country only"]
    registers = _deck(in_register.items(), rng)
    makeups = iter(_deck(of_makeup.items(), rng))
    outcomes = iter(_deck(shares(OUTCOMES, with_status).items(), rng))
    statuses = {
        register: iter(_deck(shares(weights, in_register[register]).items(), rng))
        for register, weights in ((BOTH, STATUSES_TRANSITIONED), (CTIS, STATUSES_NEW))
    }
    given_out = Counter()

    def number(kind, year, write):
        given_out[kind, year] += 1
        return write(year, given_out[kind, year])

    for index, (profile, register) in enumerate(
        zip(_deck(profiles(trials), rng), registers, strict=True)
    ):
        phase, atmp_class, authorised = profile
        makeup = next(makeups) if register == EUCTR else "plain"
        has_outcome = register == EUCTR and makeup != "third country only"
        outcome = next(outcomes) if has_outcome else ""
        status, ended_early = (0, False) if register == EUCTR else next(statuses[register])
        eudract_number = ct_number = ""
        if register != CTIS:
            year = _year(register, makeup, outcome, rng)
            eudract_number = number(EUCTR, year, _eudract_number)
        if register != EUCTR:
            ct_number = number(CTIS, _year_in_ctis(register, status, rng), _ct_number)
        yield Seat(
            index=index,
            phase=phase,
            atmp_class=atmp_class,
            authorised=authorised,
            register=register,
            makeup=makeup,
            outcome=outcome,
            ctis_status=status,
            ended_early=ended_early,
            eudract_number=eudract_number,
            ct_number=ct_number,
            nct_number=f"NCT{99_000_000 + index}" if rng.random() < 0.5 else "",
        )


def _year(register: str, makeup: str, outcome: str, rng: Random) -> int:
    kind = "transitioned" if register == BOTH else "old" if makeup == "old" else outcome
    year = rng.choice(YEARS.get(kind, OTHER_YEARS))
    return min(year, LAST_YEAR_OF_GB) if "GB" in makeup else year


def _year_in_ctis(register: str, status: int, rng: Random) -> int:
    if register == BOTH:
        return rng.choice(TRANSITION_YEARS)
    return rng.choice(YEARS_IN_CTIS.get(status, OTHER_YEARS_IN_CTIS))


def _eudract_number(year: int, serial: int) -> str:
    return f"{year}-{900_000 + serial}-{(year + 7 * serial) % 90 + 10}"


def _ct_number(year: int, serial: int) -> str:
    """Return an EU CT number: 999 per year from 599001 on, further ones from 580000 to 598999."""
    place = 599_000 + serial if serial < 1000 else 579_000 + serial
    return f"{year}-{place}-{(year + 3 * serial) % 90 + 10}-00"
