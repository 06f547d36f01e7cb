"""Reference values, scenarios with versions and simulations, and scenarios as evidence."""

from .evidence import ScenarioEvidence
from .reference import ReferenceValue
from .scenario import SavedScenario, ScenarioVersion
from .simulation import SimulationRun

__all__ = [
    "ReferenceValue",
    "SavedScenario",
    "ScenarioEvidence",
    "ScenarioVersion",
    "SimulationRun",
]
