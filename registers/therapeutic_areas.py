"""Therapeutic areas as both registers print them: chapters of MeSH, `Diseases [C] - ... [C04]`."""

import re

AREAS = {
    "C01": "Bacterial infections and mycoses",
    "C02": "Virus diseases",
    "C03": "Parasitic diseases",
    "C04": "Neoplasms",
    "C05": "Musculoskeletal diseases",
    "C06": "Digestive system diseases",
    "C07": "Mouth and tooth diseases",
    "C08": "Respiratory tract diseases",
    "C09": "Ear, nose and throat diseases",
    "C10": "Nervous system diseases",
    "C11": "Eye diseases",
    "C12": "Urological and male genital diseases",
    "C13": "Female genital diseases and pregnancy complications",
    "C14": "Cardiovascular diseases",
    "C15": "Blood and lymphatic diseases",
    "C16": "Hereditary and neonatal diseases",
    "C17": "Skin and connective tissue diseases",
    "C18": "Nutritional and metabolic diseases",
    "C19": "Hormonal diseases",
    "C20": "Immune system diseases",
    "C21": "Disorders of environmental origin",
    "C23": "Symptoms and general pathology",
    "C25": "Chemically induced disorders",
    "C26": "Wounds and injuries",
    "F03": "Mental disorders",
}
AREA_CODE = re.compile(r"\[([A-Z]\d{2})\]\s*$")
NO_AREA = "not possible to specify"  # an answer of the form


def is_unknown_area(text):
    """Return whether the text names an area without the code of one."""
    return bool(text) and not AREA_CODE.search(text) and text.strip().lower() != NO_AREA


def area_codes(texts):
    """Return the codes at the end of the texts, sorted, including unknown ones."""
    codes = (AREA_CODE.search(text) for text in texts)
    return tuple(sorted({code[1] for code in codes if code}))
