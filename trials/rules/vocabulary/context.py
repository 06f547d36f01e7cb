"""Tell whether a word of an advanced therapy in a title names the tested treatment.

A title also speaks of what the patients had before, of an effect of it that is treated, of cells
that are counted, and of other medicines that are tested. The words of each language are in
`context.toml`. docs/classification.md has the rules.
"""

import re
from functools import cache, lru_cache

from .lists import in_all_languages, words_in_all_languages
from .medicines import other_medicine_or_measure

MAX_CONTEXT_LETTERS = 80  # letters beside a word in which its context is looked for
KEPT_TITLES = 256
BEFORE = ("time", "given_to", "next_to")  # rules of the words in front of the therapy
TAKEN_OUT = re.compile(r" *\| *")  # "HSCT" in "before or instead of HSCT or gene therapy": one word
END_OF_CLAUSE = re.compile(r"[.;:()]")


def is_context(text, start, end):
    """Return whether the words from `start` to `end` of a title are not the tested treatment."""
    lower = text.lower()
    before = TAKEN_OUT.sub(" x ", lower[max(0, start - MAX_CONTEXT_LETTERS) : start])
    before = END_OF_CLAUSE.split(before)[-1]
    after = lower[end : end + MAX_CONTEXT_LETTERS]
    if _are_measured(before, after):
        return True
    if _names_a_trial(before, text[start:end], after):
        return True
    if _is_behind_another_head(lower, start):
        return True
    rules = _patterns()
    if rules["follow_up"].search(lower):
        return False
    return bool(
        _is_said_before(before) or rules["behind"].match(after) or _were_treated(lower, before)
    )


@cache
def _words(table):
    """Return the alternative of one table of `context.toml`."""
    return f"(?:{in_all_languages('context', table)})"


@cache
def _patterns():
    """Return {rule: pattern}. The patterns read texts in small letters."""
    word = r"[\w+/'-]+"  # a comma or a bracket is no part of it: it ends a phrase
    small = rf"(?:[ -]{_words('small_words')}\b)*"
    people, with_ = _words("people"), _words("with")
    # "After treatment with" belongs to what follows; any other "with" begins the tested treatment.
    treatment = rf"(?:[ -]{_words('treatment')}(?:[ -]{with_}\b)?{small})?"
    is_tested = rf"{with_}\b|treated\b|receiv|{_words('treatment')}\b"
    between = rf"{small}(?:[ -](?!{is_tested}){word}){{0,3}}[ -]*$"
    next_to = rf"{treatment}(?:[ -](?!{is_tested}){word})?[ -]*$"
    is_given = "".join(
        f"(?<!{word} )" for word in words_in_all_languages("context", "treated_with")
    )
    joins_next = rf"{is_given}{_words('joined_next_to')}"
    joined_words = rf"(?:[ -](?!{_words('ends_of_head')}\b){word}){{0,2}}[ -]*$"
    # The end of the word of the therapy: "-Zelltherapie" or "cell therapy".
    nouns = r"(?:[- ](?:t[- ])?(?:cells?|therapy|treatment|infusion|products?)){0,3}"
    end = rf"^[\w+-]*?(?: or [\w-]+)?{nouns}(?:[- ]|(?<=-))"
    rules = {
        "time": rf"\b{_words('time')}\b{small}{treatment}{between}",
        "given_to": rf"\b{_words('given_to')}\b{small}{treatment}{between}",
        "effect": rf"\b{_words('effect')}\b{small}{treatment}{between}",
        "aim": rf"\b{_words('aims')}(?:[ ,&]+{_words('joined_next_to')}\b)?[ ,&]*{small} ?$",
        "next_to": rf"\b{_words('next_to')}\b{small}{next_to}",
        "behind": rf"{end}{_words('behind')}\b",
        "measured": rf"\b{_words('measured')}\b{between}",
        "many": rf"\b{_words('many')}{small}(?:[ -]cd\d\+?)?[ -]*$",
        "marker": rf"{end}{_words('marker')}\b",
        "treated": rf"\b{people}[ ,]+{_words('treated')}{between}",
        "end_of_head": rf"\b(?:{_words('ends_of_head')}|{people})\b",
        "small_word": rf"\b(?:{_words('ends_of_head')}|{_words('small_words')})\b",
        "people_with": rf"\b{people} {with_}{between}",
        "joined": rf"\+ |\b{_words('joined')}\b|\b{joins_next}{joined_words}",
        "follow_up": rf"\b{_words('follow_up')}\b",
        "trial_in_front": rf"\b{_words('trials')} $",
        "trial_behind": rf"^[- ](?:\w+-)?{_words('trials')}\b",
    }
    return {rule: re.compile(pattern) for rule, pattern in rules.items()}


def _is_said_before(before):
    """Return whether the words in front of the therapy say when or to whom it is given, or that an
    effect of it is treated."""
    rules = _patterns()
    if any(rules[rule].search(before) for rule in BEFORE):
        return True
    effect = rules["effect"].search(before)
    return bool(effect and not rules["aim"].search(before, 0, effect.start()))


def _are_measured(before, after):
    """Return whether the cells are counted, seen or used as a marker or model."""
    rules = _patterns()
    is_said_before = rules["measured"].search(before) or rules["many"].search(before)
    return bool(is_said_before or rules["marker"].match(after))


def _names_a_trial(before, word, after):
    """Return whether the word is the acronym of a trial: "the TIL trial", "MSC-studien"."""
    return bool(
        re.fullmatch(r"[A-Z]{2,6}", word)
        and (
            _patterns()["trial_in_front"].search(before) or _patterns()["trial_behind"].match(after)
        )
    )


def _were_treated(lower, before):
    """Return whether patients are said to have had the therapy, in a title that does not begin with
    them: "Seizures in patients treated with CAR-T cells"."""
    match = _patterns()["treated"].search(before)
    if not match:
        return False
    beginning = lower.partition(before[match.start() :])[0]
    return bool(_patterns()["small_word"].search(beginning))


def _is_behind_another_head(lower, start):
    """Return whether the title begins with another medicine or measure and speaks of the therapy
    only where it says for whom, when or against which effect. A therapy that is joined to the head
    there ("followed by CAR-T cells") is tested."""
    head_end = _end_of_other_head(lower)
    if not head_end or start < head_end:
        return False
    beside = lower[head_end:start]
    rules = _patterns()
    if (
        _is_said_before(beside)
        or rules["treated"].search(beside)
        or rules["people_with"].search(beside)
    ):
        return True
    ends = [match.end() for match in rules["end_of_head"].finditer(beside)]
    return not rules["joined"].search(beside[ends[-1] if ends else 0 :])


@lru_cache(maxsize=KEPT_TITLES)
def _end_of_other_head(lower):
    """Return where the head of a title ends if another medicine or measure is in it, else 0."""
    end = _patterns()["end_of_head"].search(lower)
    is_other = end and other_medicine_or_measure().search(lower, 0, end.start())
    return end.end() if is_other else 0
