"""The products of a CTIS record in the portal's words."""

from .ctis_fields import answer_of, any_answer, dict_at, dicts_at, list_at, text_at
from .keywords import advanced_therapy_word
from .records import Answer, AtmpClass, Imp

ROLES = {"1": "Test", "2": "Comparator", "3": "Placebo", "4": "Auxiliary"}
AUTHORISED = "2"  # prodAuthStatus
# Words of a declared therapy or of a substance's origin that name a class without doubt. "Cell
# therapy" names none: transduced cells are gene therapy, expanded ones somatic cell therapy.
CLASS_WORDS = {
    "gene": AtmpClass.GTMP,
    "somatic": AtmpClass.SCTMP,
    "tissue": AtmpClass.TEP,
    "combin": AtmpClass.CATMP,
}
# Fields of a declared therapy that may hold words; what their codes mean is not published.
THERAPY_WORDS = (
    "advancedTherapyType",
    "cellTypeMoreInformation",
    "cellTypeOtherSomatic",
    "cellOriginSpeciesOfOrigin",
    "geneTransferProductType",
    "gmoCellType",
    "description",
)


def product(product):
    dictionary = dict_at(product, "productDictionaryInfo")
    substances = dicts_at(dictionary, "productSubstances")
    therapies = [text_at(t, "advancedTherapyType") for t in dicts_at(product, "therapies")]
    origins = [text_at(s, "substanceOrigin") for s in substances]
    name = text_at(product, "productName") or text_at(dictionary, "prodName")
    names = [text_at(s, "actSubstName") for s in substances]
    other_type = text_at(product, "otherMedicinalProduct")
    declared = bool(list_at(product, "therapies")) or (
        product.get("anAdvancedTherapyMedicinalProduct") is True
    )
    classes = frozenset(
        kind
        for word, kind in CLASS_WORDS.items()
        if any(word in text.lower() for text in (*therapies, *origins) if text)
        and (therapies or any("therapy" in o.lower() or "tissue" in o.lower() for o in origins))
    )
    therapy = declared or bool(classes) or any("therapy" in origin.lower() for origin in origins)
    if therapy or advanced_therapy_word(name, other_type, *names):
        atmp = Answer.YES
    else:
        atmp = Answer.NO if any(origins) else Answer.UNKNOWN
    number = text_at(dictionary, "marketingAuthNumber")
    return Imp(
        role=ROLES.get(
            text_at(product, "mpRoleInTrial") or text_at(product, "part1MpRoleTypeCode"), ""
        ),
        name=name,
        code=text_at(product, "sponsorProductCode"),
        trade_name=text_at(dictionary, "prodName") if number.strip("-") else "",
        substances=tuple(dict.fromkeys(filter(None, names))),
        form=text_at(product, "pharmaceuticalFormDisplay") or text_at(dictionary, "pharmForm"),
        routes=tuple(str(route) for route in list_at(product, "routes")),
        atmp=atmp,
        classes=classes,
        authorised=answer_of(
            {AUTHORISED: True}.get(text_at(dictionary, "prodAuthStatus"), False)
            if dictionary
            else None
        ),
        orphan=answer_of(product.get("orphanDrugEdit")),
        gmo=any_answer(t.get("isGmo") for t in dicts_at(product, "therapies")),
        other_type=other_type,
        declared=tuple(
            text
            for therapy in dicts_at(product, "therapies")
            for key in THERAPY_WORDS
            if (text := text_at(therapy, key)) and not text.isdecimal()
        ),
    )
