"""Sections E and F of the EudraCT form: disease, objectives, design and population."""

from .euctr_words import answer, answers
from .places import EEA, OUTSIDE, country_name
from .trial import CountryRecord, Trial
from .vocabulary import MINORS, ORGAN_CLASSES, THERAPEUTIC_AREAS
from .wording import upper_first

PHASES = {
    "I": "E.7.1 Human pharmacology (Phase I)",
    "II": "E.7.2 Therapeutic exploratory (Phase II)",
    "III": "E.7.3 Therapeutic confirmatory (Phase III)",
    "IV": "E.7.4 Therapeutic use (Phase IV)",
}
AGE_LINES = {
    "in utero": "F.1.1.1 In Utero",
    "preterm": "F.1.1.2 Preterm newborn infants (up to gestational age < 37 weeks)",
    "newborns": "F.1.1.3 Newborns (0-27 days)",
    "infants": "F.1.1.4 Infants and toddlers (28 days-23 months)",
    "children": "F.1.1.5 Children (2-11years)",
    "adolescents": "F.1.1.6 Adolescents (12-17 years)",
    "adults": "F.1.2 Adults (18-64 years)",
    "elderly": "F.1.3 Elderly (>=65 years)",
}
COUNT = "Number of subjects for this age range"
END_OF_TRIAL = (
    "E.8.8 Definition of the end of the trial and justification where it is not the last visit of "
    "the last subject undergoing the trial"
)
AFTERWARDS = (
    "F.5 Plans for treatment or care after the subject has ended the participation in the trial "
    "(if it is different from the expected normal treatment of that condition)"
)


def subject_lines(trial: Trial, record: CountryRecord) -> list[str]:
    """Return E.1 to E.5: the subject of the trial."""
    text, disease, old = trial.wording, trial.disease, trial.seat.makeup == "old"
    condition = "E.1.1 Medical condition(s) being investigated"
    country = EEA.get(record.code)
    lines = [
        "E. General Information on the Trial",
        "E.1 Medical condition or disease under investigation",
        f"{condition}: {text.condition}",
    ]
    if country and country.language and trial.has_translations:
        lines.append(f"{condition} ({country.language}): {text.conditions[country.language]}")
    if not old:
        area = THERAPEUTIC_AREAS[disease.area][0]
        lines += [
            f"E.1.1.1 Medical condition in easily understood language: {upper_first(disease.lay)}",
            f"E.1.1.2 Therapeutic area: Diseases [C] - {area} [{disease.area}]",
        ]
    return [
        *lines,
        "MedDRA Classification",
        *_term_lines(trial),
        f"E.1.3 Condition being studied is a rare disease: {answer(None if old else disease.rare)}",
        "E.2 Objective of the trial",
        f"E.2.1 Main objective of the trial: {text.objective}",
        f"E.2.2 Secondary objectives of the trial: {text.secondary_objective}",
        "E.2.3 Trial contains a sub-study: No",
        f"E.3 Principal inclusion criteria: {_bulleted(text.inclusion, text.bullet)}",
        f"E.4 Principal exclusion criteria: {_bulleted(text.exclusion, text.bullet)}",
        "E.5 End points",
        f"E.5.1 Primary end point(s): {_bulleted(text.end_points, text.bullet)}",
        f"E.5.1.1 Timepoint(s) of evaluation of this end point: {text.timepoints}",
        f"E.5.2 Secondary end point(s): {_bulleted(text.secondary_end_points, text.bullet)}",
        f"E.5.2.1 Timepoint(s) of evaluation of this end point: {text.timepoints}",
    ]


def _term_lines(trial: Trial) -> list[str]:
    disease = trial.disease
    if not disease.term:
        return []
    code, name = ORGAN_CLASSES[disease.soc]
    return [
        "E.1.2 Medical condition or disease under investigation:",
        f"E.1.2 Version: {9 + int(trial.seat.eudract_number[2:4]) // 2}.1",
        "E.1.2 Level: PT",
        f"E.1.2 Classification code: {disease.term_code}",
        f"E.1.2 Term: {disease.term}",
        f"E.1.2 System Organ Class: {code} - {name}",
    ]


def _bulleted(points: tuple[str, ...], bullet: str) -> str:
    if len(points) == 1:
        return points[0]
    return "\n".join(bullet.format(n) + point for n, point in enumerate(points, start=1))


