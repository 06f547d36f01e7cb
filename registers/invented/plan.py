"""Plan one trial: fill a seat with a therapy, a disease, a sponsor, countries and dates.

Each trial has a random generator of its own, seeded with its place, so that it can be planned
again at any time - once for the EUCTR file and once for the CTIS file - with the same result.
"""

from random import Random

from . import timeline, wording
from .composition import BOTH, CTIS, Seat
from .places import EEA, OUTSIDE
from .trial import Design, InventedProduct, Trial
from .vocabulary import (
    AUTHORISED,
    DISEASES,
    SPONSORS,
    THERAPIES,
    AuthorisedProduct,
    Disease,
    Sponsor,
    Therapy,
)

BY_CLASS = {
    name: [therapy for therapy in THERAPIES.values() if therapy.atmp_class == name]
    for name in ("GTMP", "sCTMP", "TEP", "cATMP", "unclear")
}
COMMERCIAL = [sponsor for sponsor in SPONSORS if sponsor.commercial]
NON_COMMERCIAL = [sponsor for sponsor in SPONSORS if not sponsor.commercial]

SUBJECTS = {"I": (6, 24), "I/II": (12, 60), "II": (20, 150), "III": (60, 400), "IV": (40, 300)}
YEARS = {"I": (2, 5), "I/II": (2, 7), "II": (2, 6), "III": (3, 8), "IV": (3, 15)}
COUNTRIES = {
    "I": (1, 1, 1, 2, 3),
    "I/II": (1, 1, 2, 3, 4),
    "II": (1, 1, 2, 2, 3, 4),
    "III": (2, 3, 4, 5, 6),
    "IV": (1, 2, 3, 4, 6),
}
# A second box that sponsors tick beside the right one; the stronger class decides.
ALSO_TICKED = {"GTMP": "sCTMP", "TEP": "sCTMP", "cATMP": "TEP"}


