"""The report on investment gaps: steps that open trials need and for which supply is missing."""

from functools import partial

from core.charts.headlines import most
from core.countries import EUROPE, country_name

from ..chains import chain_for
from ..choices import AtmpClass, Step
from ..figures import ALL, EVERYWHERE, FAILURE_RATE, RECRUITMENT_YEARS, latest
from ..measures.demand import MIN_TRIALS_FOR_RATIO, NO_SUPPLY, RATIO, coverage
from ..measures.ranges import Range
from ..measures.response import Response
from ..measures.supply import chain_capacity
from ..measures.suppression import MIN_FACILITIES_PER_FIGURE
from .base import ClassForm, Kind, Linked, Report, Table, list_url, number, trials_url
from .charts import bars_of

CLASS_NAMES = dict(AtmpClass.choices)
NOT_SHOWN = "not shown: few facilities"


class Figures:
    """The figures of one snapshot, with the sums that may be shown."""

    def __init__(self, content):
        self.content = content

    def cell(self, country, atmp_class, step):
        return self.content["supply"].get(country, {}).get(atmp_class, {}).get(step)

    def range(self, country, atmp_class, step):
        """Return the Range of a cell in batches per year, None if no figure is known."""
        cell = self.cell(country, atmp_class, step)
        return Range(*cell[:3]) if cell and cell[3] else None

    def may_show(self, country, atmp_class, step):
        """Return whether the sum of a country, or of EVERYWHERE, is shown: it covers at least three
        facilities, and no smaller sum follows from it and the other sums."""
        return country in self.content.get("shown", {}).get(step, {}).get(atmp_class, ())

    def total(self, atmp_class, step):
        """Return (Range or None, number of facilities, whether the sum is shown) over all
        countries."""
        cells = [self.cell(code, atmp_class, step) for code in self.content["supply"]]
        cells = [cell for cell in cells if cell and cell[3]]
        facilities = sum(cell[3] for cell in cells)
        if not cells:
            return None, 0, True
        whole = sum((Range(*cell[:3]) for cell in cells), Range(0, 0))
        return whole, facilities, self.may_show(EVERYWHERE, atmp_class, step)

    def doing(self, country, atmp_class, step):
        return self.content["doing"].get(country, {}).get(atmp_class, {}).get(step, 0)

    def demand(self, country, atmp_class):
        """Return [batches per year, trials, trials with an estimated number, trials without a
        number]."""
        return self.content["demand"].get(country, {}).get(atmp_class, [0, 0, 0, 0])

    def care(self, country, atmp_class):
        """Return eligible patients per year; they are entered for all classes together."""
        return self.content.get("care", {}).get(country, 0) if atmp_class == ALL else 0

    def response(self, country):
        kinds = self.content["response"].get(country, {}).values()
        return Response(*(sum(line[place] for line in kinds) for place in range(3)))

    def capacity(self, country, atmp_class, steps):
        """Return the Chain of the sums that are shown, and whether there are sums that are not.

        A result, or the step with the least capacity, would tell of a hidden sum whether it is
        below the demand or below another sum.
        """
        known = {step: self.range(country, atmp_class, step) for step in steps}
        shown = {
            step: one if one and self.may_show(country, atmp_class, step) else None
            for step, one in known.items()
        }
        return chain_capacity(shown), shown != known


def build(form, user):
    values = form.cleaned_data if form.is_valid() else {}
    atmp_class = values.get("atmp_class") or ALL
    snapshot = latest()
    figures = Figures(snapshot.content)
    steps = chain_for(atmp_class)
    report = Report(
        "Investment gaps",
        as_of=snapshot.computed_at,
        is_demo=snapshot.content["is_demo"],
    )
    rows, gaps, silent = [], 0, []
    for code in sorted(EUROPE, key=country_name):
        batches, trials, _, _ = figures.demand(code, atmp_class)
        care = figures.care(code, atmp_class)
        if not trials and not care:
            continue
        batches += care / (1 - FAILURE_RATE)
        response = figures.response(code)
        doing = {step: figures.doing(code, atmp_class, step) for step in steps}
        chain, has_hidden = figures.capacity(code, atmp_class, steps)
        missing = [step for step in steps if not doing[step]]
        verdict = _verdict(chain, has_hidden, missing, batches, trials, response)
        gaps += verdict.startswith("gap")
        if not response.may_claim_gap:
            silent.append(country_name(code))
        rows.append(_row(code, atmp_class, figures, chain, has_hidden, missing, verdict, response))
    report.tables = [
        Table(
            "Countries with open trials",
            (
                "Country",
                "Open trials",
                "Demand, batches per year",
                "Of it from care",
                "Facilities",
                "Steps with none known",
                "Step with the least capacity",
                "Capacity of that step, batches per year",
                "Result",
                "Facilities that answered",
            ),
            tuple(rows),
            empty="No open trial is known for this class.",
        ),
        _steps_table(figures, atmp_class, steps),
    ]
    report.plots = [
        bars_of(
            report.tables[0],
            "Demand, batches per year",
            name="demand",
            title="Demand by country",
            headline=partial(
                most, noun="demand", degree="highest", figure="{:,.0f} batches per year".format
            ),
            x_label="Batches per year",
        ),
        bars_of(
            report.tables[1],
            "Facilities that state it",
            name="steps",
            title="Facilities that state each step",
            headline=partial(most, noun="facilities that state it", figure="{:,.0f}".format),
            x_label="Facilities",
        ),
    ]
    label = CLASS_NAMES.get(atmp_class, "all classes together")
    report.summary = [
        f"For {label}: {len(rows)} countries have open trials. A gap is known in {gaps} of them.",
        "No gap is claimed if fewer than half of the known facilities of a country answered"
        + (f": {', '.join(silent)}." if silent else "."),
    ]
    report.notes = notes()
    return report


