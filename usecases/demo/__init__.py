"""Two invented use cases that show every part of a page. All rows are marked as invented."""

import tomllib
from datetime import date
from pathlib import Path

from django.apps import apps
from django.db import transaction

from core.text import name_key
from stakeholders.models import Organisation, TargetGroup
from trials.demo import demo_trials

from ..content import write_vocabularies
from ..models import (
    Attempt,
    CaseHurdle,
    CaseOrganisation,
    ClockStop,
    Hurdle,
    HurdleCategory,
    Milestone,
    Procedure,
    Recommendation,
    RecommendationEvent,
    Section,
    Solution,
    SolutionType,
    Stage,
    UseCase,
)
from ..review import keep_version

FOLDER = Path(__file__).parent
TRIALS_PER_CASE = 2  # demonstration trials of the same disease, if there are any


def read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@transaction.atomic
def load():
    """Add the demonstration cases if there are none; return their number."""
    if not UseCase.objects.filter(is_demo=True).exists():
        write_vocabularies(apps.get_model)  # restores rows that were removed
        stages = {row.code: row for row in Stage.objects.all()}
        hurdles = _hurdles(read("hurdles.toml"), stages)
        for position, file in enumerate(("case_one.toml", "case_two.toml")):
            _case(read(file), position, hurdles, stages)
        for row in read("recommendations.toml")["recommendations"]:
            _recommendation(row, hurdles)
    return UseCase.objects.filter(is_demo=True).count()


def _hurdles(content, stages):
    solutions = {row["key"]: _solution(row) for row in content["solutions"]}
    groups = {group.number: group for group in TargetGroup.objects.all()}
    categories = {row.code: row for row in HurdleCategory.objects.all()}
    procedures = {row.code: row for row in Procedure.objects.all()}
    hurdles = {}
    for row in content["hurdles"]:
        values = dict(row)
        key, tried = values.pop("key"), values.pop("tried", [])
        affected = values.pop("affected", [])
        hurdle = Hurdle.objects.create(
            category=categories[values.pop("category")],
            stage=stages[values.pop("stage")] if "stage" in values else None,
            procedure=procedures[values.pop("procedure")] if "procedure" in values else None,
            is_demo=True,
            **values,
        )
        hurdle.affected.set(groups[number] for number in affected if number in groups)
        for one in tried:
            Attempt.objects.create(
                hurdle=hurdle,
                solution=solutions[one["solution"]],
                outcome=one["outcome"],
                why=one.get("why", ""),
            )
        hurdles[key] = hurdle
    return hurdles


def _solution(row):
    values = {name: value for name, value in row.items() if name not in {"key", "type"}}
    return Solution.objects.create(
        type=SolutionType.objects.get(code=row["type"]), is_demo=True, **values
    )


def _case(content, position, hurdles, stages):
    values = dict(content["case"])
    wanted = values.pop("trials")
    case = UseCase.objects.create(
        stage=stages[values.pop("stage")], position=position + 100, is_demo=True, **values
    )
    case.trials.set(demo_trials(atmp_class=case.atmp_class, **wanted)[:TRIALS_PER_CASE])
    for place, row in enumerate(content["sections"], 1):
        Section.objects.create(use_case=case, position=place, **row)
    for place, row in enumerate(content["organisations"], 1):
        CaseOrganisation.objects.create(
            use_case=case, organisation=_organisation(row), role=row["role"], position=place
        )
    procedures = {row.code: row for row in Procedure.objects.all()}
    steps = list(enumerate(content["milestones"], 1))
    first = content.get("first_version")
    for place, row in steps[: first["milestones"] if first else len(steps)]:
        _milestone(case, place, row, procedures)
    for place, key in enumerate(content["hurdles"], 1):
        note = content.get("notes", {}).get(key, "")
        CaseHurdle.objects.create(use_case=case, hurdle=hurdles[key], position=place, note=note)
    if first:
        _finalise(case, first, content["second_version"], steps, procedures)


def _finalise(case, first, second, steps, procedures):
    """Make two versions; the second has more milestones and a new summary."""
    summary, case.summary = case.summary, first["summary"]
    case.status, case.published_on = "finalised", date.fromisoformat(first["finalised_on"])
    case.save()
    keep_version(case, finalised_on=case.published_on, note=first["note"])
    for place, row in steps[first["milestones"] :]:
        _milestone(case, place, row, procedures)
    case.summary = summary
    case.save()
    day = date.fromisoformat(second["finalised_on"])
    keep_version(case, finalised_on=day, note=second["note"])


def _milestone(case, place, row, procedures):
    values = dict(row)
    stops = values.pop("stops", [])
    code = values.pop("procedure", None)
    milestone = Milestone.objects.create(
        use_case=case, position=place, procedure=procedures[code] if code else None, **values
    )
    for stop in stops:
        milestone.stops.create(**stop)


def _organisation(row):
    name = row["name"]
    found = Organisation.objects.filter(name_key=name_key(name), is_demo=True).first()
    return found or Organisation.objects.create(name=name, country=row["country"], is_demo=True)


def _recommendation(row, hurdles):
    values = dict(row)
    events, keys = values.pop("events"), values.pop("hurdles")
    numbers = values.pop("groups")
    recommendation = Recommendation.objects.create(
        state=events[-1]["new"] if events else "draft", is_demo=True, **values
    )
    recommendation.hurdles.set(hurdles[key] for key in keys)
    recommendation.solutions.set(
        Solution.objects.filter(
            attempts__hurdle__in=recommendation.hurdles.all(), attempts__outcome="worked"
        ).distinct()
    )
    recommendation.target_groups.set(TargetGroup.objects.filter(number__in=numbers))
    old = "draft"
    for event in events:
        RecommendationEvent.objects.create(recommendation=recommendation, old=old, **event)
        old = event["new"]


@transaction.atomic
def remove():
    """Delete every demonstration row of this app with its history; return the number of cases.

    Organisations that only these cases name are deleted too.
    """
    cases = list(UseCase.objects.filter(is_demo=True).values_list("pk", flat=True))
    milestones = list(Milestone.history.filter(use_case_id__in=cases).values_list("id", flat=True))
    hurdles = list(Hurdle.objects.filter(is_demo=True).values_list("pk", flat=True))
    names = _organisation_names()
    for model in (Recommendation, UseCase, Hurdle, Solution):
        model.objects.filter(is_demo=True).delete()
        model.history.filter(is_demo=True).delete()
    ClockStop.history.filter(milestone_id__in=milestones).delete()
    Attempt.history.filter(hurdle_id__in=hurdles).delete()
    for part in (Section, Milestone, CaseHurdle, CaseOrganisation):
        part.history.filter(use_case_id__in=cases).delete()
    ours = Organisation.objects.filter(is_demo=True, name_key__in=names)
    ids = list(ours.values_list("pk", flat=True))
    ours.delete()
    Organisation.history.filter(id__in=ids).delete()
    return len(cases)


def _organisation_names():
    files = ("case_one.toml", "case_two.toml")
    return {name_key(row["name"]) for file in files for row in read(file)["organisations"]}
