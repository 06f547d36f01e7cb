"""Factories of valid rows. A test sets only the fields that it is about."""

from itertools import count

from django.contrib.auth.models import Group, User

from economics.defaults import starting_inputs
from economics.models import SavedScenario

_numbers = count(1)


def make_user(role="member"):
    user = User.objects.create_user(f"{role}{next(_numbers)}", password="x")
    user.groups.add(Group.objects.get(name=role))
    return user


def make_scenario(inputs=(), *, by=None, ranges=None, tables=None, **fields):
    """Return a scenario with one version."""
    number = next(_numbers)
    values = {"title": f"Scenario {number}", "slug": f"scenario-{number}", "created_by": by}
    scenario = SavedScenario.objects.create(**values | fields)
    start = starting_inputs({"threshold": "80000", **dict(inputs)})
    scenario.add_version(
        start.inputs, by=by, references=start.references, ranges=ranges, tables=tables
    )
    return scenario


def posted(**changes):
    """Return the data of the form for a new scenario: the defaults with these changes."""
    from economics.scenario_form import ScenarioForm

    form = ScenarioForm(starting_inputs())
    data = {name: field.text for name, field in form.fields.items()}
    return {"title": "A therapy", "summary": "", **data, **changes}


def text_of(answer):
    """The text of a page with single spaces."""
    return " ".join(answer.content.decode().split())
