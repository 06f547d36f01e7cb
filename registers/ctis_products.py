"""The products of a CTIS record in the portal's words."""

import re

from .ctis_fields import answer_of, any_answer, dict_at, dicts_at, list_at, text_at, texts_at
from .records import Answer, AtmpClass, Imp

ROLES = {"1": "Test", "2": "Comparator", "3": "Placebo", "4": "Auxiliary"}
ROLE_WORDS = {word.lower(): word for word in ROLES.values()}
AUTHORISED = "2"  # prodAuthStatus
# Words of a declared therapy or of a substance's origin that name a class without doubt. "Cell
# therapy" names none: transduced cells are gene therapy, expanded ones somatic cell therapy.
CLASS_WORDS = {
    "gene": AtmpClass.GTMP,
    "somatic": AtmpClass.SCTMP,
    "tissue": AtmpClass.TEP,
    "combin": AtmpClass.CATMP,
}
# Fields of a declared therapy that may have words; the meaning of their codes is not published.
THERAPY_WORDS = (
    "advancedTherapyType",
    "cellTypeMoreInformation",
    "cellTypeOtherSomatic",
    "cellOriginSpeciesOfOrigin",
    "geneTransferProductType",
    "gmoCellType",
    "description",
)


# Origins of a substance, as its dictionary states them, that an advanced therapy has and that none
# has. All others, such as "Structurally Diverse Substance - Other", leave it open.
ORIGIN_OF_ATMP = re.compile(
    r"\b(?:cell|cellular|gene|somatic|advanced)\b.{0,20}\btherapy|\btissue", re.IGNORECASE
)
ORIGIN_OF_OTHERS = re.compile(
    r"^(?:chemical|protein|polymer)|antibod|herbal|homeopath|plasma|blood|allergen", re.IGNORECASE
)
ATC_OF_ATMP = re.compile(r"L01XL")  # antineoplastic cell and gene therapy
NO_NAME = frozenset(("", "-", "na", "n/a", "none"))


def product(product):
    dictionary = dict_at(product, "productDictionaryInfo")
    substances = dicts_at(dictionary, "productSubstances")
    names = _names(text_at(s, "actSubstName") for s in substances)
    # Products from the dictionary of authorised ones may list no substance, and name it here.
    names = names or _names([text_at(dictionary, "activeSubstanceName")])
    origins = _origins(substances)
    therapies = [
        text_at(t, "advancedTherapyType") if isinstance(t, dict) else str(t)
        for t in list_at(product, "therapies")
    ]
    atmp, atmp_by = _declaration(product, origins, text_at(dictionary, "atcCode"))
    number = text_at(dictionary, "marketingAuthNumber")
    return Imp(
        role=role_of(product)[0],
        name=text_at(product, "productName") or text_at(dictionary, "prodName"),
        code=text_at(product, "sponsorProductCode"),
        trade_name=text_at(dictionary, "prodName") if number.strip("-") else "",
        substances=names,
        synonyms=_names(
            [
                *(name for s in substances for name in texts_at(s, "synonyms")),
                text_at(dictionary, "activeSubstanceOtherDescriptiveName"),
            ]
        ),
        form=text_at(product, "pharmaceuticalFormDisplay") or text_at(dictionary, "pharmForm"),
        routes=tuple(str(route) for route in list_at(product, "routes")),
        atmp=atmp,
        atmp_by=atmp_by,
        classes=_classes(therapies, origins),
        authorised=answer_of(
            {AUTHORISED: True}.get(text_at(dictionary, "prodAuthStatus"), False)
            if dictionary
            else None
        ),
        orphan=answer_of(product.get("orphanDrugEdit")),
        gmo=any_answer(t.get("isGmo") for t in dicts_at(product, "therapies")),
        other_type=text_at(product, "otherMedicinalProduct"),
        declared=tuple(
            text
            for therapy in dicts_at(product, "therapies")
            for key in THERAPY_WORDS
            if (text := text_at(therapy, key)) and not text.isdecimal()
        ),
        contradictions=_contradictions(atmp, atmp_by, origins),
    )


def role_of(product):
    """Return (role, code or word that no rule knows)."""
    code = text_at(product, "mpRoleInTrial") or text_at(product, "part1MpRoleTypeCode")
    role = ROLES.get(code.lstrip("0").removesuffix(".0")) or ROLE_WORDS.get(code.lower(), "")
    return role, "" if role else code


def _names(texts):
    return tuple(dict.fromkeys(text for text in texts if text.lower() not in NO_NAME))


def _origins(substances):
    """Return the origin of each substance: of the substance in general, else in the product."""
    stated = (text_at(s, "actSubstOrigin") or text_at(s, "substanceOrigin") for s in substances)
    return [origin if origin.strip("- ") else "" for origin in stated]


def _declaration(product, origins, atc_code):
    """Return (the record's answer whether the product is an advanced therapy, the statement).

    The older structure has a flag whose No means nothing: it was left at No for real advanced
    therapies. A list of declared therapies, an origin and an ATC code are statements.
    """
    if any(therapy is not None for therapy in list_at(product, "therapies")):
        return Answer.YES, "the product's list of advanced therapies"
    if answer_of(product.get("anAdvancedTherapyMedicinalProduct")) == Answer.YES:
        return Answer.YES, "the flag “advanced therapy medicinal product”"
    if origin := next(filter(ORIGIN_OF_ATMP.search, origins), ""):
        return Answer.YES, f"substance origin “{origin}”"
    if ATC_OF_ATMP.match(atc_code):
        return Answer.YES, f"ATC code {atc_code}, cell and gene therapy"
    if origins and all(map(ORIGIN_OF_OTHERS.search, origins)):
        return Answer.NO, f"substance origin “{origins[0]}”"
    return Answer.UNKNOWN, ""


def _classes(therapies, origins):
    if not therapies and not any(map(ORIGIN_OF_ATMP.search, origins)):
        return frozenset()
    texts = [text.lower() for text in (*therapies, *origins)]
    return frozenset(
        kind for word, kind in CLASS_WORDS.items() if any(word in text for text in texts)
    )


def _contradictions(atmp, atmp_by, origins):
    other = next(filter(ORIGIN_OF_OTHERS.search, origins), "")
    if atmp != Answer.YES or not other or "origin" in atmp_by:
        return ()
    return (f"{atmp_by} states an advanced therapy, but the substance origin is “{other}”",)
