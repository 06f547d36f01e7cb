"""A EUCTR record in the portal's words. Codes are those of the form; rules across countries and
registers are not here but in `trials.rules`."""

from .country_names import country_code
from .euctr import EuctrRecord
from .euctr_labels import FIRST_ENTERED
from .euctr_notes import NUMBER_CODES, notes_of
from .identifiers import own_nct_number, own_numbers
from .records import Answer, AtmpClass, CountryEntry, Imp, Organisation, Participation, Protocol
from .therapeutic_areas import area_codes
from .values import british, day, in_plain_letters, whole_number
from .verdicts import is_refusal

PHASES = {"E.7.1": "I", "E.7.2": "II", "E.7.3": "III", "E.7.4": "IV"}
CLASSES = {
    "D.3.11.3.1": AtmpClass.SCTMP,
    "D.3.11.3.2": AtmpClass.GTMP,
    "D.3.11.3.3": AtmpClass.TEP,
    "D.3.11.3.4": AtmpClass.CATMP,
}
SUBSTANCE_NAMES = ("D.3.8", "D.3.9.3", "D.3.9.2")  # INN, descriptive name, sponsor's code
OTHER_ORIGINS = {
    "D.3.11.1": "of chemical origin",
    "D.3.11.2": "of biological origin other than an advanced therapy",
}
TITLE_CODES = ("A.3", "A.3.1", "A.3.2")
REFUSALS = ("not authorised", "prohibited by ca")  # statuses of a country without the trial
CONTACT_CODES = ("B.5",)  # contact points, often private persons: shown to staff only


def protocol(record: EuctrRecord) -> Protocol:
    header = record.header
    title = record.value("A.3") or next(
        (text for _, text in record.translations("A.3") if text), ""
    )
    identifiers = tuple(text for code in NUMBER_CODES for text in record.values(code))
    own = own_numbers(identifiers)
    named = (text for code in (*TITLE_CODES, "A.4.1") for text in record.values(code))
    return Protocol(
        register="euctr",
        number=record.number,
        country=record.country,
        eudract_number=record.number,
        nct_number=own_nct_number(record.value("A.5.2"), own),
        numbers=own,
        identifiers=identifiers,
        named_numbers=own_numbers(named),
        sponsor_code=record.value("A.4.1"),
        title=title,
        titles=tuple(title for code in TITLE_CODES for title in record.translations(code)),
        lay_title=record.value("A.3.1"),
        short_title=record.value("A.3.2"),
        phases=frozenset(p for code, p in PHASES.items() if record.answer(code) == Answer.YES),
        status=_status(record),
        first_entered_on=day(header.value("Summary", FIRST_ENTERED)),
        ended_on=day(record.value("P.", "Date of the global end of the trial")),
        sponsors=tuple(_sponsor(part) for part in record.sponsors),
        products=tuple(_product(part) for part in record.products),
        condition=record.value("E.1.1"),
        lay_condition=record.value("E.1.1.1"),
        therapeutic_areas=area_codes([record.value("E.1.1.2")]),
        terms=tuple(filter(None, (term.value("E.1.2", "Term") for term in record.terms))),
        rare_disease=record.answer("E.1.3"),
        countries=(*_own_country(record), *_planned_countries(record)),
        subjects=whole_number(record.value("F.4.2.2")),
        subjects_in_eea=whole_number(record.value("F.4.2.1")),
        several_states=record.answer("E.8.5"),
        outside_eea=_outside_eea(record),
        objective=record.value("E.2.1"),
        end_points=record.value("E.5.1"),
        inclusion=record.value("E.3"),
        exclusion=record.value("E.4"),
        link=header.value("Summary", "Link"),
        notes=(*record.notes, *notes_of(record)),
    )


def _word(text):
    return " ".join(text.split())


def _first_line(text):
    """Return an answer of one line; text below it is noted."""
    return _word(text.split("\n", 1)[0])


def _status(record):
    return _word(record.header.value("Summary", "Trial Status")) or _word(
        record.value("P.", "End of Trial Status")
    )