def plan(seat: Seat, seed: int) -> Trial:
    rng = Random(f"{seed}/trial/{seat.index}")
    therapy, key, authorised = _therapy(seat, rng)
    disease = DISEASES[key]
    holder = COMMERCIAL[therapy.rank % len(COMMERCIAL)] if authorised else None
    sponsor = holder if holder and rng.random() < 0.5 else _sponsor(therapy, rng)
    product = _product(therapy, key, sponsor, authorised, holder, rng)
    low, high = SUBJECTS[seat.phase]
    subjects = rng.randint(low, high)
    codes = _countries(seat, sponsor, rng)
    outside = _outside(seat, sponsor, rng)
    in_eea = max(len(codes), subjects * rng.randint(40, 80) // 100 if outside else subjects)
    subjects = max(subjects, in_eea)
    design = _design(seat, therapy, disease, len(codes), rng)
    records = ()
    if seat.register != CTIS:
        records = timeline.country_records(seat, codes, subjects, in_eea, design.several_sites, rng)
    states, submitted_on = (), None
    if seat.ct_number:
        submitted_on = timeline.submission_day(seat, rng)
        states = _states(seat, codes, records, in_eea, submitted_on, rng)
    return Trial(
        seat=seat,
        sponsor=sponsor,
        therapy=therapy,
        disease=disease,
        product=product,
        design=design,
        wording=wording.write(
            seat=seat,
            therapy=therapy,
            disease=disease,
            stage=rng.choice(disease.stages),
            product=product,
            design=design,
            rng=rng,
        ),
        protocol_code=f"{product.code}-{seat.index + 1:04}",
        pip_number=_pip_number(seat, disease, rng),
        duration=(rng.randint(*YEARS[seat.phase]), rng.choice((0, 0, 3, 6, 9))),
        subjects_by_band=_by_band(disease, subjects, rng),
        subjects=subjects,
        subjects_in_eea=in_eea,
        records=records,
        outside=outside,
        submitted_on=submitted_on,
        states=states,
    )


def _therapy(seat: Seat, rng: Random) -> tuple[Therapy, str, AuthorisedProduct | None]:
    """Return therapy, disease key and, for a seat of that kind, the authorised product."""
    year = int((seat.eudract_number or seat.ct_number)[:4])
    if seat.authorised:
        on_market = [p for p in AUTHORISED if p.therapy.atmp_class == seat.atmp_class]
        product = rng.choice([p for p in on_market if p.since <= year] or on_market)
        return product.therapy, rng.choice(product.diseases), product
    therapy = rng.choice([t for t in BY_CLASS[seat.atmp_class] if t.since <= year])
    keys = therapy.diseases
    if seat.phase == "I" and seat.register != CTIS:
        # The EUCTR shows phase I trials only if they include minors or belong to a PIP.
        keys = [key for key in keys if DISEASES[key].has_minors] or keys
    return therapy, rng.choice(keys), None


def _sponsor(therapy: Therapy, rng: Random) -> Sponsor:
    """Return a sponsor. Each works on a third of the therapies, so that sponsors occur
    repeatedly."""
    group = COMMERCIAL if rng.random() < 0.45 else NON_COMMERCIAL
    return rng.choice([s for s in group if (s.rank + therapy.rank) % 3 == 0])


def _product(therapy, key, sponsor, authorised, holder, rng) -> InventedProduct:
    """Return the same product for the same sponsor, therapy and gene."""
    disease = DISEASES[key]
    code = f"DEMO-{101 + (holder or sponsor).rank * len(THERAPIES) + therapy.rank}"
    if "{gene}" in therapy.product:
        code += "ABCDEFGHIJ"[therapy.diseases.index(key)]
    name = therapy.product.format(gene=disease.gene)
    orphan = ""
    if disease.rare and rng.random() < 0.4:
        orphan = f"EU/3/{rng.randrange(5, 24):02}/{9000 + therapy.rank * 10 + sponsor.rank}"
    also = ALSO_TICKED.get(therapy.atmp_class, "") if rng.random() < 0.06 else ""
    return InventedProduct(
        name=authorised.trade_name if authorised else name,
        code=code,
        substance=authorised.substance if authorised else name,
        route=therapy.route_for.get(key) or rng.choice(therapy.routes),
        amount=rng.choice(therapy.amounts),
        orphan_number=orphan,
        cat_classified=rng.random() < 0.3,
        extra_class=also,
        authorised=authorised,
        holder=holder,
    )


def _countries(seat: Seat, sponsor: Sponsor, rng: Random) -> list[str]:
    """Return the link codes of the records, the lead country first, GB and third countries last."""
    if seat.makeup == "third country only":
        return ["3rd"]
    if seat.makeup == "GB only":
        return ["GB"]
    least = {"phases differ": 3, "totals differ": 2}.get(seat.makeup, 1)
    wanted = max(least, rng.choice(COUNTRIES[seat.phase]))
    weights = [country.weight for country in EEA.values()]
    codes = [sponsor.country] if sponsor.country in EEA and rng.random() < 0.9 else []
    while len(codes) < wanted:
        code = rng.choices(list(EEA), weights)[0]
        if code not in codes:
            codes.append(code)
    if seat.makeup == "with GB":
        codes.append("GB")
    if seat.makeup == "with third country":
        codes.append("3rd")
    return codes


def _outside(seat: Seat, sponsor: Sponsor, rng: Random) -> tuple[str, ...]:
    """Return countries outside the EEA where sites are planned, the first to authorise first."""
    needed = seat.makeup in ("third country only", "with third country")
    chance = 0.3 if sponsor.commercial and seat.phase != "I" else 0.08
    if not needed and rng.random() > chance:
        return ()
    weights = [country.weight for country in OUTSIDE.values()]
    chosen = rng.choices(list(OUTSIDE), weights, k=rng.randint(1, 4))
    # The United Kingdom has a weight of 0: it is outside only for trials of CTIS.
    if sponsor.country in OUTSIDE and sponsor.country != "GB":
        chosen.insert(0, sponsor.country)
    if seat.register == CTIS and rng.random() < 0.4:
        chosen.append("GB")
    return tuple(dict.fromkeys(chosen))


def _design(seat, therapy, disease, countries, rng) -> Design:
    chance = {"I": 0.0, "I/II": 0.1, "II": 0.45, "III": 0.75, "IV": 0.15}[seat.phase]
    controlled = rng.random() < chance
    placebo = controlled and therapy.placebo and rng.random() < 0.6
    comparator = disease.comparator if controlled and not placebo and rng.random() < 0.6 else ""
    control = ""
    if controlled:
        control = "placebo" if placebo else comparator.lower() or therapy.control
    early = seat.phase in ("I", "I/II")
    tissue = therapy.atmp_class in ("TEP", "cATMP")
    return Design(
        randomised=controlled and rng.random() < 0.9,
        blinding="double"
        if placebo
        else rng.choice(("open", "open", "open", "single"))
        if controlled
        else "open",
        control=control,
        placebo=placebo,
        comparator=comparator,
        escalation=early and not controlled and not tissue and rng.random() < 0.6,
        first_in_human=early and rng.random() < 0.5,
        several_sites=countries > 1 or rng.random() < 0.5,
    )


def _states(seat, codes, records, in_eea, submitted_on, rng):
    """Return the Member States of CTIS.

    For a transitioned trial these are the states that had not completed, and its start is the one
    under the Directive.
    """
    if seat.register != BOTH:
        return timeline.member_states(seat, codes, in_eea, submitted_on, None, rng)
    open_here = [record for record in records if record.status == timeline.TRANSITIONED]
    permitted = [
        day for record in records for day in (record.authority_on, record.ethics_on) if day
    ]
    started_on = max(permitted[:2] or [records[0].entered_on])
    here = [record.code for record in open_here]
    return timeline.member_states(seat, here, in_eea, submitted_on, started_on, rng)


def _pip_number(seat: Seat, disease: Disease, rng: Random) -> str:
    """Return the number of the EMA decision on a paediatric investigation plan, "" without
    a plan."""
    solely_adults = seat.phase == "I" and not disease.has_minors
    if solely_adults or rng.random() < (0.3 if disease.has_minors else 0.05):
        return f"P/9{rng.randrange(100, 1000)}/20{rng.randrange(10, 23)}"
    return ""


def _by_band(disease: Disease, subjects: int, rng: Random) -> dict[str, int]:
    bands = disease.bands
    if subjects < len(bands):
        bands = bands[:1]
    return dict(zip(bands, timeline.split(subjects, len(bands), rng), strict=True))