def _row(code, atmp_class, figures, chain, has_hidden, missing, verdict, response):
    batches, trials, estimated, without_number = figures.demand(code, atmp_class)
    care = figures.care(code, atmp_class) / (1 - FAILURE_RATE)
    beside = []
    if estimated:
        beside.append(f"{estimated} trials estimated")
    if without_number:
        beside.append(f"{without_number} trials without a number")
    narrow = chain.narrow_steps[0] if chain.narrow_steps else ""
    unstated = NOT_SHOWN if has_hidden else "not known"
    facilities = figures.content["facilities"].get(code, 0)
    trials_link = trials_url(country=code, atmp_class=atmp_class, status="ongoing")
    return (
        country_name(code),
        Linked(number(trials), trials_link),
        f"{batches + care:,.1f}" + (f" ({', '.join(beside)})" if beside else ""),
        f"{care:,.1f}" if care else "not known",
        Linked(number(facilities), list_url(country=code)) if facilities else "none known",
        _missing_steps(missing, chain_for(atmp_class)),
        Linked(Step(narrow).label, list_url(country=code, step=narrow)) if narrow else unstated,
        str(figures.range(code, atmp_class, narrow)) if narrow else unstated,
        verdict,
        f"{response.answered} of {response.known}",
    )


def _missing_steps(missing, steps):
    if len(missing) == len(steps):
        return f"all {len(steps)} steps"
    return ", ".join(Step(step).label for step in missing) or "–"


def _verdict(chain, has_hidden, missing, batches, trials, response):
    if not response.may_claim_gap:
        return "not known: too few answers"
    if missing:
        return f"gap: no facility known for {len(missing)} steps"
    if chain.range is None:
        return NOT_SHOWN if has_hidden else "not known: no capacity is stated"
    found = coverage(chain.range, batches, trials)
    if found.state == NO_SUPPLY:
        return "gap: no capacity"
    if found.state != RATIO:
        return found.state
    if not found.may_colour:
        return f"fewer than {MIN_TRIALS_FOR_RATIO} trials: see the counts"
    if found.range.high < 1:
        return "gap: capacity below demand"
    if has_hidden:
        return NOT_SHOWN
    return "capacity may be below demand" if found.range.low < 1 else "capacity above demand"


def _steps_table(figures, atmp_class, steps):
    rows = []
    for step in steps:
        whole, facilities, may_show = figures.total(atmp_class, step)
        doing = sum(figures.doing(code, atmp_class, step) for code in figures.content["doing"])
        cells = [figures.cell(code, atmp_class, step) for code in figures.content["supply"]]
        rows.append(
            (
                Step(step).label,
                Linked(number(doing), list_url(step=step, atmp_class=atmp_class))
                if doing
                else "none known",
                number(facilities),
                "no figure known" if whole is None else str(whole) if may_show else NOT_SHOWN,
                number(sum(cell[4] for cell in cells if cell)),
                number(sum(cell[5] for cell in cells if cell)),
            )
        )
    return Table(
        "Steps over all countries",
        (
            "Step",
            "Facilities that state it",
            "With a fresh figure",
            "Capacity, batches per year",
            "Without a figure",
            "Only stale figures",
        ),
        tuple(rows),
    )


def notes():
    return [
        f"Demand: persons planned in open trials, over {RECRUITMENT_YEARS} years of recruitment, "
        f"one batch per person, {FAILURE_RATE:.0%} of batches failing. Years and failure are our "
        "assumptions: the registers do not state them. Where a register gives no number for the "
        "country, an equal share of the trial's total is taken and marked as estimated.",
        "Demand from care: eligible patients per year of the demand areas, one batch per patient, "
        "with the same failure; it is entered for all classes together and missing where nobody "
        "entered it.",
        "Supply: sums of the bands that facilities released, no older than 18 months; one batch "
        "or one patient per year counts as one. Rooms and slots are not added.",
        f"Sums over fewer than {MIN_FACILITIES_PER_FIGURE} facilities are not shown, nor sums from "
        "which they could be computed. The result and the step with the least capacity are of the "
        "sums that are shown.",
        "“None known” does not mean that there is none. Trials are those that everyone sees.",
    ]


GAPS = Kind(
    "gaps",
    "Investment gaps",
    "Steps that trials in a country need and that are missing there",
    ClassForm,
    build,
)
