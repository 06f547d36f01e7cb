"""Invented scenarios that fill every part of a page."""

from django.db import transaction

from usecases.models import Recommendation

from .content import examples
from .defaults import as_stored, starting_inputs
from .models import SavedScenario, ScenarioEvidence, ScenarioVersion
from .simulations import ask

DRAWS = 5_000


@transaction.atomic
def load():
    """Add the demonstration scenarios if there are none; return their number."""
    if not SavedScenario.objects.filter(is_demo=True).exists():
        for position, row in enumerate(examples(), 1):
            start = starting_inputs(row["inputs"])
            scenario = SavedScenario.objects.create(
                title=row["title"],
                slug=f"demo-{row['slug']}",
                summary=row["summary"].strip(),
                position=position,
                is_demo=True,
            )
            version = scenario.add_version(
                start.inputs,
                by=None,
                references=start.references,
                tables=as_stored(row.get("tables", {})),
            )
            ask(version, DRAWS, by=None)
        _cite()
    return SavedScenario.objects.filter(is_demo=True).count()


def _cite():
    """Make a scenario evidence for an invented recommendation, if there is one."""
    recommendation = Recommendation.objects.filter(is_demo=True).first()
    version = ScenarioVersion.objects.filter(scenario__is_demo=True).order_by("pk").first()
    if recommendation and version:
        ScenarioEvidence.objects.create(
            version=version,
            recommendation=recommendation,
            statement="With public grants the needed price stays near the cost of goods.",
        )


@transaction.atomic
def remove():
    rows = SavedScenario.objects.filter(is_demo=True)
    number = rows.count()
    ScenarioEvidence.objects.filter(version__scenario__in=rows).delete()
    rows.delete()
    return number
