"""English texts of a protocol, and its title in the language of the country.

Sentences are put together from therapy, disease, design and population, in the manner of real
protocols; products carry DEMO codes and sponsors the word Demo, so that nobody takes them for real
ones.
"""

from random import Random

from .composition import Seat
from .trial import Design, InventedProduct, Wording
from .vocabulary import LANGUAGES, Disease, Therapy

PLANTS = (
    "ALDER ASTER BIRCH BRYONY CAMPION CEDAR CLOVER CORIANDER CYPRESS DOGWOOD ELDER FENNEL GENTIAN "
    "HAZEL HEATHER HYSSOP JUNIPER LARCH LAVENDER LINDEN LUPIN MALLOW MAPLE MYRTLE OLEANDER PEONY "
    "PRIMROSE ROWAN SAFFRON SORREL TAMARISK TANSY THYME VERVAIN WILLOW YARROW"
).split()
# The last one remains from a list pasted from a word processor.
BULLETS = ("{}. ", "{}. ", "{}. ", "{}) ", "{}) ", "- ", "- ", "• ", "• ", "\uf0b7\t")

PEOPLE = {
    "adult": "adults",
    "young": "adolescents and adults",
    "all": "children and adults",
    "paediatric": "children and adolescents",
    "infant": "infants and young children",
    "newborn": "newborn infants",
}
AGES = {
    "adult": ("Age ≥ 18 years", "Age 18 to 75 years", "Age ≥ 18 and ≤ 80 years"),
    "young": ("Age ≥ 12 years", "Age 12 to 65 years"),
    "all": ("Age ≥ 2 years", "Age 3 to 50 years"),
    "paediatric": ("Age 2 to 17 years", "Age > 1 and < 18 years at consent"),
    "infant": ("Age < 6 years", "Age ≥ 1 month and < 5 years"),
    "newborn": ("Born in, or transferred to, a participating centre",),
}

LAY_WORDS = {
    "GTMP": "a gene therapy",
    "sCTMP": "a treatment with living cells",
    "TEP": "a tissue grown from cells",
    "cATMP": "living cells on a carrier",
    "unclear": "a preparation of cells",
}
BLINDING = {"open": "open-label", "single": "assessor-blinded", "double": "double-blind"}
AIMS = {
    "I": ("safety and tolerability", "safety and feasibility", "safety"),
    "I/II": ("safety and preliminary efficacy", "safety, feasibility and activity"),
    "II": ("efficacy and safety", "activity and safety", "efficacy, safety and feasibility"),
    "III": ("efficacy and safety",),
    "IV": ("long-term effectiveness and safety", "long-term safety"),
}

FITNESS = (
    "ECOG performance status 0 or 1",
    "Adequate organ function: creatinine clearance ≥ 60 mL/min, ALT and AST ≤ 2.5 × ULN",
    "Absolute neutrophil count ≥ 1.0 × 10⁹/L and platelets ≥ 75 × 10⁹/L",
    "Left ventricular ejection fraction ≥ 45 %",
    "Life expectancy ≥ 12 weeks",
    "Negative serology for HIV, hepatitis B, hepatitis C and syphilis",
    "Women of childbearing potential: negative pregnancy test and effective contraception",
)
GUARDIAN_CONSENT = (
    "Written informed consent of the patient or the legal representative, and assent where possible"
)
CONSENT = "Written informed consent given before any study procedure"

PREGNANCY = "Pregnancy or breast-feeding"
ADULT_EXCLUSIONS = (
    "Another malignancy within the last 5 years, except non-melanoma skin cancer",
    "QTc > 470 ms or uncontrolled arrhythmia",
)
USUAL_EXCLUSIONS = (
    "Active, uncontrolled bacterial, viral or fungal infection",
    "Participation in another interventional trial within the last 30 days",
    "Systemic immunosuppression (> 10 mg/day prednisone equivalent)",
    "Hypersensitivity to dimethyl sulfoxide, albumin or another excipient",
    "Any condition that, in the investigator’s opinion, interferes with the patient’s safety",
)

