"""Write the facts of a trial's register records into its tables."""

from core.text import search_text

from ..models import (
    DataError,
    InvestigationalProduct,
    RegisterNote,
    Sponsor,
    TrialCountry,
    TrialNumber,
)
from ..querysets import has_country_outside
from ..rules import TrialFacts
from ..rules.status import TRANSITIONED, country_status

DERIVED_ROWS = (TrialCountry, InvestigationalProduct, Sponsor, DataError, RegisterNote, TrialNumber)
MAX_SEARCH_TEXT_LENGTH = 8000  # characters; titles may have 24 languages
MAX_WAIT_DAYS = 20 * 366


def write_facts(trial, facts: TrialFacts):
    """Set the columns that the registers fill; curated values are not touched. Does not save."""
    trial.eudract_number = facts.eudract_number
    trial.eu_ct_number = facts.eu_ct_number
    trial.nct_number = facts.nct_number
    trial.title = facts.title
    trial.lay_title = facts.lay_title
    trial.condition = facts.condition
    trial.product_names = "; ".join(_listed_products(facts))
    trial.sponsor_name = facts.sponsor_name
    trial.register_phase = facts.phase
    trial.register_atmp = facts.atmp
    trial.atmp_basis = facts.atmp_basis[:200]
    trial.register_atmp_class = facts.atmp_class
    trial.register_status = facts.status
    trial.register_sponsor_type = facts.sponsor_type
    trial.register_disease_areas = " ".join(facts.disease_areas)
    trial.register_technology = " ".join(facts.therapy.technologies)
    trial.register_delivery = " ".join(facts.therapy.deliveries)
    trial.register_cell_source = " ".join(facts.therapy.cell_sources)
    trial.therapy_basis = facts.therapy.basis
    trial.registers = " ".join(facts.registers)
    trial.countries = " ".join(facts.country_codes)
    trial.refusing_countries = " ".join(facts.refusing_countries)
    trial.has_country_outside = has_country_outside(facts.country_codes)
    trial.first_entered_on = facts.first_entered_on
    trial.first_year = facts.first_entered_on.year if facts.first_entered_on else None
    trial.started_on = facts.started_on
    trial.ended_on = facts.ended_on
    trial.entered_year_only = facts.entered_year_only
    entered_on = None if facts.entered_year_only else facts.first_entered_on
    trial.days_to_start = _days_between(entered_on, facts.started_on)
    trial.data_errors = " ".join(sorted({error.kind.value for error in facts.data_errors}))
    trial.subjects = facts.subjects
    trial.rare_disease = facts.rare_disease
    trial.has_authorised_product = facts.has_authorised_product
    trial.conflicts = facts.conflicts
    trial.register_doubts = list(facts.doubts)
    trial.register_notes = [str(note) for note in facts.notes]
    trial.search_text = search_text(
        trial.eudract_number,
        trial.eu_ct_number,
        trial.nct_number,
        facts.lead.sponsor_code,
        trial.title,
        trial.lay_title,
        facts.lead.short_title,
        *(name for product in facts.products for name in _names(product)),
        *facts.names,
        trial.condition,
        *facts.lead.terms,
        *(name for name, _ in facts.sponsors),
        *(found.number for found in facts.numbers),
        *facts.identifiers,
        *facts.translated_titles,
        max_length=MAX_SEARCH_TEXT_LENGTH,
    )


def _days_between(first, last):
    """Return the number of days, None if a date is missing or the two cannot both be right."""
    if not first or not last or not 0 <= (last - first).days <= MAX_WAIT_DAYS:
        return None
    return (last - first).days


def _names(product):
    imp = product.imp
    return (imp.name, imp.code, imp.trade_name, *imp.substances)


def _listed_products(facts):
    """Return the best-known name of each tested product; of all products if none is marked as
    tested."""
    tested = [product for product in facts.products if product.imp.role == "Test"]
    names = (next(filter(None, _names(product)), "") for product in tested or facts.products)
    return list(dict.fromkeys(filter(None, names)))


def remove_derived_rows(trials):
    """Remove the rows that follow from the records. Nobody edits them."""
    for model in DERIVED_ROWS if trials else ():
        model.objects.filter(trial__in=trials).order_by().delete()


def add_derived_rows(derived):
    """Make the rows of several trials, given as (trial, facts) pairs: one statement per kind."""
    TrialCountry.objects.bulk_create(
        row for trial, facts in derived for row in _country_rows(trial, facts)
    )
    InvestigationalProduct.objects.bulk_create(
        row for trial, facts in derived for row in _product_rows(trial, facts)
    )
    Sponsor.objects.bulk_create(
        Sponsor(
            trial=trial,
            name=name,
            key=Sponsor.key_of(name),
            is_main=main,
            sources=", ".join(sources)[:500],
        )
        for trial, facts in derived
        for (name, main), sources in facts.sponsors.items()
    )
    _add_findings(derived)


def _add_findings(derived):
    """Make the rows of the rules' findings beside the facts."""
    DataError.objects.bulk_create(
        DataError(
            trial=trial,
            kind=error.kind.value,
            register=error.register,
            sources=", ".join(error.sources)[:500],
            detail=error.detail,
        )
        for trial, facts in derived
        for error in facts.data_errors
    )
    RegisterNote.objects.bulk_create(
        RegisterNote(
            trial=trial,
            register=register,
            kind=note.kind[:60],
            word=note.word[:300],
            sources=", ".join(sources)[:500],
        )
        for trial, facts in derived
        for (register, note), sources in facts.noted_by.items()
    )
    TrialNumber.objects.bulk_create(
        TrialNumber(trial=trial, scheme=found.scheme, number=found.number, is_own=is_own)
        for trial, facts in derived
        for found, is_own in facts.numbers.items()
    )


def _product_rows(trial, facts):
    for product in facts.products:
        yield InvestigationalProduct(
            trial=trial,
            role=product.imp.role[:40],
            name=product.imp.name,
            code=product.imp.code[:500],
            trade_name=product.imp.trade_name[:500],
            substances="\n".join(product.imp.substances),
            form=product.imp.form[:500],
            routes="\n".join(product.imp.routes),
            other_type=product.imp.other_type,
            atmp=product.atmp.value,
            atmp_class=product.atmp_class,
            authorised=product.authorised.value,
            orphan=product.orphan.value,
            gmo=product.imp.gmo.value,
            sources=", ".join(product.sources)[:500],
        )


def _country_rows(trial, facts):
    """Yield every country concerned as each record names it, and other planned countries once."""
    concerned = [(reg, e) for reg, _, e in facts.countries if e.participation != "planned"]
    known = {entry.code for _, entry in concerned if entry.code}
    planned = {
        entry.code or entry.name: (reg, entry)
        for reg, _, entry in facts.countries
        if entry.participation == "planned" and entry.code not in known
    }
    for register, entry in (*concerned, *planned.values()):
        status = country_status(register, entry)
        yield TrialCountry(
            trial=trial,
            register=register,
            code=entry.code,
            name=entry.name[:200],
            participation=entry.participation.value,
            status="other" if status == TRANSITIONED else status,
            status_word=entry.status[:100],
            authority=entry.authority[:200],
            decided_on=entry.decided_on,
            opinion_on=entry.opinion_on,
            started_on=entry.started_on,
            subjects=entry.subjects,
        )
