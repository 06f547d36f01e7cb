"""The results of the parsers: frozen dataclasses without Django that keep all data of a register.

A *page* is bytes as a register sent them. Parsing a page gives, for each entry in it, either a
record (`EuctrRecord`, `CtisRecord`, `EuctrSummary`) or a `Problem` that names where and why an
entry could not be read. Every record can be seen as a `Protocol`: the same facts in the same words
for both registers, from which the portal derives its trials.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .numbers import FoundNumber


class Answer(StrEnum):
    """An answer in a register. "Unknown" is the third answer and not a No."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AtmpClass(StrEnum):
    """Legal classes of Directive 2001/83/EC and Regulation (EC) 1394/2007, strongest claim first.

    A product that fits gene therapy and another class is a GTMP, one that fits tissue engineered
    and somatic cell therapy is a TEP (Article 2(4) and (5) of the Regulation).
    """

    GTMP = "GTMP"
    CATMP = "cATMP"
    TEP = "TEP"
    SCTMP = "sCTMP"
    UNCLEAR = "unclear"


class Participation(StrEnum):
    """How a country takes part in a trial. Withdrawn: its application ended before the trial could
    begin there, without a refusal."""

    CONCERNED = "concerned"
    PLANNED = "planned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class NotARegisterFile(ValueError):
    """The bytes are not register data; the message says what they are instead."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be read: which file, which record, which line (from 1), why; and of
    which register the file is, if it is of any."""

    file: str
    record: str
    line: int
    message: str
    register: str = ""

    @property
    def where(self):
        return f"{self.file}, line {self.line}" if self.line else self.file


class Note(str):
    """A word, code or key of a record that the portal does not know, or reads with a doubt, as a
    sentence: `kind` names the problem, `word` is as received. The record is read nevertheless."""

    __slots__ = ("kind", "word")

    def __new__(cls, kind, word):
        note = super().__new__(cls, f"{kind}: {word}")
        note.kind, note.word = kind, word
        return note


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    country: str = ""
    commercial: Answer = Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Imp:
    """An investigational medicinal product as one record declares it.

    `role` is the register's word: Test, Comparator, Placebo or Auxiliary, empty where it states
    none. `atmp` is what the record states, never what a name suggests, and `atmp_by` the statement
    in words. `synonyms` are further names of the substances. `contradictions` are statements of the
    record on this product that exclude each other, in words.
    """

    role: str
    name: str = ""
    code: str = ""
    trade_name: str = ""
    substances: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    form: str = ""
    routes: tuple[str, ...] = ()
    atmp: Answer = Answer.UNKNOWN
    atmp_by: str = ""
    classes: frozenset[AtmpClass] = frozenset()
    authorised: Answer = Answer.UNKNOWN
    orphan: Answer = Answer.UNKNOWN
    gmo: Answer = Answer.UNKNOWN
    other_type: str = ""
    declared: tuple[str, ...] = ()  # the statement in CTIS of it as an advanced therapy
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """One country of a protocol: ISO 3166 code where the name is known, the name as printed.
    `decision` and `opinion` are the register's words for what authority and ethics committee said.
    """

    code: str
    name: str
    participation: Participation
    status: str = ""
    authority: str = ""
    decided_on: date | None = None
    decision: str = ""
    opinion_on: date | None = None
    opinion: str = ""
    started_on: date | None = None
    ended_early: bool = False
    subjects: int | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """One register entry in the portal's words.

    EUCTR has one per member state (`country` is its code, or `3rd`), CTIS one per trial (`country`
    is empty); `ordinal` distinguishes several records of one country apart. `numbers` are all that
    the record states as the trial's own, `named_numbers` those in its titles and code, which may be
    of a related trial, `identifiers` the fields for numbers as printed. `status` is the register's
    word; dates are None where not stated. `entered_year_only` says that of `first_entered_on` only
    the year is known. `subjects` are planned in the whole trial, `subjects_in_eea` in the European
    Economic Area; whether the trial has several member states and places outside the area are
    answers of the sponsor. `therapeutic_areas` are MeSH chapter codes such as C04 as both
    registers print them.
    """

    register: str
    number: str
    country: str
    ordinal: int = 0
    eudract_number: str = ""
    eu_ct_number: str = ""
    nct_number: str = ""
    numbers: tuple[FoundNumber, ...] = ()
    named_numbers: tuple[FoundNumber, ...] = ()
    identifiers: tuple[str, ...] = ()
    sponsor_code: str = ""
    title: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    lay_title: str = ""
    short_title: str = ""
    phases: frozenset[str] = frozenset()
    status: str = ""
    first_entered_on: date | None = None
    entered_year_only: bool = False
    started_on: date | None = None
    ended_on: date | None = None
    updated_on: date | None = None
    sponsors: tuple[Organisation, ...] = ()
    products: tuple[Imp, ...] = ()
    condition: str = ""
    lay_condition: str = ""
    therapeutic_areas: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    rare_disease: Answer = Answer.UNKNOWN
    countries: tuple[CountryEntry, ...] = ()
    subjects: int | None = None
    subjects_in_eea: int | None = None
    several_states: Answer = Answer.UNKNOWN
    outside_eea: Answer = Answer.UNKNOWN
    objective: str = ""
    end_points: str = ""
    inclusion: str = ""
    exclusion: str = ""
    link: str = ""
    notes: tuple[Note, ...] = ()
