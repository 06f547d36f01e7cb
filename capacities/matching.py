"""Search for facilities that do steps for a therapy, with their distance and the missing steps of
the chain.

A step is *stated* if a capability says yes for the class and technology; *possible* if the facility
names step, class and technology, but not in one capability; *no* if a capability says no; otherwise
*not stated*. Facilities that do all wanted steps are one group, those that do some of them another.
Each group is ordered by distance, then by name. There is no ranking.
"""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from core.countries import country_name
from trials.choices import TECHNOLOGIES, Answer

from .access import shown_authorisations
from .chains import chain_for, technologies_for
from .choices import NOT_STATED, AgeGroup, AuthorisationType, Experience, Scale, Step
from .measures.distance import great_circle_km
from .models import Capability, Facility

STATED, POSSIBLE, NO, UNKNOWN = "stated", "possible", "no", "unknown"
MAX_EXPLAINED = 100  # matches with reasons, which is the number that a report shows
BESIDE = {POSSIBLE: "combination not stated", UNKNOWN: "not stated"}
ORDER = {state: place for place, state in enumerate((STATED, POSSIBLE, NO, UNKNOWN))}


@dataclass(frozen=True)
class Wanted:
    """A search for facilities. `place` is (latitude, longitude). Empty values do not restrict the
    search."""

    atmp_class: str = ""
    technologies: tuple = ()
    steps: tuple = ()
    place: tuple | None = None
    place_name: str = ""
    km: int = 0
    countries: tuple = ()
    age_group: str = ""
    open_only: bool = False
    authorisation: str = ""

    @property
    def chain(self):
        return chain_for(self.atmp_class, self.technologies)

    @property
    def wanted_steps(self):
        """Return the chosen steps, or the whole chain if none is chosen."""
        return tuple(step for step in Step if step in self.steps) or self.chain


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """The answer of a facility to one step. `row` is the capability with the answer, if there is
    one."""

    step: Step
    state: str
    row: tuple = ()

    @property
    def words(self):
        if self.state == NO:
            return "no"
        if not self.row:
            return BESIDE.get(self.state, "yes")
        text = _words(*self.row[1:])
        return text if self.state == STATED else f"{text}; combination not stated".lstrip("; ")

    @property
    def text(self):
        return f"{self.step.label}: {self.words}"


@dataclass
class Match:
    """One facility with its answers, its distance (None without coordinates) and reasons."""

    facility: Facility
    answers: dict
    km: float | None = None
    reasons: list = field(default_factory=list)

    def does(self, step):
        return self.answers[step].state in (STATED, POSSIBLE)

    @property
    def wanted_done(self):
        return [answer for answer in self.answers.values() if answer.state in (STATED, POSSIBLE)]

    @property
    def wanted_open(self):
        return [answer for answer in self.answers.values() if answer.state in (NO, UNKNOWN)]


@dataclass(frozen=True)
class ChainStep:
    """The number of facilities within the distance that do one step, and the nearest one beyond
    it."""

    step: Step
    within: int
    possible: int
    nearest_beyond: Match | None

    @property
    def is_missing(self):
        return not self.within and not self.possible


@dataclass(frozen=True)
class MatchResult:
    wanted: Wanted
    matches: tuple
    chain: tuple
    without_distance: int  # facilities that would match, but have no coordinates

    @property
    def missing(self):
        return [one for one in self.chain if one.is_missing]


def match(wanted, user):
    """Return the MatchResult over all facilities that the user may see."""
    facilities = list(_facilities(wanted, user).select_related("site").defer("text", "search_text"))
    steps = tuple(dict.fromkeys((*wanted.wanted_steps, *wanted.chain)))
    asks_details = bool(wanted.atmp_class or wanted.technologies)
    rows = _capabilities(facilities, steps, wanted) if asks_details else None
    technologies = {step: technologies_for(step, wanted.technologies) for step in steps}
    found, beyond, without_distance = [], [], 0
    for facility in facilities:
        if asks_details:
            stated = rows.get(facility.pk, {})
            answers = {
                step: _answer(facility, step, stated.get(step, ()), technologies[step], wanted)
                for step in steps
            }
        else:
            answers = {step: _simple_answer(facility, step) for step in steps}
        one = Match(facility, answers, _distance(facility, wanted))
        if wanted.place and one.km is None:
            without_distance += any(one.does(step) for step in wanted.wanted_steps)
        elif wanted.place and wanted.km and one.km > wanted.km:
            beyond.append(one)
        else:
            found.append(one)
    chain = tuple(_chain_step(step, found, beyond) for step in wanted.chain)
    matches = [one for one in found if any(one.does(step) for step in wanted.wanted_steps)]
    for one in matches:
        one.answers = {step: one.answers[step] for step in wanted.wanted_steps}
    matches.sort(
        key=lambda one: (
            bool(one.wanted_open),
            one.km if one.km is not None else float("inf"),
            one.facility.name,
        )
    )
    _explain(matches[:MAX_EXPLAINED], wanted, user)
    return MatchResult(wanted, tuple(matches), chain, without_distance)