def _sponsor(part):
    # The label is "Status of the sponsor"; the answer is one of two words, or missing.
    status = part.value("B.3.1 and B.3.2")
    commercial = {"commercial": Answer.YES, "non-commercial": Answer.NO}
    return Organisation(
        name=_word(part.value("B.1.1")),
        country=part.value("B.1.3.4"),
        commercial=commercial.get(in_plain_letters(status), Answer.UNKNOWN),
    )


def _product(part):
    classes = frozenset(kind for code, kind in CLASSES.items() if part.answer(code) == Answer.YES)
    names = [[_word(s.value(code)) for code in SUBSTANCE_NAMES] for s in part.substances]
    substances = tuple(next(filter(None, of_one), "") for of_one in names)
    atmp, atmp_by = _declaration(part, classes)
    return Imp(
        role=in_plain_letters(part.value("D.1.2 and D.1.3")).capitalize(),
        name=_word(part.value("D.3.1")),
        code=_word(part.value("D.3.2")),
        trade_name=_word(part.value("D.2.1.1.1")),
        substances=tuple(filter(None, substances)),
        synonyms=tuple(
            dict.fromkeys(
                name for of_one in names for name in of_one if name and name not in substances
            )
        ),
        form=part.value("D.3.4"),
        routes=part.lines("D.3.7"),
        atmp=atmp,
        atmp_by=atmp_by,
        classes=classes,
        authorised=part.answer("D.2.1"),
        orphan=part.answer("D.2.5"),
        gmo=part.answer("D.3.11.10"),
        other_type=part.value("D.3.11.13.1"),
        contradictions=tuple(_contradictions(part, classes)),
    )


def _declaration(part, classes):
    """Return (Yes, No or unknown; the statement): Yes if the flag or any class is Yes.

    It is No only if the flag itself is No. In two old records the flag is "not present" while two
    of its classes are No: that is unknown.
    """
    flag = part.answer("D.3.11.3")
    if classes and flag != Answer.YES:
        return Answer.YES, f"{' and '.join(sorted(classes))} in D.3.11.3, Advanced Therapy IMP"
    if flag == Answer.UNKNOWN:
        return flag, ""
    return flag, f"{flag.value.title()} in D.3.11.3, Advanced Therapy IMP"


def _contradictions(part, classes):
    """Yield contradictions between flags that exclude each other by their wording or by law."""
    flag = part.answer("D.3.11.3")
    if classes and flag == Answer.NO:
        named = ", ".join(sorted(classes))
        yield f"D.3.11.3 states that it is not an advanced therapy, but its class {named} is Yes"
    exclusive = sorted(classes - {AtmpClass.CATMP})
    if len(exclusive) > 1:
        yield f"declared as {' and '.join(exclusive)} at the same time"
    if classes or flag == Answer.YES:
        for code, origin in OTHER_ORIGINS.items():
            if part.answer(code) == Answer.YES:
                yield f"declared as an advanced therapy and, in {code}, as {origin}"


def _own_country(record):
    if record.country.lower() == "3rd":
        named = record.value("H.4.1")
        if named:
            yield CountryEntry(country_code(named), named, Participation.CONCERNED)
        return
    decision = _first_line(record.value("N.", "Competent Authority Decision"))
    status = _status(record)
    refused = british(status).startswith(REFUSALS) or (is_refusal(decision) and not status)
    yield CountryEntry(
        code=record.country.upper(),
        name=record.value("A.1").split(" - ")[0],
        participation=Participation.REFUSED if refused else Participation.CONCERNED,
        status=status,
        authority=record.value("A.1"),
        decided_on=day(record.value("N.", "Date of Competent Authority Decision")),
        decision=decision,
        opinion_on=day(record.value("N.", "Date of Ethics Committee Opinion")),
        opinion=_first_line(
            record.value("N.", "Ethics Committee Opinion of the trial application")
        ),
        subjects=whole_number(record.value("F.4.1")),
    )


def _outside_eea(record):
    """Return Yes if the trial has sites outside the EEA, No only if both questions are
    answered No."""
    answers = {record.answer("E.8.6.1"), record.answer("E.8.6.2")}
    if Answer.YES in answers:
        return Answer.YES
    return Answer.NO if answers == {Answer.NO} else Answer.UNKNOWN


def _planned_countries(record):
    for name in record.lines("E.8.6.3"):
        yield CountryEntry(country_code(name), name, Participation.PLANNED)
