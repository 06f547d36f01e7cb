"""Open a task for a curator if a register value changes under a curated one."""

from django.utils import timezone

from ..choices import Resolution
from ..models import Drift
from ..models.facts import FACTS


def register_values(trial):
    return {fact: getattr(trial, f"register_{fact}") for fact in FACTS}


def open_drift(trial, before):
    """Open a task for each curated fact whose register value differs from `before`. An open task
    gets the latest value, and is closed if the register reverts its change."""
    now = timezone.now()
    for fact, new in register_values(trial).items():
        curated = getattr(trial, f"curated_{fact}")
        if not curated or new == before[fact]:
            continue
        task, _ = Drift.objects.get_or_create(
            trial=trial,
            fact=fact,
            resolved_at=None,
            defaults={"old": before[fact], "new": new, "curated": curated, "opened_at": now},
        )
        task.new, task.curated = new, curated
        if new == task.old:
            task.resolved_at, task.resolution = now, Resolution.WITHDRAWN
        task.save()
