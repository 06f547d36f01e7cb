"""Reads a question such as “who can release a lentiviral CAR-T batch within 500 km of Vienna”.

The result is fields of the matching form. Words that no rule knows are returned and never guessed.
"""

import re
from dataclasses import dataclass

from core.countries import EUROPE, country_codes_by_name
from core.text import folded, name_key
from trials.rules.vocabulary import signs_in_title

from .choices import AgeGroup, AtmpClass, Step
from .places import CITY_BY_NAME

LONGEST_COUNTRY_CODE = 3
WITHIN = re.compile(r"\bwithin (\d{1,5}) ?(?:km|kilomet(?:re|er)s?)\b", re.IGNORECASE)
STEP_WORDS = {
    r"releas\w*(?: tests?)?|certif\w*": (Step.RELEASE_TEST, Step.CERTIFICATION),
    r"apheres\w*|leukapheres\w*|collect\w*": (Step.APHERESIS,),
    r"procure\w*": (Step.PROCUREMENT,),
    r"transduc\w*|edit\w*|transfer\w*": (Step.TRANSFER,),
    r"expan\w*|process\w*|manufactur\w*|produc(?:e|es|ed|ing|tion)": (Step.PROCESSING,),
    r"formulat\w*": (Step.FORMULATION,),
    r"fill\w*": (Step.FILL_FINISH,),
    r"stor(?:e|es|ing|age)": (Step.STORAGE,),
    r"ship\w*|transport\w*": (Step.SHIPMENT,),
    r"thaw\w*|administ\w*|infus\w*|treat\w*": (Step.ADMINISTRATION,),
    r"follow[- ]?up": (Step.FOLLOW_UP,),
    r"(?:make|makes|making|supply|supplies) (?:an? )?(?:\w+ ){0,2}(?:vectors?|plasmids?)": (
        Step.VECTOR,
    ),
}
CLASS_WORDS = {
    r"gene therap\w*|GTMP": AtmpClass.GTMP,
    r"cell therap\w*|sCTMP": AtmpClass.SCTMP,
    r"tissue[- ]engineer\w*|TEP": AtmpClass.TEP,
    r"combined|cATMP": AtmpClass.CATMP,
}
AGE_WORDS = {
    r"child\w*|paediatric|pediatric": AgeGroup.CHILDREN,
    r"adolescents?|teenagers?": AgeGroup.ADOLESCENTS,
    r"adults?": AgeGroup.ADULTS,
}
FILLING = re.compile(
    r"\b(?:who|which|what|where|can|could|may|is|are|a|an|the|of|in|for|to|and|or|from|near|"
    r"batch|batches|facility|facilities|centres?|centers?|hospitals?|patients?|products?|"
    r"cells?|vectors?|with|using|therap\w*|me|us|we|our|it|do|does|make|makes)\b|[?.,;]",
    re.IGNORECASE,
)
# Technologies that make a product a gene therapy: modified cells, or a vector.
GENETIC = {"car-t", "tcr-t", "car-nk", "regcar", "aav", "lentivir", "gammaretro", "edit"}


@dataclass(frozen=True)
class Understood:
    """The fields of the form, and the words that no rule knows."""

    fields: dict
    not_understood: tuple


def understand(text):
    """Return the Understood of a question in words."""
    fields, rest = {}, text
    within = WITHIN.search(rest)
    if within:
        fields["km"] = within[1]
        rest = rest.replace(within[0], " ")
    rest = _take_city(rest, fields)
    rest = _take_countries(rest, fields)
    found, used = [], []
    for sign in signs_in_title(rest):
        if sign.technologies:
            found += [code for code in sign.technologies if code not in found]
            used.append(sign.word)
    for words in used:
        rest = rest.replace(words, " ")
    if found:
        fields["technology"] = found
    rest = _take_words(rest, CLASS_WORDS, lambda value: fields.update(atmp_class=value.value))
    if "atmp_class" not in fields and GENETIC & set(found):
        fields["atmp_class"] = AtmpClass.GTMP.value
    rest = _take_words(rest, AGE_WORDS, lambda value: fields.update(age_group=value.value))
    steps = []
    # Search the whole text: in “make AAV vectors” one word names a step and a technology.
    for words in _found_words(text, STEP_WORDS, steps.extend):
        rest = rest.replace(words, " ")
    if steps:
        fields["step"] = [step.value for step in Step if step in steps]
    unknown = re.findall(r"[^\W_][\w-]*", FILLING.sub(" ", rest))
    return Understood(fields, tuple(dict.fromkeys(unknown)))


def _take_city(text, fields):
    plain = folded(text)
    for name in sorted(CITY_BY_NAME, key=len, reverse=True):
        found = re.search(rf"\b{re.escape(folded(name))}\b", plain)
        if found:
            fields["place"] = CITY_BY_NAME[name]
            return text[: found.start()] + " " + text[found.end() :]
    return text


def _take_countries(text, fields):
    """Take countries of Europe by name, of up to three words. A code such as IT is a word, too, and
    is not taken."""
    codes, words = country_codes_by_name(), re.findall(r"[^\W\d_]+", text)
    found = []
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            name = words[start : start + length]
            code = codes.get(name_key(" ".join(name)))
            if code in EUROPE and len("".join(name)) > LONGEST_COUNTRY_CODE:
                found.append(code)
                text = re.sub(r"\W+".join(map(re.escape, name)), " ", text, count=1)
                words[start : start + length] = [""] * length
    if found:
        fields["country"] = sorted(set(found))
    return text


def _take_words(text, patterns, take):
    for words in _found_words(text, patterns, take):
        text = text.replace(words, " ")
    return text


def _found_words(text, patterns, take):
    found = []
    for pattern, value in patterns.items():
        match = re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
        if match:
            take(value)
            found.append(match[0])
    return found