def _facilities(wanted, user):
    rows = Facility.objects.visible_to(user).exclude(state="closed")
    if wanted.countries:
        rows = rows.filter(site__country__in=wanted.countries)
    if wanted.age_group:
        rows = rows.for_age_group([wanted.age_group])
    if wanted.open_only:
        rows = rows.open_as(["collaboration", "service"])
    if wanted.authorisation:
        rows = rows.authorised_for([wanted.authorisation])
    return rows


def _capabilities(facilities, steps, wanted):
    """Return {facility: {step: rows}} of released capabilities for the class and technologies."""
    released = [row.pk for row in facilities if " capabilities " in row.released]
    rows = Capability.objects.filter(step__in=steps)
    if len(released) < 500:  # with more, the condition is slower than reading all rows
        rows = rows.filter(facility__in=released)
    if wanted.atmp_class:
        rows = rows.filter(atmp_class__in=("", wanted.atmp_class))
    if wanted.technologies:
        rows = rows.filter(technology__in=(NOT_STATED, *wanted.technologies))
    found = {}
    may_see = set(released)
    columns = ("facility", "step", "answer", "atmp_class", "technology", "scale", "experience")
    for facility, step, *row in rows.order_by().values_list(*columns).iterator():
        if facility in may_see:
            found.setdefault(facility, {}).setdefault(step, []).append(row)
    return found


def _answer(facility, step, rows, technologies, wanted):
    """Return the best answer to one step from its rows (answer, class, technology, ...)."""
    best, best_row = UNKNOWN, ()
    for row in rows:
        answer, atmp_class, technology = row[:3]
        if technologies and technology != NOT_STATED and technology not in technologies:
            continue
        if answer == Answer.NO:
            state = NO
        elif answer == Answer.YES:
            is_exact = (atmp_class or not wanted.atmp_class) and (
                not technologies or technology != NOT_STATED
            )
            state = STATED if is_exact else POSSIBLE
        else:
            continue
        if ORDER[state] < ORDER[best]:
            best, best_row = state, row
            if state == STATED:
                break
    if best == UNKNOWN and _is_possible(facility, step, technologies, wanted):
        return StepAnswer(step, POSSIBLE)
    return StepAnswer(step, best, best_row)


def _simple_answer(facility, step):
    """Return the answer from the shown steps, for a search without class and technology."""
    return StepAnswer(step, STATED if f" {step} " in facility.shown_steps else UNKNOWN)


def _is_possible(facility, step, technologies, wanted):
    """Return whether the shown words contain the step, the class and a technology."""
    has = facility.shown_technologies
    return (
        f" {step} " in facility.shown_steps
        and f" {step} " in facility.steps  # the short list; capabilities were checked before
        and (not wanted.atmp_class or f" {wanted.atmp_class} " in facility.shown_classes)
        and (not technologies or any(f" {each} " in has for each in technologies))
    )


def _words(atmp_class, technology, scale, experience):
    parts = [atmp_class, TECHNOLOGIES[technology] if technology != NOT_STATED else ""]
    parts += [Scale(scale).label.lower() if scale != NOT_STATED else ""]
    parts += [Experience(experience).label.lower() if experience != NOT_STATED else ""]
    return ", ".join(filter(None, parts))


def _distance(facility, wanted):
    place = facility.site.place
    return great_circle_km(wanted.place, place) if wanted.place and place else None


def _chain_step(step, found, beyond):
    within = sum(one.answers[step].state == STATED for one in found)
    possible = sum(one.answers[step].state == POSSIBLE for one in found)
    outside = [one for one in beyond if one.does(step)]
    nearest = min(outside, key=lambda one: one.km, default=None)
    return ChainStep(step, within, possible, nearest if not within and not possible else None)


def _explain(matches, wanted, user):
    prefetch_related_objects([one.facility for one in matches], "authorisations")
    for one in matches:
        facility, reasons = one.facility, one.reasons
        if one.km is not None:
            reasons.append(f"{one.km:,.0f} km from {wanted.place_name} in a straight line")
        reasons += [answer.text for answer in one.wanted_done]
        valid = [
            AuthorisationType(row.type).label
            for row in shown_authorisations(facility, user)
            if row.state in ("valid", "ends_soon")
        ]
        reasons.append(
            f"Valid today: {', '.join(dict.fromkeys(valid))}" if valid else "No authorisation known"
        )
        if wanted.age_group:
            reasons.append(f"Takes {AgeGroup(wanted.age_group).label.lower()}")
        reasons.append(f"Open to others: {facility.get_open_to_display().lower()}")
        if wanted.countries:
            reasons.append(f"In {country_name(facility.site.country)}")