def design_lines(trial: Trial, record: CountryRecord) -> list[str]:
    """Return E.6 to E.8: scope, phase, design, sites and duration."""
    third = record.code == "3rd"
    return [
        *_scope_lines(trial),
        *_phase_lines(trial, record),
        *_control_lines(trial),
        *(_sites_of_third_country(trial) if third else _sites(trial, record)),
        f"E.8.7 Trial has a data monitoring committee: {_data_board(trial)}",
        f"{END_OF_TRIAL}: LVLS",
        *_duration_lines(trial, third),
    ]


def _data_board(trial: Trial) -> str:
    return answer(None if trial.seat.makeup == "old" else trial.design.several_sites)


def _scope_lines(trial: Trial) -> list[str]:
    early = trial.seat.phase in ("I", "I/II")
    rest = None if trial.seat.makeup == "old" else False
    return [
        "E.6 and E.7 Scope of the trial",
        "E.6 Scope of the Trial",
        *answers(
            {
                "E.6.1 Diagnosis": False,
                "E.6.2 Prophylaxis": False,
                "E.6.3 Therapy": True,
                "E.6.4 Safety": True,
                "E.6.5 Efficacy": trial.seat.phase != "I",
                "E.6.6 Pharmacokinetic": early and trial.therapy.modified,
                "E.6.7 Pharmacodynamic": early,
                "E.6.8 Bioequivalence": False,
                "E.6.9 Dose response": trial.design.escalation,
                "E.6.10 Pharmacogenetic": rest,
                "E.6.11 Pharmacogenomic": rest,
                "E.6.12 Pharmacoeconomic": rest,
                "E.6.13 Others": False,
            }
        ),
    ]


def _phase_lines(trial: Trial, record: CountryRecord) -> list[str]:
    stated = record.phase.split("/")
    first = "I" in stated
    return [
        "E.7 Trial type and phase ",
        f"{PHASES['I']}: {answer(first)}",
        f"E.7.1.1 First administration to humans: {answer(first and trial.design.first_in_human)}",
        "E.7.1.2 Bioequivalence study: No",
        "E.7.1.3 Other: No",
        "E.7.1.3.1 Other trial type description: ",
        *answers({PHASES[phase]: phase in stated for phase in ("II", "III", "IV")}),
    ]


def _control_lines(trial: Trial) -> list[str]:
    design = trial.design
    product = bool(design.comparator)
    return [
        "E.8 Design of the trial",
        *answers(
            {
                "E.8.1 Controlled": bool(design.control),
                "E.8.1.1 Randomised": design.randomised,
                "E.8.1.2 Open": design.blinding == "open",
                "E.8.1.3 Single blind": design.blinding == "single",
                "E.8.1.4 Double blind": design.blinding == "double",
                "E.8.1.5 Parallel group": design.randomised,
                "E.8.1.6 Cross over": False,
                "E.8.1.7 Other": None if trial.seat.makeup == "old" else False,
            }
        ),
        "E.8.2 Comparator of controlled trial",
        *answers(
            {
                "E.8.2.1 Other medicinal product(s)": product,
                "E.8.2.2 Placebo": design.placebo,
                "E.8.2.3 Other": bool(design.control) and not product and not design.placebo,
            }
        ),
        *(
            [f"E.8.2.4 Number of treatment arms in the trial: {design.arms}"]
            if design.control
            else []
        ),
    ]


def _sites(trial: Trial, record: CountryRecord) -> list[str]:
    several = record.sites > 1
    states = [r for r in trial.records if r.code != "3rd"]
    lines = answers(
        {
            "E.8.3 The trial involves single site in the Member State concerned": not several,
            "E.8.4 The trial involves multiple sites in the Member State concerned": several,
        }
    )
    if several:
        lines.append(
            f"E.8.4.1 Number of sites anticipated in Member State concerned: {record.sites}"
        )
    lines.append(f"E.8.5 The trial involves multiple Member States: {answer(len(states) > 1)}")
    if len(states) > 1:
        total = sum(r.sites for r in states)
        lines.append(f"E.8.5.1 Number of sites anticipated in the EEA: {total}")
    return [*lines, *_outside_lines(trial)]


