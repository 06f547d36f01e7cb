"""Content of the page of a scenario, saved or in the form."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from . import explain, plots
from .choices import RunState
from .defaults import replaced_references
from .model import MODEL_VERSION
from .model.inputs import INPUTS, SECTIONS
from .model.quantities import QUANTITY_BY_NAME
from .table_form import form_tables
from .wording import gap_sentence

PICTURE_FORMATS = ("svg", "png", "csv")
SEVERITIES = {"E": "error", "W": "signal", "I": ""}


@dataclass
class Results:
    """The results of one model scenario. `version` is its saved version, if any."""

    scenario: object
    reference_keys: dict
    version: object = None
    simulation: object = None

    @cached_property
    def sentence(self):
        return gap_sentence(self.scenario)

    @cached_property
    def is_gap(self):
        gap = self.scenario.results["gap"].value
        return bool(gap)

    @cached_property
    def kept(self):
        """Return the stored results of the simulation, or None."""
        return self.simulation.results if self.simulation else None

    @cached_property
    def pictures(self):
        """Return {name with underscores: (Plot, downloads, ExplainedPicture or None)} for the
        template."""
        return {
            name.replace("-", "_"): (
                plot,
                self._downloads(name),
                None
                if plot.is_empty
                else explain.explained_picture(self.scenario, name, self.references),
            )
            for name, plot in plots.plots_of(self.scenario, self.kept).items()
        }

    @cached_property
    def tables(self):
        """Return [(label, heads, rows of words)] of the tables that are filled in."""
        made = form_tables(self.scenario.tables, ())
        return [
            (
                each.table.label,
                each.heads,
                [
                    (label, [cell.text for cell in cells])
                    for label, cells in each.rows
                    if any(cell.text for cell in cells)
                ],
            )
            for name, each in made.items()
            if self.scenario.checked_tables.has(name)
        ]

    def _downloads(self, name):
        if not self.version:
            return []
        slug, number = self.version.scenario.slug, self.version.number
        return [
            (each, reverse("economics:picture", args=[slug, number, name, each]))
            for each in PICTURE_FORMATS
        ]

    @cached_property
    def references(self):
        return explain.references_of(self.reference_keys)

    @cached_property
    def explained(self):
        return explain.explained(self.scenario, self.references)

    @cached_property
    def notes(self):
        """Return [(kind of notice, Note)] of wrong inputs and limits, without unverified
        defaults."""
        return [
            (SEVERITIES[note.code[0]], note)
            for note in self.scenario.notes
            if note.code != "W_DEFAULT"
        ]

    @cached_property
    def unverified(self):
        return [note for note in self.scenario.notes if note.code == "W_DEFAULT"]

    @cached_property
    def inputs(self):
        """Return [(section, [(UsedInput, range)])] of all inputs."""
        return [
            (
                label,
                [
                    (
                        explain.used_input(self.scenario, one.name, self.references),
                        self.scenario.ranges.get(one.name),
                    )
                    for one in INPUTS
                    if one.section == section
                ],
            )
            for section, label in SECTIONS.items()
        ]

    @cached_property
    def summaries(self):
        """Return [(label, summary)] of the simulation."""
        found = (self.kept or {}).get("summaries", {})
        return [(QUANTITY_BY_NAME[name].label, one) for name, one in found.items()]

    @cached_property
    def information(self):
        """Return [(label, EVPPI per patient)] of the simulation."""
        label_of = self.scenario.variation.label_of
        rows = (self.kept or {}).get("evppi", ())
        return [(label_of(name), value) for name, value in rows if value >= 0.5]


class VersionPage(Results):
    """The page of one saved version."""

    def __init__(self, version):
        finished = version.simulations.filter(state__in=[RunState.DONE, RunState.STOPPED])
        super().__init__(
            version.model_scenario(),
            version.references,
            version,
            finished.exclude(results=None).first(),
        )
        self.saved = version.scenario

    @cached_property
    def open_simulation(self):
        rows = self.version.simulations.filter(state__in=[RunState.WAITING, RunState.RUNNING])
        return rows.first()

    @cached_property
    def replaced(self):
        return replaced_references(self.version)

    @property
    def is_of_another_model(self):
        return self.version.model_version != MODEL_VERSION

    @cached_property
    def versions(self):
        return list(self.saved.versions.select_related("saved_by"))

    @property
    def is_latest(self):
        return self.versions[0].number == self.version.number

    @property
    def citation(self):
        day = date_format(timezone.localdate(self.version.saved_at), "j F Y")
        invented = " Invented for demonstration." if self.saved.is_demo else ""
        address = settings.SITE_URL.rstrip("/") + self.version.get_absolute_url()
        return (
            f"{self.saved.title.rstrip('.')}. JOIN4ATMP health-economic scenario, version "
            f"{self.version.number}, {day}, model {self.version.model_version}. {address}{invented}"
        )
