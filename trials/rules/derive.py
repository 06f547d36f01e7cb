"""Apply all rules to the records of one trial."""

from dataclasses import dataclass
from datetime import date

from registers.numbers import FoundNumber
from registers.records import CountryEntry, Note, Protocol
from registers.therapeutic_areas import AREAS

from . import atmp, data_errors, doubts, people, phase, places, status, therapy, vocabulary
from .lead import agreed, disagreement, lead_protocol, source, together


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """One trial as its registers state it. `conflicts` is {fact: {value: [records that state it]}};
    `countries` are (register, source, entry) in the registers' order; `numbers` are {number in
    another registry: whether it is the trial's own}; `notes` are words that no rule knows,
    `noted_by` is {(register, note): records that have it}, and `doubts` are contradictions, all
    for curators; `names` are other names of the tested products, to search by."""

    eudract_number: str
    eu_ct_number: str
    nct_number: str
    title: str
    lay_title: str
    translated_titles: tuple[str, ...]
    identifiers: tuple[str, ...]
    condition: str
    phase: str
    atmp: str
    atmp_basis: str
    atmp_class: str
    status: str
    sponsor_name: str
    sponsor_type: str
    sponsors: dict[tuple[str, bool], list[str]]
    disease_areas: tuple[str, ...]
    therapy: therapy.Therapy
    registers: tuple[str, ...]
    country_codes: tuple[str, ...]
    refusing_countries: tuple[str, ...]
    countries: tuple[tuple[str, str, CountryEntry], ...]
    products: tuple[atmp.MergedProduct, ...]
    has_authorised_product: bool
    rare_disease: str
    first_entered_on: date | None
    entered_year_only: bool
    started_on: date | None
    ended_on: date | None
    subjects: int | None
    data_errors: tuple[data_errors.DataError, ...]
    lead: Protocol
    conflicts: dict[str, dict[str, list[str]]]
    doubts: tuple[str, ...]
    names: tuple[str, ...]
    numbers: dict[FoundNumber, bool]
    notes: tuple[Note, ...]
    noted_by: dict[tuple[str, Note], tuple[str, ...]]


def derive(protocols: list[Protocol]) -> TrialFacts:
    """Return the facts of the one trial that these protocols (at least one) describe."""
    lead = lead_protocol(protocols)
    decision, basis = atmp.atmp_decision(protocols)
    kind_basis = atmp.class_basis(protocols)
    found = therapy.therapy(protocols, decision)
    found.basis.update({"atmp_class": kind_basis} if kind_basis else {})
    noted_by = _noted_by(protocols)
    entered, year_only = places.first_entered(protocols)
    products = tuple(atmp.merged_products(protocols))
    return TrialFacts(
        eudract_number=_number(protocols, "eudract_number"),
        eu_ct_number=max((p.eu_ct_number for p in protocols), default=""),
        nct_number=_number(protocols, "nct_number"),
        title=lead.title,
        lay_title=lead.lay_title,
        translated_titles=_other_titles(protocols, lead),
        identifiers=tuple(dict.fromkeys(text for p in protocols for text in p.identifiers)),
        condition=lead.condition or next((p.condition for p in protocols if p.condition), ""),
        phase=phase.trial_phase(protocols),
        atmp=decision,
        atmp_basis=basis,
        atmp_class=atmp.trial_class(protocols),
        status=status.trial_status(protocols),
        sponsor_name=people.sponsor_name(protocols),
        sponsor_type=people.sponsor_type(protocols),
        sponsors=people.all_sponsors(protocols),
        disease_areas=disease_areas(protocols),
        therapy=found,
        registers=tuple(sorted({p.register for p in protocols})),
        country_codes=tuple(places.trial_countries(protocols)),
        refusing_countries=tuple(places.refusing_countries(protocols)),
        countries=tuple((p.register, source(p), entry) for p in protocols for entry in p.countries),
        products=products,
        has_authorised_product=atmp.has_authorised_product(products),
        rare_disease=together(p.rare_disease for p in protocols).value,
        first_entered_on=entered,
        entered_year_only=year_only,
        started_on=places.started_on(protocols),
        ended_on=places.ended_on(protocols),
        subjects=people.planned_subjects(protocols),
        data_errors=data_errors.data_errors(protocols),
        lead=lead,
        conflicts=_conflicts(protocols),
        doubts=doubts.doubts(protocols),
        names=tuple(
            vocabulary.other_names(
                *(
                    text
                    for imp in atmp.tested_products(protocols)
                    for text in atmp.product_texts(imp)
                ),
                *atmp.titles_of(protocols),
            )
        ),
        numbers=_numbers(protocols),
        notes=tuple(dict.fromkeys(note for _, note in noted_by)),
        noted_by=noted_by,
    )


def disease_areas(protocols):
    """Return the codes of the therapeutic areas that any record names, "other" for an area outside
    the list."""
    named = {area for p in protocols for area in p.therapeutic_areas}
    return tuple(sorted({area if area in AREAS else "other" for area in named})) or ("unknown",)


def _other_titles(protocols, lead):
    """Return the titles of all records in all languages, without the two that are shown."""
    titles = (
        title
        for p in protocols
        for title in (p.title, p.lay_title, p.short_title, *(text for _, text in p.titles))
    )
    return tuple(
        title for title in dict.fromkeys(titles) if title not in ("", lead.title, lead.lay_title)
    )


def _number(protocols, field):
    return agreed((getattr(p, field), p) for p in protocols if getattr(p, field)) or ""


def _conflicts(protocols):
    found = {
        "phase": phase.phase_conflict(protocols),
        "status": status.status_conflict(protocols),
        "atmp": atmp.atmp_conflict(protocols),
        "atmp_class": atmp.class_conflict(protocols),
        "sponsor_type": people.sponsor_type_conflict(protocols),
        "subjects": people.subjects_conflict(protocols),
        "nct_number": disagreement((source(p), p.nct_number) for p in protocols),
    }
    return {fact: values for fact, values in found.items() if values}


def _noted_by(protocols):
    """Return {(register, note): records that have it}."""
    found = {}
    for p in protocols:
        words = [Note("status not known", word) for word in status.unknown_status_words(p)]
        names = [Note("country not known", name) for name in places.unknown_country_names(p)]
        for note in dict.fromkeys((*p.notes, *words, *names)):
            found.setdefault((p.register, note), []).append(source(p))
    return {key: tuple(dict.fromkeys(sources)) for key, sources in found.items()}


def _numbers(protocols):
    """Return {number: whether a record states it as the trial's own}, without the three numbers
    that the trial is known by."""
    own = {number for p in protocols for number in p.numbers}
    named = {number for p in protocols for number in p.named_numbers}
    known = {value for p in protocols for value in (p.eudract_number, p.eu_ct_number[:14])}
    known.add(_number(protocols, "nct_number"))
    found = sorted(own | named, key=lambda number: (number.scheme, number.base))
    return {
        FoundNumber(number.scheme, number.base): number in own
        for number in sorted(found, key=lambda number: number in own)
        if number.base not in known
    }