SAFETY_END_POINTS = (
    "Incidence and severity of adverse events according to CTCAE",
    "Incidence of dose-limiting toxicities within 28 days after administration",
    "Number of subjects with serious adverse reactions related to the product",
)
SECONDARY_END_POINTS = (
    "Persistence of the product in blood or tissue (qPCR, copies/µg DNA)",
    "Quality of life (EQ-5D-5L)",
    "Overall survival or event-free survival at month 24",
    "Immune response against the product",
    "Proportion of products released within specification",
    "Change of biomarkers (CRP, IL-6, TNF-α, IFN-γ)",
    "Use of health care resources",
)


def write(
    *,
    seat: Seat,
    therapy: Therapy,
    disease: Disease,
    stage: str,
    product: InventedProduct,
    design: Design,
    rng: Random,
) -> Wording:
    """Return all texts of one trial."""
    condition = f"{stage} {disease.name}" if rng.random() < 0.8 else disease.name
    acronym = f"DEMO-{rng.choice(PLANTS)}-{rng.randrange(1, 10)}" if rng.random() < 0.5 else ""
    title = _title(seat, therapy, disease, condition, product, design, acronym, rng)
    early = seat.phase in ("I", "I/II")
    return Wording(
        title=title,
        lay_title=f"A study of {LAY_WORDS[therapy.atmp_class]} in {_people(disease)} "
        f"with {disease.lay}",
        acronym=acronym,
        condition=upper_first(condition),
        titles={
            code: _translated_title(code, seat, disease, product, design) for code in LANGUAGES
        },
        conditions={code: upper_first(disease.names[code]) for code in LANGUAGES},
        objective=_objective(seat, disease, condition, product, design),
        secondary_objective=_secondary_objective(disease, product, early),
        inclusion=_inclusion(disease, rng),
        exclusion=_exclusion(therapy, disease, rng),
        end_points=_end_points(disease, early, seat.phase == "I", rng),
        secondary_end_points=tuple(rng.sample(SECONDARY_END_POINTS, 3)),
        timepoints=f"{disease.at}; safety: {rng.choice(('day 28', 'month 12', 'month 24'))}",
        bullet=rng.choice(BULLETS),
    )


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _people(disease: Disease) -> str:
    if disease.sex == "both" or disease.ages not in ("adult", "paediatric"):
        return PEOPLE[disease.ages]
    adults = {"male": "men", "female": "women"}
    return adults[disease.sex] if disease.ages == "adult" else "boys"


def _title(seat, therapy, disease, condition, product, design, acronym, rng) -> str:
    phase = seat.phase
    if rng.random() < 0.3:
        phase = {"I": "1", "I/II": "1/2", "II": "2", "III": "3", "IV": "4"}[phase]
    kind = _kind(phase, design, rng)
    aims = rng.choice(AIMS[seat.phase])
    people = _people(disease)
    if rng.random() < 0.3 and people == "adults":
        people = "patients"
    short = therapy.short.format(gene=disease.gene)
    setting = f" {rng.choice(therapy.settings)}"
    if product.authorised:
        short = f"{product.authorised.trade_name} ({product.substance})"
        setting = rng.choice(("", " in routine care", setting))
    if rng.random() < 0.4:
        setting = ""
    titles = [
        f"{_article(kind)} of {short}{setting} in {people} with {condition}",
        f"{short}{setting} for the treatment of {condition}: {_article(kind)}",
        f"Treatment of {condition} with {short}{setting}: {_article(kind)} in {people}",
        f"{_article(kind)} to evaluate the {aims} of {product.code}, {short}, "
        f"in {people} with {condition}",
        f"{aims} of {short} in {people} with {condition}: {_article(kind)}",
        f"{product.code} ({short}) in {condition} – {_article(kind)}",
    ]
    if design.control:
        titles.append(
            f"{short} compared with {design.control} in {people} with {condition}: {_article(kind)}"
        )
    if acronym:
        titles.append(f"{acronym}: {short}{setting} in {condition}, {_article(kind)}")
    return upper_first(rng.choice(titles))


