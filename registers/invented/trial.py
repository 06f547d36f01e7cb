"""A planned trial: all data for both registers, before either format is written."""

from dataclasses import dataclass
from datetime import date

from .composition import Seat
from .vocabulary import AuthorisedProduct, Disease, Sponsor, Therapy


@dataclass(frozen=True, slots=True)
class InventedProduct:
    """The tested product. `name` is the same in both registers: the portal joins products by it."""

    name: str
    code: str
    substance: str
    route: str
    amount: str
    orphan_number: str
    cat_classified: bool
    extra_class: str  # a second class that some sponsors tick beside the valid one
    authorised: AuthorisedProduct | None
    holder: Sponsor | None


@dataclass(frozen=True, slots=True)
class Design:
    """The design of a trial. `control` is "" or the comparator in words."""

    randomised: bool
    blinding: str  # open, single, double
    control: str
    placebo: bool
    comparator: str
    escalation: bool
    first_in_human: bool
    several_sites: bool

    @property
    def arms(self) -> int:
        return 2 if self.control else 1


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of the protocol; `titles` and `conditions` are {language: text}."""

    title: str
    lay_title: str
    acronym: str
    condition: str
    titles: dict[str, str]
    conditions: dict[str, str]
    objective: str
    secondary_objective: str
    inclusion: tuple[str, ...]
    exclusion: tuple[str, ...]
    end_points: tuple[str, ...]
    secondary_end_points: tuple[str, ...]
    timepoints: str
    bullet: str


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """One EUCTR record. `code` is that of its link: an EU or EEA state, "GB" or "3rd"."""

    code: str
    status: str
    phase: str
    entered_on: date
    authority_on: date | None
    ethics_on: date | None
    ended_on: date | None
    sites: int
    subjects: int
    total: int

    @property
    def permitted(self) -> bool:
        return self.status != "Not Authorised"


@dataclass(frozen=True, slots=True)
class MemberState:
    """A Member State concerned in CTIS; a date is None until its event has happened."""

    code: str
    status: int
    decided_on: date
    started_on: date | None
    recruiting_on: date | None
    recruited_on: date | None
    halted_on: date | None
    ended_on: date | None
    ended_early: bool
    subjects: int


@dataclass(frozen=True, slots=True)
class Trial:
    """Sponsor, product, patients, places and dates of a trial. `records` are empty for a trial only
    in CTIS, `states` for one only in the EUCTR; `outside` are alpha-2 codes of countries beyond the
    EEA."""

    seat: Seat
    sponsor: Sponsor
    therapy: Therapy
    disease: Disease
    product: InventedProduct
    design: Design
    wording: Wording
    protocol_code: str
    pip_number: str
    duration: tuple[int, int]  # years, months
    subjects_by_band: dict[str, int]
    subjects: int
    subjects_in_eea: int
    records: tuple[CountryRecord, ...]
    outside: tuple[str, ...]
    submitted_on: date | None
    states: tuple[MemberState, ...]

    @property
    def has_translations(self) -> bool:
        """Return whether the sponsor repeats the title in the country's language, as two in three
        do."""
        return self.seat.index % 3 != 0