def _outside_lines(trial: Trial) -> list[str]:
    """Return E.8.6, which lists all planned countries, those inside the EEA too."""
    names = []
    if trial.outside:
        inside = [r.code for r in trial.records if r.code in EEA]
        names = sorted(country_name(code) for code in (*inside, *trial.outside))
    return [
        "E.8.6 Trial involving sites outside the EEA",
        "E.8.6.1 Trial being conducted both within and outside the EEA: "
        f"{answer(bool(trial.outside))}",
        "E.8.6.2 Trial being conducted completely outside of the EEA: No",
        "E.8.6.3 If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are "
        "planned:",
        *names,
    ]


def _sites_of_third_country(trial: Trial) -> list[str]:
    alone = len(trial.records) == 1
    single = alone and not trial.design.several_sites
    return [
        f"E.8.3 Will this trial be conducted at a single site globally?: {answer(single)}",
        f"E.8.4 Will this trial be conducted at multiple sites globally?: {answer(not single)}",
        "E.8.6 Trial involving sites outside the EEA",
        f"E.8.6.2 Trial being conducted completely outside of the EEA: {answer(alone)}",
        "E.8.6.3 Specify the countries outside of the EEA in which trial sites are planned:",
        *sorted(OUTSIDE[code].name for code in trial.outside),
    ]


def _duration_lines(trial: Trial, third: bool) -> list[str]:
    years, months = trial.duration
    parts = (("years", years), ("months", months), ("days", 0))
    here = [f"E.8.9.1 In the Member State concerned {unit}: {n}" for unit, n in parts]
    return [
        "E.8.9 Initial estimate of the duration of the trial",
        *([] if third else here),
        *(f"E.8.9.2 In all countries concerned by the trial {unit}: {n}" for unit, n in parts),
    ]


def population_lines(trial: Trial, record: CountryRecord) -> list[str]:
    """Return F: ages, sexes, vulnerable groups, planned numbers."""
    disease = trial.disease
    minors = disease.has_minors
    return [
        "F. Population of Trial Subjects",
        "F.1 Age Range",
        *_age_lines(trial),
        "F.2 Gender",
        f"F.2.1 Female: {answer(disease.sex != 'male')}",
        f"F.2.2 Male: {answer(disease.sex != 'female')}",
        "F.3 Group of trial subjects",
        "F.3.1 Healthy volunteers: No",
        "F.3.2 Patients: Yes",
        f"F.3.3 Specific vulnerable populations: {answer(minors)}",
        "F.3.3.1 Women of childbearing potential not using contraception : No",
        "F.3.3.2 Women of child-bearing potential using contraception: "
        f"{answer(disease.sex != 'male' and 'adults' in disease.bands)}",
        "F.3.3.3 Pregnant women: No",
        "F.3.3.4 Nursing women: No",
        "F.3.3.5 Emergency situation: No",
        f"F.3.3.6 Subjects incapable of giving consent personally: {answer(minors)}",
        *(["F.3.3.6.1 Details of subjects incapable of giving consent: Minors"] if minors else []),
        "F.3.3.7 Others: No",
        "F.4 Planned number of subjects to be included",
        *([] if record.code == "3rd" else [f"F.4.1 In the member state: {record.subjects}"]),
        "F.4.2 For a multinational trial",
        *(
            []
            if record.code == "3rd"
            else [f"F.4.2.1 In the EEA: {trial.subjects_in_eea + record.total - trial.subjects}"]
        ),
        f"F.4.2.2 In the whole clinical trial: {record.total}",
        f"{AFTERWARDS}: {'Follow-up for 15 years' if trial.therapy.modified else 'None'}",
    ]


def _age_lines(trial: Trial) -> list[str]:
    """Return F.1. F.1.1 is the total of the minors; old records have no numbers of subjects
    by age."""
    counts = trial.subjects_by_band
    old = trial.seat.makeup == "old"
    young = sum(n for band, n in counts.items() if band in MINORS)
    lines = [f"F.1.1 Trial has subjects under 18: {answer(young > 0)}"]
    if young and not old:
        lines.append(f"F.1.1 {COUNT}: {young}")
    for band, label in AGE_LINES.items():
        lines.append(f"{label}: {answer(band in counts)}")
        if band in counts and not old:
            lines.append(f"{label.split()[0]}.1 {COUNT}: {counts[band]}")
    return lines