def _kind(phase: str, design: Design, rng: Random) -> str:
    """Return the design in the order of titles: "randomised, double-blind, multicentre phase II
    trial"."""
    words = []
    if design.first_in_human:
        words.append("first-in-human")
    if design.randomised:
        words.append("randomised")
    if design.placebo:
        words.append("placebo-controlled")
    words.append(BLINDING[design.blinding])
    if design.escalation:
        words.append("dose-escalation")
    elif not design.control:
        words.append("single-arm")
    words.append("multicentre" if design.several_sites else "single-centre")
    kept = [word for word in words if rng.random() < 0.75]
    noun = rng.choice(("trial", "study", "clinical trial"))
    return f"{', '.join(kept)} phase {phase} {noun}".strip()


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _translated_title(language, seat, disease, product, design) -> str:
    name = disease.names[language]
    phase, code, random = seat.phase, product.code, design.randomised
    if language == "es":
        kind = "aleatorizado" if random else "abierto"
        return (
            f"Ensayo clínico de fase {phase}, {kind}, para evaluar la seguridad y la eficacia de "
            f"{code} en pacientes con {name}"
        )
    if language == "de":
        kind = "Randomisierte" if random else "Offene"
        return (
            f"{kind} Phase-{phase}-Studie zur Sicherheit und Wirksamkeit von {code} bei "
            f"Patientinnen und Patienten mit {name}"
        )
    if language == "fr":
        kind = "randomisé" if random else "en ouvert"
        before = "d'" if name[0] in "aehiouéè" else "de "
        return (
            f"Essai de phase {phase}, {kind}, évaluant la tolérance et l'efficacité de {code} chez "
            f"des patients présentant un diagnostic {before}{name}"
        )
    kind = "randomizzato" if random else "in aperto"
    return (
        f"Studio di fase {phase}, {kind}, per valutare la sicurezza e l'efficacia di {code} in "
        f"pazienti con {name}"
    )


def _objective(seat, disease, condition, product, design) -> str:
    versus = f" compared with {design.control}" if design.control else ""
    if seat.phase == "I":
        return (
            f"To assess the safety and tolerability of {product.code} in {condition} and to "
            "determine the dose for further development."
        )
    if seat.phase == "I/II":
        return (
            f"Part 1: to determine the recommended dose of {product.code} in {condition}.\n"
            f"Part 2: to assess its preliminary efficacy{versus}."
        )
    if seat.phase == "IV":
        return (
            f"To describe the long-term safety and effectiveness of {product.code} in {condition}."
        )
    return f"To assess the efficacy of {product.code}{versus} in {condition}: {disease.endpoint}."


def _secondary_objective(disease, product, early) -> str:
    if early:
        return (
            f"- To describe the activity of {product.code} ({disease.endpoint})\n"
            "- To describe its persistence and biodistribution\n"
            "- To assess the feasibility of production and release"
        )
    return (
        f"- To assess the safety of {product.code}\n"
        "- To assess quality of life and the use of health care resources"
    )


def _inclusion(disease, rng) -> tuple[str, ...]:
    minors = disease.has_minors
    # Performance status and heart function are asked of adults, contraception of women.
    asked = FITNESS[1:3] if minors else FITNESS[:-1] if disease.sex == "male" else FITNESS
    fitness = () if disease.ages == "newborn" else rng.sample(asked, 2)
    return (
        rng.choice(AGES[disease.ages]),
        *disease.include,
        *fitness,
        GUARDIAN_CONSENT if minors else CONSENT,
    )


def _exclusion(therapy, disease, rng) -> tuple[str, ...]:
    usual = USUAL_EXCLUSIONS
    if disease.ages not in ("infant", "newborn"):
        usual += ADULT_EXCLUSIONS
    if disease.sex != "male" and "adults" in disease.bands:
        usual += (PREGNANCY,)
    return (disease.exclude, therapy.exclude, *rng.sample(usual, rng.randint(3, 5)))


def _end_points(disease, early, first, rng) -> tuple[str, ...]:
    if first:
        return tuple(rng.sample(SAFETY_END_POINTS, 2))
    if early:
        return rng.choice(SAFETY_END_POINTS), disease.endpoint
    return (disease.endpoint,)
