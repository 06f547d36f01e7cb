"""How long a step really takes: in the use cases, and in the trials of the registers."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median, quantiles

from core.countries import country_name
from trials.querysets import TIMES_TO_START
from usecases.models import Milestone, UseCase
from usecases.road import road_of
from usecases.snapshot import milestone_data

MIN_TRIALS_WITH_QUARTILES = 4
STATED = [name for name, _, days in TIMES_TO_START if days]


@dataclass(frozen=True)
class RegisterTime:
    """Days from the first entry in a register to the start of the trial, over `number` trials.

    Quartiles are None for fewer than MIN_TRIALS_WITH_QUARTILES trials. `url` lists these trials.
    """

    words: str
    number: int
    url: str
    median: int | None = None
    lower: int | None = None
    upper: int | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class CaseTime:
    """The real days of one milestone of a use case, without clock stops."""

    case: UseCase
    name: str
    place: str
    days: int


def summary_of(days):
    """Return (median, lower quartile, upper quartile) of a list of days; None where undefined."""
    if not days:
        return None, None, None
    middle = round(median(days))
    if len(days) < MIN_TRIALS_WITH_QUARTILES:
        return middle, None, None
    lower, _, upper = quantiles(days, n=4, method="inclusive")
    return middle, round(lower), round(upper)


def register_time(rows, choice, country):
    """Return the RegisterTime of the trials with this country, class and sponsor.

    `rows` are RegisterRows; `country` may be "", for trials of all countries.
    """
    filters = {
        "country": country,
        "atmp_class": choice.atmp_class,
        "sponsor_type": choice.sponsor,
    }
    filters = {name: [value] for name, value in filters.items() if value}
    filters["time_to_start"] = STATED
    days = rows.days_to_start(filters)
    words = f"trials in {country_name(country)}" if country else "trials of all countries"
    return RegisterTime(
        words, len(days), rows.url(filters), *summary_of(days), is_demo=rows.is_demo
    )


def case_times(user, procedures):
    """Return {procedure key: [CaseTime]} of the milestones that the reader may see."""
    milestones = (
        Milestone.objects.filter(
            procedure__in=procedures, use_case__in=UseCase.objects.readable_live(user)
        )
        .select_related("use_case", "procedure", "stage", "procedure__stage")
        .prefetch_related("stops")
        .order_by("use_case__position", "position")
    )
    found = defaultdict(list)
    for milestone in milestones:
        (step,) = road_of({"milestones": [milestone_data(milestone)]}).steps
        if step.working_days is not None:
            case = milestone.use_case
            time = CaseTime(case, milestone.name, step.place, step.working_days)
            found[milestone.procedure_id].append(time)
    return found
