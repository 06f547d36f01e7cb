"""Factories of valid rows. A test sets only the fields that it is about."""

from itertools import count

from django.contrib.auth.models import Group, User

from usecases.models import (
    Attempt,
    CaseHurdle,
    Hurdle,
    HurdleCategory,
    Milestone,
    Procedure,
    Recommendation,
    Solution,
    SolutionType,
    Stage,
    UseCase,
)

_numbers = count(1)


def make_user(role="", **fields):
    number = next(_numbers)
    user = User.objects.create_user(f"{role or 'user'}{number}", password="x", **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_case(**fields):
    number = next(_numbers)
    values = {"title": f"Case {number}", "short_name": f"Case {number}", "slug": f"case-{number}"}
    return UseCase.objects.create(**values | fields)


def make_milestone(case=None, procedure="cat", **fields):
    return Milestone.objects.create(
        use_case=case or make_case(),
        procedure=Procedure.objects.get(code=procedure) if procedure else None,
        **fields,
    )


def make_hurdle(*cases, category="H01", stage="S05", **fields):
    hurdle = Hurdle.objects.create(
        title=fields.pop("title", f"Hurdle {next(_numbers)}"),
        category=HurdleCategory.objects.get(code=category),
        stage=Stage.objects.get(code=stage) if stage else None,
        **fields,
    )
    for case in cases:
        CaseHurdle.objects.create(use_case=case, hurdle=hurdle)
    return hurdle


def make_solution(hurdle=None, outcome="worked", why="", type="A", **fields):
    solution = Solution.objects.create(
        title=fields.pop("title", f"Solution {next(_numbers)}"),
        type=SolutionType.objects.get(code=type),
        **fields,
    )
    if hurdle:
        Attempt.objects.create(hurdle=hurdle, solution=solution, outcome=outcome, why=why)
    return solution


def make_recommendation(*hurdles, **fields):
    number = next(_numbers)
    values = {"title": f"Recommendation {number}", "slug": f"recommendation-{number}"}
    recommendation = Recommendation.objects.create(**values | fields)
    recommendation.hurdles.add(*hurdles)
    return recommendation
